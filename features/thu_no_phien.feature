# language: vi
Tính năng: Thu nợ cả phiên giao dịch trong một lần gửi
  Mỗi dòng một kết quả; tổng các dòng phải bằng tiền đã đếm; gửi lại không ghi hai lần.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 10 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 5 tỷ     |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004

    Và "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 6 tháng một kỳ trong 24 tháng

  @HD4030-NHCS @§6.18
  Kịch bản: Hai dòng của cùng một khoản vay đều được ghi
    Khi cán bộ tín dụng gửi bảng thu ngày 07/11/2026 với tiền đếm được 3 triệu
      | hợp đồng | chứng từ | số tiền |
      | đúng     | T-1      | 1 triệu |
      | đúng     | T-2      | 2 triệu |
    Thì bảng thu ghi 2 dòng, từ chối 0 dòng, thu 3 triệu

  @HD4030-NHCS
  Kịch bản: Có dòng sai thì không dòng nào được ghi, mọi lỗi được nêu cùng lúc
    Khi cán bộ tín dụng gửi bảng thu ngày 07/11/2026 với tiền đếm được 3 triệu
      | hợp đồng | chứng từ | số tiền   |
      | đúng     | T-1      | 1 triệu   |
      | đúng     | T-1      | 2 triệu   |
      | sai      | T-3      | 2 triệu   |
      | đúng     | T-4      | 500 triệu |
    Thì bị từ chối vì "sheet_refused"
    Và các dòng sai là
      | dòng  | lỗi              |
      | row 2 | voucher_taken    |
      | row 3 | unknown_contract |
      | row 4 | overpayment      |
    Và khoản vay chưa có chứng từ thu nào

  @HD4030-NHCS
  Kịch bản: Giữ các dòng đúng khi được yêu cầu, và tiền đếm được phải khớp với các dòng đó
    Khi cán bộ tín dụng gửi bảng thu ngày 07/11/2026, giữ các dòng đúng, với tiền đếm được 2 triệu
      | hợp đồng | chứng từ | số tiền |
      | đúng     | T-1      | 1 triệu |
      | sai      | T-2      | 2 triệu |
    Thì bị từ chối vì "cash_does_not_match"
    Và khoản vay chưa có chứng từ thu nào
    Khi cán bộ tín dụng gửi bảng thu ngày 07/11/2026, giữ các dòng đúng, với tiền đếm được 1 triệu
      | hợp đồng | chứng từ | số tiền |
      | đúng     | T-1      | 1 triệu |
      | sai      | T-2      | 2 triệu |
    Thì bảng thu ghi 1 dòng, từ chối 1 dòng, thu 1 triệu

  @§6.18
  Kịch bản: Gửi lại cùng một yêu cầu thì nhận lại kết quả cũ, không ghi lần hai
    Khi cán bộ tín dụng gửi hai lần cùng một bảng thu 1 triệu ngày 07/11/2026
    Thì hai lần trả lời giống nhau và khoản vay có 1 chứng từ thu
