# language: vi
Tính năng: Cho vay đi làm việc ở nước ngoài theo hợp đồng
  Người lao động vay chi phí phải trả trước khi đi, theo Nghị định 338/2025 Điều 12–17; cùng một phần mềm với chương
  trình tạo việc làm, từ hồ sơ đến tất toán.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 2 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 1 tỷ     |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và người lao động "Nguyễn Văn Giả" ở xã 00004

  @Đ12-338/2025 @Đ14-338/2025 @Đ17-338/2025
  Kịch bản: Từ hồ sơ đến tất toán
    Biết "Nguyễn Văn Giả" nộp hồ sơ vay 90 triệu đi nước ngoài trong 36 tháng, chi phí 120 triệu, hợp đồng 36 tháng
    Khi hồ sơ đi nước ngoài đầy đủ ngày 02/03/2026
    Thì hạn trả kết quả là ngày 11/03/2026
    Và mức vay đi nước ngoài lớn nhất là 120 triệu
    Khi hồ sơ được thẩm định, phê duyệt và ký ngày 04/03/2026 qua "Tổ 1"
    Thì khoản vay thuộc chương trình "overseas_work", lãi suất 792480, quá hạn 1030224
    Khi khoản vay đi nước ngoài được giải ngân đủ ngày 04/03/2026
    Và người vay trả hết nợ ngày 04/09/2026
    Thì khoản vay đi nước ngoài hết nợ

  @Đ12-338/2025
  Kịch bản: Không quá chi phí phải trả trước khi đi
    Biết "Nguyễn Văn Giả" nộp hồ sơ vay 121 triệu đi nước ngoài trong 36 tháng, chi phí 120 triệu, hợp đồng 36 tháng
    Khi hồ sơ đi nước ngoài đầy đủ ngày 02/03/2026
    Và người phê duyệt phê duyệt hồ sơ đi nước ngoài ngày 04/03/2026
    Thì bị từ chối vì "above_largest_loan"
    Và lời từ chối viện dẫn "khoản 1 Điều 12"

  @Đ14-338/2025
  Kịch bản: Không dài hơn hợp đồng lao động
    Biết "Nguyễn Văn Giả" nộp hồ sơ vay 90 triệu đi nước ngoài trong 37 tháng, chi phí 120 triệu, hợp đồng 36 tháng
    Khi hồ sơ đi nước ngoài đầy đủ ngày 02/03/2026
    Và người phê duyệt phê duyệt hồ sơ đi nước ngoài ngày 04/03/2026
    Thì bị từ chối vì "term_too_long"
    Và lời từ chối viện dẫn "Điều 14"

  @Đ16-338/2025
  Kịch bản: Hồ sơ thiếu hợp đồng và hộ chiếu thì chưa đầy đủ
    Biết "Nguyễn Văn Giả" nộp hồ sơ vay 90 triệu đi nước ngoài trong 36 tháng, chi phí 120 triệu, hợp đồng 36 tháng
    Khi hồ sơ đi nước ngoài chỉ có giấy đề nghị vay vốn
    Thì bị từ chối vì "paper_missing"
    Và lời từ chối nêu "hợp đồng đưa người lao động đi làm việc ở nước ngoài"

  @§6.13
  Kịch bản: Không tính vào mức vay việc làm tối đa
    Biết "Nguyễn Văn Giả" nộp hồ sơ vay 120 triệu đi nước ngoài trong 36 tháng, chi phí 120 triệu, hợp đồng 36 tháng
    Khi hồ sơ đi nước ngoài đầy đủ ngày 02/03/2026
    Và hồ sơ được thẩm định, phê duyệt và ký ngày 04/03/2026 qua "Tổ 1"
    Và khoản vay đi nước ngoài được giải ngân đủ ngày 04/03/2026
    Thì "Nguyễn Văn Giả" còn được vay việc làm 200 triệu

  @§6.3
  Kịch bản: Cách tính ngày ngoài danh mục của chương trình thì không ký được
    Biết "Nguyễn Văn Giả" nộp hồ sơ vay 90 triệu đi nước ngoài trong 36 tháng, chi phí 120 triệu, hợp đồng 36 tháng
    Khi hồ sơ đi nước ngoài đầy đủ ngày 02/03/2026
    Và người phê duyệt phê duyệt hồ sơ đi nước ngoài ngày 04/03/2026
    Và cán bộ tín dụng ký hợp đồng tính ngày "30/360" ngày 04/03/2026
    Thì bị từ chối vì "day_count_not_of_programme"
    Và lời từ chối nêu "actual/365"
