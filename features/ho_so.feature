# language: vi
Tính năng: Hồ sơ vay vốn, từ lúc nộp đến quyết định
  Cán bộ tín dụng nhận hồ sơ của từng người hoặc theo danh sách 03/TD của tổ, ghi nhận hồ sơ đầy đủ, thẩm định;
  người thứ hai quyết định theo luật của ngày quyết định.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 20 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 18 tỷ    |
      | 00008 | 2 tỷ     |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và hợp tác xã "HTX Giả Định" ở xã 00004

  @Đ9-74/2025
  Kịch bản: Người lao động nộp hồ sơ
    Khi "Nguyễn Thị Giả" nộp hồ sơ vay 60 triệu ngày 02/03/2026
    Thì hồ sơ ở bước "submitted"
    Và hồ sơ chưa có thời hạn giải quyết

  @Đ9-74/2025 @Đ5-338/2025
  Kịch bản: Cơ sở nộp hồ sơ phải nêu số lao động được hỗ trợ
    Khi "HTX Giả Định" nộp hồ sơ vay 600 triệu cho 0 lao động mới trong tổng số 10 ngày 02/03/2026
    Thì bị từ chối vì "workers_missing"
    Khi "HTX Giả Định" nộp hồ sơ vay 600 triệu cho 4 lao động mới trong tổng số 10 ngày 02/03/2026
    Thì hồ sơ ở bước "submitted"

  @03/TD
  Kịch bản: Danh sách 03/TD có dòng sai thì không dòng nào được ghi, mọi dòng sai được nêu
    Biết người lao động "Trần Văn Mẫu" ở xã 00004
    Và người lao động "Lê Thị Khác Xã" ở xã 00008
    Khi tổ "Tổ 1" nộp danh sách
      | người          | số tiền  |
      | Nguyễn Thị Giả | 60 triệu |
      | Lê Thị Khác Xã | 50 triệu |
      | Trần Văn Mẫu   | 70 triệu |
      | không có ai    | 70 triệu |
    Thì bị từ chối vì "list_refused"
    Và các dòng sai là "row 2, row 4"
    Và có 0 hồ sơ được ghi

  @03/TD
  Kịch bản: Giữ các dòng đúng của danh sách khi được yêu cầu
    Biết người lao động "Trần Văn Mẫu" ở xã 00004
    Và người lao động "Lê Thị Khác Xã" ở xã 00008
    Khi tổ "Tổ 1" nộp danh sách, giữ các dòng đúng
      | người          | số tiền  |
      | Nguyễn Thị Giả | 60 triệu |
      | Lê Thị Khác Xã | 50 triệu |
      | Trần Văn Mẫu   | 70 triệu |
    Thì kết quả từng dòng là
      | dòng | kết quả                |
      | 1    | được ghi               |
      | 2    | group_of_other_commune |
      | 3    | được ghi               |
    Và có 2 hồ sơ được ghi

  @Đ10-338/2025 @§6.16
  Kịch bản: Hồ sơ thiếu giấy tờ chưa có thời hạn, giấy thiếu được nêu tên
    Khi "Nguyễn Thị Giả" nộp hồ sơ vay 60 triệu ngày 02/03/2026 với giấy tờ nhóm ưu tiên
      | nhóm     | người | số     | từ ngày    | đến ngày |
      | disabled | 0001  | GXN-01 | 01/01/2026 |          |
    Và cán bộ tín dụng ghi nhận hồ sơ đầy đủ ngày 02/03/2026 với "loan_use_plan"
    Thì bị từ chối vì "dossier_incomplete"
    Và lời từ chối nêu "giấy tờ chứng minh đối tượng ưu tiên"
    Và lời từ chối viện dẫn "338/2025/NĐ-CP Đ.10"
    Và hồ sơ chưa có thời hạn giải quyết

  @Đ11-338/2025 @§6.16
  Khung kịch bản: Bảy ngày làm việc kể từ ngày sau ngày hồ sơ đầy đủ
    Biết "Nguyễn Thị Giả" đã nộp hồ sơ vay 60 triệu ngày <đầy đủ>
    Khi cán bộ tín dụng ghi nhận hồ sơ đầy đủ ngày <đầy đủ> với "loan_use_plan"
    Thì hạn giải quyết là ngày <hạn>

    # 02/03/2026 là thứ Hai; 27/04 nghỉ bù Giỗ Tổ, 30/04 và 01/05 nghỉ lễ
    Dữ liệu:
      | đầy đủ     | hạn        |
      | 02/03/2026 | 11/03/2026 |
      | 06/03/2026 | 17/03/2026 |
      | 24/04/2026 | 08/05/2026 |

  @Đ11-338/2025
  Kịch bản: Quyết định muộn vẫn được ghi, và được đánh dấu muộn
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 60 triệu ngày 12/03/2026
    Thì hồ sơ ở bước "approved"
    Và quyết định được đánh dấu muộn

  @Đ5-338/2025 @Đ6-338/2025
  Kịch bản: Thẩm định nêu mọi điểm không đạt, mỗi điểm có điều khoản
    Biết "Nguyễn Thị Giả" đã nộp hồ sơ vay 250 triệu trong 130 tháng ngày 02/03/2026
    Khi cán bộ tín dụng xem đánh giá theo luật ngày 02/03/2026
    Thì đánh giá nêu
      | điểm không đạt     | điều khoản                            |
      | above_largest_loan | Nghị định 338/2025/NĐ-CP, khoản 2 Điều 5 |
      | term_too_long      | Nghị định 338/2025/NĐ-CP, Điều 6      |
    Và mức vay lớn nhất là 200 triệu, ràng buộc bởi "job_loan_max_worker"

  @Đ5-338/2025 @§6.13
  Kịch bản: Người lao động còn nợ 90 triệu được vay thêm nhiều nhất 110 triệu
    Biết "Nguyễn Thị Giả" đang nợ 90 triệu
    Và "Nguyễn Thị Giả" đã nộp hồ sơ vay 110 triệu ngày 02/04/2026
    Khi cán bộ tín dụng xem đánh giá theo luật ngày 02/04/2026
    Thì mức vay lớn nhất là 110 triệu, ràng buộc bởi "job_loan_max_worker"
    Và đánh giá không nêu điểm nào

  @Đ5-338/2025 @§6.13
  Kịch bản: Cơ sở còn nợ 600 triệu cho 10 lao động, xin thêm cho 5 lao động, được nhiều nhất 1 tỷ
    Biết "HTX Giả Định" đang nợ 600 triệu cho 10 lao động
    Và "HTX Giả Định" đã nộp hồ sơ vay 1 tỷ cho 5 lao động mới trong tổng số 15 ngày 02/04/2026
    Khi cán bộ tín dụng xem đánh giá theo luật ngày 02/04/2026
    Thì mức vay lớn nhất là 1 tỷ, ràng buộc bởi "job_loan_max_per_worker:new"
    Và đánh giá không nêu điểm nào

  @Đ5-338/2025 @§6.13
  Kịch bản: Quá mức lớn nhất thì không phê duyệt được
    Biết "Nguyễn Thị Giả" đang nợ 90 triệu
    Và "Nguyễn Thị Giả" có hồ sơ vay 110.000.001 đồng đã thẩm định ngày 02/04/2026
    Khi người phê duyệt phê duyệt 110.000.001 đồng ngày 02/04/2026
    Thì bị từ chối vì "above_largest_loan"
    Và lời từ chối nêu "110000000 đồng"
    Và lời từ chối viện dẫn "khoản 2 Điều 5"

  @Đ7-338/2025 @Đ9-74/2025 @§6.14
  Khung kịch bản: Nhóm lãi suất của người lao động theo giấy tờ còn hiệu lực ngày quyết định
    Biết "Nguyễn Thị Giả" đã nộp hồ sơ vay 60 triệu ngày 02/03/2026 với giấy tờ nhóm ưu tiên
      | nhóm   | người | số     | từ ngày | đến ngày |
      | <nhóm> | 0001  | GXN-01 | <từ>    | <đến>    |
    Khi cán bộ tín dụng xem đánh giá theo luật ngày 10/03/2026
    Thì nhóm lãi suất là "<kết quả>"

    Dữ liệu:
      | nhóm     | từ         | đến        | kết quả  |
      | disabled | 01/01/2026 |            | priority |
      | disabled | 10/03/2026 | 10/03/2026 | priority |
      | disabled | 01/01/2025 | 09/03/2026 | standard |
      | disabled | 11/03/2026 |            | standard |
      | khác     | 01/01/2026 |            | standard |

  @Đ3-338/2025 @Đ9-74/2025 @§6.14
  Khung kịch bản: Cơ sở sử dụng từ 30 % lao động thuộc nhóm, mỗi người chỉ tính một lần
    Biết "HTX Giả Định" đã nộp hồ sơ vay 600 triệu cho 4 lao động mới trong tổng số 10 với lao động thuộc nhóm "<lao động>"
    Khi cán bộ tín dụng xem đánh giá theo luật ngày 02/03/2026
    Thì nhóm lãi suất là "<kết quả>"

    Dữ liệu:
      | lao động                                         | kết quả  |
      | 1 disabled, 2 disabled, 3 ethnic_minority        | priority |
      | 1 disabled, 2 disabled                           | standard |
      | 1 disabled, 1 ethnic_minority, 2 disabled        | standard |

  @Đ8-338/2025
  Khung kịch bản: Bảo đảm tiền vay chỉ cần khi vượt 200 triệu
    Biết "HTX Giả Định" đã nộp hồ sơ vay <số tiền> cho 4 lao động mới trong tổng số 10 ngày 02/03/2026
    Khi cán bộ tín dụng xem đánh giá theo luật ngày 02/03/2026
    Thì bảo đảm tiền vay là <bảo đảm>

    Dữ liệu:
      | số tiền          | bảo đảm    |
      | 200 triệu        | không cần  |
      | 200.000.001 đồng | cần        |

  @Đ8-338/2025
  Kịch bản: Thiếu tài sản bảo đảm thì không phê duyệt được
    Biết "HTX Giả Định" có hồ sơ vay 600 triệu cho 4 lao động mới trong tổng số 10 đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 600 triệu ngày 02/03/2026
    Thì bị từ chối vì "collateral_missing"
    Và lời từ chối viện dẫn "338/2025/NĐ-CP"

  @Đ11-338/2025
  Kịch bản: Người thứ hai quyết định
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 02/03/2026
    Khi cán bộ tín dụng phê duyệt 60 triệu ngày 03/03/2026
    Thì bị từ chối vì "not_your_role"
    Khi quản trị viên chuyển cán bộ tín dụng sang vai trò approver rồi người đó đăng nhập lại
    Và cán bộ tín dụng phê duyệt 60 triệu ngày 03/03/2026
    Thì bị từ chối vì "same_person"
    Khi người phê duyệt phê duyệt 60 triệu ngày 03/03/2026
    Thì hồ sơ ở bước "approved"

  @Đ11-338/2025
  Kịch bản: Chưa thẩm định thì chưa quyết định
    Biết "Nguyễn Thị Giả" đã nộp hồ sơ vay 60 triệu ngày 02/03/2026
    Khi người phê duyệt phê duyệt 60 triệu ngày 03/03/2026
    Thì bị từ chối vì "application_step_out_of_order"

  @Đ11-338/2025 @§6.10
  Kịch bản: Phê duyệt thấp hơn đề nghị phải có lý do và điều khoản
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 50 triệu ngày 03/03/2026
    Thì bị từ chối vì "amount_not_as_asked"
    Khi người phê duyệt phê duyệt 50 triệu ngày 03/03/2026 với lý do "Nhu cầu thực tế thấp hơn" nhưng không có điều khoản
    Thì bị từ chối vì "amount_not_as_asked"
    Khi người phê duyệt phê duyệt 50 triệu ngày 03/03/2026 với lý do "Nhu cầu thực tế thấp hơn" theo "338/2025/NĐ-CP Đ.5"
    Thì hồ sơ ở bước "approved"
    Và chỉ tiêu còn lại của xã 00004 là 17.950 triệu

  @Đ11-338/2025
  Kịch bản: Không phê duyệt cao hơn đề nghị
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 61 triệu ngày 03/03/2026 với lý do "Thêm" theo "338/2025/NĐ-CP Đ.5"
    Thì bị từ chối vì "amount_not_as_asked"

  @Đ11-338/2025
  Kịch bản: Từ chối bằng văn bản, có lý do và điều khoản
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 02/03/2026
    Khi người phê duyệt từ chối ngày 03/03/2026 với lý do "Phương án không khả thi" nhưng không có điều khoản
    Thì bị từ chối vì "refusal_without_reason"
    Khi người phê duyệt từ chối ngày 03/03/2026 với lý do "Phương án không khả thi" theo "74/2025/QH15 Đ.9 k.6"
    Thì hồ sơ ở bước "refused"
    Và quyết định nêu lý do "Phương án không khả thi"
    Và chỉ tiêu còn lại của xã 00004 là 18 tỷ

  @V.1-KH2026 @§6.10
  Kịch bản: Vượt chỉ tiêu còn lại của xã
    Biết hợp tác xã "HTX Ngọc Hà Giả" ở xã 00008
    Và "HTX Ngọc Hà Giả" có hồ sơ vay 2.001 triệu cho 20 lao động mới, có tài sản bảo đảm, đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 2.001 triệu ngày 03/03/2026
    Thì bị từ chối vì "beyond_plan"
    Và lời từ chối nêu "còn 2000000000 đồng"

  @§6.10 @§6.11
  Kịch bản: Vượt vốn khả dụng của nguồn
    Biết một nguồn vốn khác được ủy thác 100 triệu mà chỉ tiêu xã 00004 là 1 tỷ
    Và "Nguyễn Thị Giả" có hồ sơ vay 150 triệu đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 150 triệu ngày 03/03/2026
    Thì bị từ chối vì "source_short"
    Và lời từ chối nêu "chỉ còn 100000000 đồng khả dụng"
    Và chỉ tiêu còn lại của xã 00004 là 1 tỷ

  @Đ37-338/2025 @§6.1
  Kịch bản: Nộp 30/12/2025, phê duyệt 05/01/2026 thì theo Nghị định 338/2025, lãi suất 7,9248 %
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 30/12/2025
    Khi người phê duyệt phê duyệt 60 triệu ngày 05/01/2026
    Thì hồ sơ ở bước "approved"
    Và chế độ của quyết định là "338/2025/NĐ-CP" với lãi suất 7,9248 % và quá hạn 10,30224 %

  @Đ37-338/2025 @§6.1
  Kịch bản: Ngày quyết định thuộc chế độ đã bãi bỏ bị từ chối, có giải thích
    Biết "Nguyễn Thị Giả" có hồ sơ vay 60 triệu đã thẩm định ngày 30/12/2025
    Khi người phê duyệt phê duyệt 60 triệu ngày 31/12/2025
    Thì bị từ chối vì "regime_not_run"
    Và lời từ chối nêu "Chủ tịch UBND"
    Và lời từ chối viện dẫn "Điều 37"

  @Đ9-74/2025
  Kịch bản: Người lao động chưa đủ năng lực hành vi dân sự không được vay
    Biết "Nguyễn Thị Giả" chưa đủ năng lực hành vi, có hồ sơ vay 60 triệu đã thẩm định ngày 02/03/2026
    Khi người phê duyệt phê duyệt 60 triệu ngày 03/03/2026
    Thì bị từ chối vì "no_full_capacity"
    Và lời từ chối viện dẫn "Luật 74/2025/QH15 Đ.9 k.6"
