# language: vi
Tính năng: Mạng lưới theo ngày
  Phòng giao dịch, điểm giao dịch, tổ, thôn và mã xã của ngân hàng là những điều có ngày: báo cáo cũ không đổi khi có
  điều mới được ghi.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 500 triệu |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và điểm giao dịch "Đội Cấn" của xã 00004 họp ngày 20 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"

  @HD-4030/NHCS-TDNN
  Kịch bản: Điểm giao dịch thuộc một phòng giao dịch từ một ngày
    Khi quản trị viên ghi phòng giao dịch mã "009901"
    Và điểm "Ba Đình" thuộc phòng giao dịch đó từ ngày 01/01/2026
    Thì điểm "Ba Đình" có 1 phòng giao dịch

  @HD-4030/NHCS-TDNN
  Kịch bản: Thôn mang mã 8 chữ số, kể cả số 0 ở đầu
    Khi quản trị viên ghi thôn mã "00990001" của xã 00004
    Thì được ghi nhận
    Và danh sách thôn có mã "00990001"
    Khi quản trị viên ghi thôn mã "990001" của xã 00004
    Thì bị từ chối vì "invalid_field"

  @NQ-1656/NQ-UBTVQH15
  Kịch bản: Mã xã 6 chữ số của ngân hàng ứng với mã 5 chữ số của Nhà nước, theo ngày
    Khi quản trị viên ghi mã xã ngân hàng "990004" ứng với xã 00004 từ ngày 01/07/2025
    Và mã xã ngân hàng đó ứng với xã 00008 từ ngày 01/01/2026
    Thì mã xã ngân hàng ứng lần lượt với "00004, 00008"

  @§6.4
  Kịch bản: Tổ đổi tổ trưởng và đơn vị nhận ủy thác từ một ngày
    Khi tổ "Tổ 1" đổi tổ trưởng thành "Bà Mới Giả Định", đơn vị "11" từ ngày 01/11/2026
    Thì tổ "Tổ 1" hôm nay có tổ trưởng "Bà Mới Giả Định", đơn vị "11", điểm "Ba Đình"
    Và tổ "Tổ 1" có 2 điều theo ngày

  @§6.4 @§6.17
  Kịch bản: Tổ chuyển điểm giao dịch: ngày chuyển nợ theo điểm của ngày đến hạn, báo cáo cũ không đổi
    Biết người lao động "Nguyễn Thị Giả" ở xã 00004
    Và "Nguyễn Thị Giả" vay 50 triệu qua "Tổ 1" ngày 05/03/2026, đến hạn 05/09/2026
    Khi kiểm toán viên xem nợ ngày 15/09/2026
    Thì nợ quá hạn là 50 triệu
    Khi một giờ sau tổ "Tổ 1" chuyển sang điểm "Đội Cấn" từ ngày 01/09/2026
    Và kiểm toán viên xem nợ ngày 15/09/2026
    Thì nợ quá hạn là 0 đồng
    Khi kiểm toán viên xem lại nợ ngày 15/09/2026 theo điều đã biết lần đầu
    Thì nợ quá hạn là 50 triệu
    Khi kiểm toán viên xem nợ ngày 20/09/2026
    Thì nợ quá hạn là 50 triệu
