# language: vi
Tính năng: Đối chiếu sao kê của ngân hàng với sổ
  Cán bộ tải lên tệp BCQUERY hoặc CSV của ngân hàng; phần mềm so từng khoản, từng xã, nêu nguyên nhân có thể của mỗi
  chênh lệch. Không bình quân, không bỏ qua, không ghi gì vào sổ.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 500 triệu |
      | 00008 | 500 triệu |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và điểm giao dịch "Ngọc Hà" của xã 00008 họp ngày 9 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và tổ "Tổ 2" của xã 00008 giao dịch tại "Ngọc Hà"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và người lao động "Trần Văn Giả" ở xã 00004
    Và người lao động "Lê Thị Giả" ở xã 00008
    Và "Nguyễn Thị Giả" vay 50 triệu qua "Tổ 1" ngày 05/03/2026 trong 6 tháng
    Và "Trần Văn Giả" vay 60 triệu qua "Tổ 1" ngày 05/03/2026 trong 24 tháng
    Và "Lê Thị Giả" vay 40 triệu qua "Tổ 2" ngày 05/03/2026 trong 24 tháng
    Và ngân hàng dùng mã "990004" cho xã 00004 từ ngày 01/07/2025
    Và ngân hàng dùng mã "990008" cho xã 00008 từ ngày 01/07/2025

  @TT-BCQUERY @§6.5
  Khung kịch bản: Tệp khớp với sổ, dù ở dạng nào
    Biết sao kê <mẫu> của ngân hàng ngày 31/10/2026 đúng như sổ
    Khi kiểm toán viên đối chiếu tệp dạng <dạng>
    Thì tệp khớp với sổ, có <dòng> dòng, tổng cộng khớp
    Và không có khoản lệch

    Dữ liệu:
      | mẫu  | dạng | dòng |
      | GQVL | xlsx | 3    |
      | GQVL | csv  | 3    |
      | 1    | xlsx | 3    |
      | 2    | xlsx | 1    |
      | 10   | csv  | 3    |

  @HD-4030/NHCS-TDNN @§6.4
  Kịch bản: Ngân hàng chưa chuyển quá hạn một khoản
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Nhưng ngân hàng chưa chuyển quá hạn khoản của "Nguyễn Thị Giả"
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì xã 00004 lệch trong hạn 50.000.000, quá hạn -50.000.000, tổng dư nợ 0
    Và xã 00008 lệch trong hạn 0, quá hạn 0, tổng dư nợ 0
    Và khoản của "Nguyễn Thị Giả" lệch vì "not_moved", nêu "phiên giao dịch 07/09/2026"
    Và có 1 khoản lệch

  @TT-BCQUERY
  Kịch bản: Dòng lặp vì hai sổ tiết kiệm chỉ tính một lần
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Nhưng dòng của "Lê Thị Giả" lặp lại vì hai sổ tiết kiệm
    Khi cán bộ tín dụng đối chiếu tệp dạng xlsx
    Thì tệp khớp với sổ, có 3 dòng, tổng cộng khớp
    Và không có khoản lệch
    Và tệp có ghi nhận "duplicate_line"
    Và dòng lặp bị bỏ là 1 dòng, 40.000.000 đồng

  @NQ-1656/NQ-UBTVQH15
  Kịch bản: Ngân hàng còn dùng mã xã cũ
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Và mã "990004" của ngân hàng ứng với xã 00008 từ ngày 01/08/2026
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì xã 00004 lệch trong hạn -60.000.000, quá hạn -50.000.000, tổng dư nợ -110.000.000
    Và xã 00008 lệch trong hạn 60.000.000, quá hạn 50.000.000, tổng dư nợ 110.000.000
    Và khoản của "Trần Văn Giả" lệch vì "old_commune_code", nêu "990004"
    Và tổng lệch là 0 đồng

  @TT-BCQUERY
  Kịch bản: Mã xã chưa ghi trong mạng lưới được nêu, khoản vay vẫn được so
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Nhưng ngân hàng ghi mã xã "991234" cho khoản của "Lê Thị Giả"
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì không có khoản lệch
    Và tệp có ghi nhận "bank_commune_unknown"

  @§6.17
  Kịch bản: Khác ngày số liệu
    Biết sao kê GQVL của ngân hàng ngày 31/08/2026 đúng như sổ
    Khi kiểm toán viên đối chiếu tệp dạng xlsx với sổ ngày 31/10/2026
    Thì khoản của "Nguyễn Thị Giả" lệch vì "day_differs", nêu "31/08/2026"

  @§6.17
  Kịch bản: Thu nợ được ghi sau ngày của tệp
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Và "Lê Thị Giả" trả gốc 10 triệu ngày 20/10/2026, ghi sổ hôm nay
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì khoản của "Lê Thị Giả" lệch vì "collected_after_day", nêu "20/10/2026"
    Và xã 00008 lệch trong hạn 10.000.000, quá hạn 0, tổng dư nợ 10.000.000

  @TT-BCQUERY
  Kịch bản: Khoản chỉ có một bên
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Nhưng tệp thiếu khoản của "Trần Văn Giả" và thừa khế ước "9999000000000009" 7 triệu
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì khoản của "Trần Văn Giả" lệch vì "only_ours", nêu "chỉ có trong sổ ta"
    Và khế ước "9999000000000009" lệch vì "only_theirs"
    Và xã 00004 lệch trong hạn -53.000.000, quá hạn 0, tổng dư nợ -53.000.000

  @TT-BCQUERY @§6.7
  Kịch bản: Danh sách nợ đến hạn phân kỳ được so theo từng khế ước và ngày đến hạn
    Biết khoản của "Nguyễn Thị Giả" được gia hạn 6 tháng ngày 20/08/2026
    Và danh sách nợ đến hạn phân kỳ của ngân hàng ngày 31/10/2026
      | khoản          | ngày đến hạn | số tiền  |
      | Nguyễn Thị Giả | 05/03/2027   | 50 triệu |
      | Trần Văn Giả   | 05/03/2028   | 60 triệu |
      | Lê Thị Giả     | 05/03/2028   | 40 triệu |
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì tệp khớp với sổ, có 3 dòng, tổng cộng khớp
    Khi ngân hàng còn ghi khoản của "Nguyễn Thị Giả" đến hạn ngày 05/09/2026
    Và kiểm toán viên đối chiếu tệp dạng csv
    Thì không có khoản lệch
    Và khoản của "Nguyễn Thị Giả" lệch ngày đến hạn vì "not_extended"
      | ngày đến hạn | lệch      |
      | 05/09/2026   | 50 triệu  |
      | 05/03/2027   | -50 triệu |

  @Phân-quyền
  Kịch bản: Cán bộ chỉ đối chiếu xã của mình, người không xem khoản vay bị từ chối
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Khi cán bộ tín dụng xã khác đối chiếu tệp dạng xlsx
    Thì không có khoản lệch
    Và 3 dòng ở ngoài phạm vi vì "other_communes"
    Khi cán bộ kế hoạch đối chiếu tệp dạng xlsx
    Thì bị từ chối vì "not_your_role"

  @TT-BCQUERY
  Kịch bản: Tệp không phải sao kê thì bị từ chối, nói thiếu gì
    Khi kiểm toán viên đối chiếu một tệp CSV lạ
    Thì bị từ chối vì "export_layout_unknown"

  @TT-BCQUERY @§6.15
  Kịch bản: Năm quy tắc trên chính sổ của ta
    Khi kiểm toán viên đối chiếu sổ ngày 31/10/2026
    Thì cả 5 quy tắc đều giữ
    Và đếm 3 khách hàng khác nhau

  @TT-BCQUERY
  Kịch bản: Chỉ liệt kê một số khoản lệch, vẫn nói có bao nhiêu
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Nhưng tệp thiếu khoản của "Trần Văn Giả" và thừa khế ước "9999000000000009" 7 triệu
    Khi kiểm toán viên đối chiếu tệp dạng xlsx, liệt kê 1 khoản
    Thì liệt kê 1 trong 2 khoản lệch, tổng vẫn đủ

  @TT-BCQUERY
  Kịch bản: Tệp rỗng hoặc không phải bảng tính
    Khi kiểm toán viên đối chiếu một tệp rỗng
    Thì bị từ chối vì "file_empty"
    Khi kiểm toán viên đối chiếu một tệp loại "application/pdf"
    Thì bị từ chối với mã 415

  @§6.17
  Kịch bản: Đối chiếu lại theo điều đã biết lúc trước cho cùng kết quả
    Biết sao kê GQVL của ngân hàng ngày 31/10/2026 đúng như sổ
    Khi kiểm toán viên đối chiếu tệp dạng xlsx
    Thì không có khoản lệch
    Khi một ngày sau "Lê Thị Giả" trả gốc 10 triệu ngày 20/10/2026
    Và kiểm toán viên đối chiếu tệp dạng xlsx theo điều đã biết lần đầu
    Thì không có khoản lệch
