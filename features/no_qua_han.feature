# language: vi
Tính năng: Nợ quá hạn, của bất kỳ ngày nào, theo điều đã biết ở bất kỳ lúc nào
  Kiểm toán viên lấy sao kê, đi từ tổng số đến từng bút toán, và lấy lại đúng sao kê cũ khi cần.

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
    Và người lao động "Trần Văn Mẫu" ở xã 00004

  @§6.4
  Khung kịch bản: Đến hạn 22/10/2026, điểm họp ngày 07: quá hạn từ thứ Bảy 07/11/2026
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Khi kiểm toán viên lấy sao kê ngày <ngày>
    Thì sao kê có dư nợ 10 triệu, trong đó quá hạn <quá hạn>
    Và khoản vay quá hạn <số ngày quá hạn> ngày, chậm trả <số ngày chậm> ngày vào ngày <ngày>

    Dữ liệu:
      | ngày       | quá hạn  | số ngày quá hạn | số ngày chậm |
      | 22/10/2026 | 0 đồng   | 0               | 0            |
      | 23/10/2026 | 0 đồng   | 0               | 1            |
      | 06/11/2026 | 0 đồng   | 0               | 15           |
      | 07/11/2026 | 10 triệu | 0               | 16           |
      | 10/11/2026 | 10 triệu | 3               | 19           |

  @§6.5
  Kịch bản: Chậm trả chưa chuyển nhóm vẫn tính lãi thường; lãi quá hạn tính từ ngày chuyển
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/05/2026, đến hạn sau 5 tháng
    # 10.000.000 × 7,9248 % × 16 ÷ 365 = 34.738,8…; × 10,30224 % × 3 ÷ 365 = 8.467,6
    Thì lãi từ cuối ngày 22/10/2026 đến cuối ngày 07/11/2026 là 34.739 đồng
    Và lãi từ cuối ngày 07/11/2026 đến cuối ngày 10/11/2026 là 8.468 đồng

  @§6.4
  Kịch bản: Trả đúng ngày họp thì không chuyển nợ quá hạn
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và người vay trả gốc 10 triệu ngày 07/11/2026
    Khi kiểm toán viên lấy sao kê ngày 07/11/2026
    Thì sao kê có dư nợ 0 đồng, trong đó quá hạn 0 đồng

  @§6.4
  Kịch bản: Trả một phần trước ngày họp thì chỉ phần còn lại quá hạn
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và người vay trả gốc 4 triệu ngày 06/11/2026
    Khi kiểm toán viên lấy sao kê ngày 07/11/2026
    Thì sao kê có dư nợ 6 triệu, trong đó quá hạn 6 triệu

  @§6.4
  Kịch bản: Hai điểm của cùng một xã họp hai ngày thì chuyển hai ngày
    Biết điểm giao dịch "Điểm 20" của xã 00004 họp ngày 20 hằng tháng
    Và tổ "Tổ 20" của xã 00004 giao dịch tại "Điểm 20"
    Và "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay 30 triệu qua "Tổ 20" ngày 22/04/2026, đến hạn sau 6 tháng
    Thì nợ quá hạn theo ngày là
      | ngày       | quá hạn  |
      | 06/11/2026 | 0 đồng   |
      | 07/11/2026 | 10 triệu |
      | 19/11/2026 | 10 triệu |
      | 20/11/2026 | 40 triệu |

  @§6.4
  Kịch bản: Đến hạn đúng ngày họp thì chuyển ở phiên sau
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 07/04/2026, đến hạn sau 6 tháng
    Thì nợ quá hạn theo ngày là
      | ngày       | quá hạn  |
      | 07/10/2026 | 0 đồng   |
      | 06/11/2026 | 0 đồng   |
      | 07/11/2026 | 10 triệu |

  @HD4030-NHCS @§6.4
  Kịch bản: Phiên giao dịch bù dời ngày chuyển
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và phiên tháng 11/2026 của "Điểm 07" được ghi là họp bù ngày 09/11/2026
    Thì nợ quá hạn theo ngày là
      | ngày       | quá hạn  |
      | 07/11/2026 | 0 đồng   |
      | 08/11/2026 | 0 đồng   |
      | 09/11/2026 | 10 triệu |

  @HD4030-NHCS @§6.4
  Kịch bản: Phiên không họp thì chuyển ở phiên sau
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và phiên tháng 11/2026 của "Điểm 07" không họp
    Thì nợ quá hạn theo ngày là
      | ngày       | quá hạn |
      | 20/11/2026 | 0 đồng  |

  @597/NHCS-TDNN @§6.1
  Khung kịch bản: Kỳ hạn gốc không trả được xử lý theo ngày ký hợp đồng
    Biết "Nguyễn Thị Giả" vay 40 triệu qua "Tổ 07" ngày <ngày ký>, trả gốc 6 tháng một kỳ trong 24 tháng
    Khi kiểm toán viên lấy sao kê ngày 20/11/2026
    Thì sao kê có dư nợ 40 triệu, trong đó quá hạn <quá hạn>

    Dữ liệu:
      | ngày ký    | quá hạn  |
      | 27/02/2026 | 0 đồng   |
      | 28/02/2026 | 0 đồng   |
      | 01/03/2026 | 10 triệu |
      | 02/03/2026 | 10 triệu |

  @§6.6
  Khung kịch bản: Khoản vay trực tiếp theo điều khoản của hợp đồng
    Biết "Nguyễn Thị Giả" vay trực tiếp 40 triệu tại "Điểm 07" ngày 02/03/2026, kỳ hạn không trả được chuyển "<cách>"
    Khi kiểm toán viên lấy sao kê ngày 20/11/2026
    Thì sao kê có dư nợ 40 triệu, trong đó quá hạn <quá hạn>

    Dữ liệu:
      | cách                 | quá hạn  |
      | chỉ khi đến hạn cuối | 0 đồng   |
      | từng kỳ              | 10 triệu |

  @§6.15
  Kịch bản: Một người có hai khoản quá hạn là một khách hàng, đếm lại ở mọi tổng
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Nguyễn Thị Giả" vay 20 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay 30 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 12 tháng
    Khi kiểm toán viên lấy sao kê ngày 10/11/2026
    Thì sao kê có 3 khoản vay của 2 khách hàng, quá hạn 2 khoản của 1 khách hàng
    Và tỷ lệ nợ quá hạn là "50.00" phần trăm

  @§6.17
  Kịch bản: Sao kê cũ lấy lại y nguyên từng byte sau khi có chứng từ ghi lùi ngày
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và kiểm toán viên đã lấy sao kê ngày 10/11/2026 bằng cả JSON và CSV
    Khi hai giờ sau người vay trả gốc 10 triệu ghi lùi ngày 05/11/2026
    Và một ngày sau kiểm toán viên lấy lại sao kê ngày 10/11/2026 theo điều đã biết lần trước
    Thì hai lần giống nhau từng byte, cả JSON và CSV
    Nhưng sao kê ngày 10/11/2026 theo điều biết bây giờ có dư nợ 0 đồng

  @§6.17
  Kịch bản: Một lúc trong quá khứ chưa ai hỏi đến cũng trả lời được, và không đổi
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Khi hai giờ sau người vay trả gốc 10 triệu ghi lùi ngày 05/11/2026
    Thì sao kê ngày 10/11/2026 theo điều biết một giờ trước đó có dư nợ 10 triệu
    Và sao kê ngày 10/11/2026 theo điều biết bây giờ có dư nợ 0 đồng

  @§6.17
  Kịch bản: Phiên họp ghi sau cũng không làm đổi sao kê cũ
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và kiểm toán viên đã lấy sao kê ngày 08/11/2026 bằng cả JSON và CSV
    Khi một giờ sau phiên tháng 11/2026 của "Điểm 07" được ghi là họp bù ngày 09/11/2026
    Và một ngày sau kiểm toán viên lấy lại sao kê ngày 08/11/2026 theo điều đã biết lần trước
    Thì hai lần giống nhau từng byte, cả JSON và CSV
    Nhưng sao kê ngày 08/11/2026 theo điều biết bây giờ có quá hạn 0 đồng

  @§6.17
  Kịch bản: CSV và JSON cùng một tổng
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay 30 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 12 tháng
    Và kiểm toán viên đã lấy sao kê ngày 10/11/2026 bằng cả JSON và CSV
    Thì tổng của CSV bằng tổng của JSON
    Và mỗi dòng CSV mang ngày số liệu và thời điểm biết

  @§6.17
  Kịch bản: Từ tổng số đến từng khoản vay, từng bút toán, cùng ngày số liệu và thời điểm biết
    Biết người lao động "Lê Thị Hư Cấu" ở xã 00008
    Và điểm giao dịch "Điểm 15" của xã 00008 họp ngày 15 hằng tháng
    Và tổ "Tổ 15" của xã 00008 giao dịch tại "Điểm 15"
    Và "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay 30 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 12 tháng
    Và "Lê Thị Hư Cấu" vay 50 triệu qua "Tổ 15" ngày 22/04/2026, đến hạn sau 6 tháng
    Khi kiểm toán viên lấy sao kê ngày 16/11/2026
    Thì sao kê có dư nợ 90 triệu, trong đó quá hạn 60 triệu
    Và các xã cộng lại bằng tổng
    Và các khoản vay sau mỗi liên kết cộng lại bằng dòng của xã
    Và mỗi khoản vay dẫn đến các bút toán của nó

  @§6.17
  Kịch bản: Ngày số liệu sau ngày của thời điểm biết bị từ chối
    Khi kiểm toán viên lấy sao kê ngày 21/11/2026
    Thì bị từ chối vì "as_of_after_known_at"
    Khi kiểm toán viên lấy sao kê ngày 10/11/2026 theo điều biết lúc "2026-11-09T23:59:59+07:00"
    Thì bị từ chối vì "as_of_after_known_at"

  @§6.17
  Kịch bản: Thời điểm biết chưa đến hoặc thiếu múi giờ bị từ chối
    Khi kiểm toán viên lấy sao kê ngày 10/11/2026 theo điều biết lúc "2026-11-21T00:00:00Z"
    Thì bị từ chối vì "known_at_in_future"
    Khi kiểm toán viên lấy sao kê ngày 10/11/2026 theo điều biết lúc "2026-11-19T00:00:00"
    Thì bị từ chối vì "invalid_field"
    Và lời từ chối nêu "múi giờ"

  @§6.17
  Kịch bản: Nợ quá hạn ngày 31/10 theo điều đã biết ngày 21/11, rồi theo điều biết bây giờ
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/03/2026, đến hạn sau 6 tháng
    Khi hôm nay là ngày 25/11/2026
    Và người vay trả gốc 4 triệu ngày 20/10/2026
    Khi kiểm toán viên lấy sao kê ngày 31/10/2026 theo điều biết lúc "2026-11-21T23:59:59+07:00"
    Thì sao kê có dư nợ 10 triệu, trong đó quá hạn 10 triệu
    Khi kiểm toán viên lấy sao kê ngày 31/10/2026
    Thì sao kê có dư nợ 6 triệu, trong đó quá hạn 6 triệu

  @§6.17
  Kịch bản: Vì sao số liệu của xã này thay đổi: bút toán nào, ai ghi
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/03/2026, đến hạn sau 6 tháng
    Khi hôm nay là ngày 25/11/2026
    Và người vay trả gốc 4 triệu ngày 20/10/2026
    Khi kiểm toán viên hỏi vì sao sao kê ngày 31/10/2026 khác với điều biết lúc "2026-11-21T23:59:59+07:00"
    Thì quá hạn của xã 00004 thay đổi -4 triệu
    Và sự thay đổi là do một bút toán "loan_repaid" của "officer"

  @§6.15
  Kịch bản: So sánh hai ngày: chênh lệch được giải thích hết
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay 30 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và người vay trả gốc 12 triệu ngày 09/11/2026
    Khi kiểm toán viên so sánh ngày 06/11/2026 với ngày 10/11/2026
    # cả hai khoản chuyển quá hạn 40 triệu ngày 07/11, trả được 12 triệu
    Thì quá hạn của xã 00004 thay đổi 28 triệu
    Và trong kỳ chuyển quá hạn 40 triệu, thoát quá hạn 12 triệu, thu nợ 12 triệu

  @§6.15
  Khung kịch bản: Tổng hợp theo mọi cách, cùng một tổng, mỗi dòng dẫn đến các khoản vay của nó
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay trực tiếp 40 triệu tại "Điểm 07" ngày 02/03/2026, kỳ hạn không trả được chuyển "từng kỳ"
    Khi kiểm toán viên lấy sao kê ngày 10/11/2026 theo "<cách>"
    Thì sao kê có dư nợ 50 triệu, trong đó quá hạn 20 triệu
    Và các khoản vay sau mỗi liên kết cộng lại bằng dòng đó

    Dữ liệu:
      | cách         |
      | commune      |
      | group        |
      | organisation |
      | source       |
      | investor     |
      | beneficiary  |
      | regime       |
      | officer      |
      | point        |
      | office       |
      | programme    |
      | term_class   |

  @§6.17
  Kịch bản: Danh sách khoản vay từng trang không xê dịch khi người khác đang ghi
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Và "Trần Văn Mẫu" vay 30 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Khi kiểm toán viên lấy trang đầu gồm 1 khoản vay
    Và hai giờ sau người vay trả gốc 30 triệu ghi lùi ngày 05/11/2026
    Thì trang sau vẫn có 30 triệu dư nợ, cùng ngày số liệu và thời điểm biết

  @§6.4
  Khung kịch bản: Sao kê theo mẫu của ngân hàng
    Biết "Nguyễn Thị Giả" vay 10 triệu qua "Tổ 07" ngày 22/04/2026, đến hạn sau 6 tháng
    Khi kiểm toán viên xuất sao kê ngày 10/11/2026 ra tệp "<mẫu>"
    Thì tệp có 22 cột của ngân hàng và một khoản quá hạn 10 triệu

    Dữ liệu:
      | mẫu  |
      | csv  |
      | xlsx |
