# language: vi
Tính năng: Danh sách kiểm toán
  Kiểm toán viên hỏi một lần, thấy mọi danh sách với số dòng và số tiền; mỗi dòng nêu căn cứ và dẫn đến bút toán,
  của bất kỳ ngày nào, theo điều đã biết ở bất kỳ lúc nào.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 10 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 5 tỷ     |
      | 00008 | 5 tỷ     |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004

  @727/HD-NHCS
  Kịch bản: Quá 30 ngày chưa kiểm tra sử dụng vốn; kiểm tra ghi sau không xóa báo cáo cũ
    Biết "Nguyễn Thị Giả" đã vay 50 triệu qua "Tổ 07" ngày 06/10/2026
    Khi kiểm toán viên lấy danh sách "use-check-missing" ngày 05/11/2026
    Thì danh sách không có dòng nào
    Khi kiểm toán viên lấy danh sách "use-check-missing" ngày 06/11/2026
    Thì danh sách có 1 dòng, dòng đầu nêu mức 30, thực tế 31 "ngày", số tiền 50 triệu
    Và dòng đầu viện dẫn "Hướng dẫn 727/HD-NHCS"
    Và đường dẫn của dòng đầu mở ra bút toán "loan_disbursed"
    Khi một giờ sau cán bộ tín dụng ghi kiểm tra sử dụng vốn ngày 20/10/2026
    Và kiểm toán viên lấy danh sách "use-check-missing" ngày 06/11/2026
    Thì danh sách không có dòng nào
    Khi kiểm toán viên lấy lại danh sách "use-check-missing" theo điều đã biết lúc đầu
    Thì danh sách có 1 dòng, dòng đầu nêu mức 30, thực tế 31 "ngày", số tiền 50 triệu

  @NĐ338-Điều-11
  Kịch bản: Quyết định sau 7 ngày làm việc kể từ ngày hồ sơ đầy đủ
    # đầy đủ thứ Hai 02/03/2026 → hạn thứ Tư 11/03/2026
    Biết "Nguyễn Thị Giả" có hồ sơ 50 triệu đầy đủ ngày 02/03/2026, được phê duyệt ngày 12/03/2026
    Khi kiểm toán viên lấy danh sách "approved-after-deadline" ngày 20/11/2026
    Thì danh sách có 1 dòng, dòng đầu nêu mức 7, thực tế 8 "ngày làm việc", số tiền 50 triệu
    Và dòng đầu viện dẫn "Nghị định 338/2025/NĐ-CP, Điều 11"

  @§6.18
  Kịch bản: Bút toán bị hủy nêu cả hai bút toán và lý do
    Biết "Nguyễn Thị Giả" đã vay 50 triệu qua "Tổ 07" ngày 06/10/2026
    Và khoản vay thu gốc 10 triệu ngày 20/11/2026, sau đó bị hủy vì "Ghi nhầm người (giả định)"
    Khi kiểm toán viên lấy danh sách "reversed-entries" ngày 20/11/2026
    Thì danh sách có 1 dòng, dòng đầu nêu mức 0, thực tế 1 "món", số tiền 10 triệu
    Và dòng đầu nêu "Ghi nhầm người (giả định)"

  @§6.11
  Kịch bản: Nguồn vốn âm đứng đầu mục lục
    Biết "Nguyễn Thị Giả" đã vay 50 triệu qua "Tổ 07" ngày 06/10/2026
    Khi kiểm toán viên lấy mục lục danh sách ngày 20/11/2026
    Thì danh sách cuối của mục lục là "source-below-zero" với 0 dòng
    Khi khoản vay thu gốc 50 triệu ngày 10/10/2026, đã rút hết vốn, sau đó bị hủy vì "Ghi nhầm (giả định)"
    Và kiểm toán viên lấy mục lục danh sách ngày 20/11/2026
    Thì danh sách đầu của mục lục là "source-below-zero" với 1 dòng

  @§6.17
  Kịch bản: Danh sách dài được lật trang, các trang theo cùng một lúc
    Biết "Nguyễn Thị Giả" đã vay 50 triệu qua "Tổ 07" ngày 06/10/2026
    Và người lao động "Trần Văn Mẫu" ở xã 00004
    Và "Trần Văn Mẫu" đã vay 60 triệu qua "Tổ 07" ngày 06/10/2026
    Khi kiểm toán viên lật từng trang 1 dòng của danh sách "use-check-missing" trong khi có kiểm tra mới ghi
    Thì các trang có đủ 2 khoản vay, mỗi khoản một lần, theo cùng một lúc
    Khi kiểm toán viên dùng con trỏ trang đó cho danh sách "inactive"
    Thì bị từ chối vì "cursor_unknown"

  @quyền
  Kịch bản: Cán bộ tín dụng chỉ thấy xã của mình; cán bộ kế hoạch không xem danh sách
    Biết "Nguyễn Thị Giả" đã vay 50 triệu qua "Tổ 07" ngày 06/10/2026
    Khi cán bộ tín dụng lấy danh sách "use-check-missing" ngày 20/11/2026
    Thì danh sách có 1 dòng, dòng đầu nêu mức 30, thực tế 45 "ngày", số tiền 50 triệu
    Khi cán bộ tín dụng xã khác lấy danh sách "use-check-missing" ngày 20/11/2026
    Thì danh sách không có dòng nào
    Khi cán bộ kế hoạch lấy danh sách "use-check-missing" ngày 20/11/2026
    Thì bị từ chối vì "not_your_role"
    Khi kiểm toán viên lấy danh sách "khong-co" ngày 20/11/2026
    Thì bị từ chối vì "unknown_list"

  @§6.17
  Kịch bản: Lấy danh sách thành tệp CSV và XLSX
    Biết "Nguyễn Thị Giả" đã vay 50 triệu qua "Tổ 07" ngày 06/10/2026
    Khi kiểm toán viên lấy tệp "csv" của danh sách "use-check-missing"
    Thì tệp là CSV có 1 dòng nêu ngày và thời điểm
    Khi kiểm toán viên lấy tệp "xlsx" của danh sách "use-check-missing"
    Thì tệp là XLSX có tiêu đề "CHƯA KIỂM TRA SỬ DỤNG VỐN SAU 30 NGÀY"
