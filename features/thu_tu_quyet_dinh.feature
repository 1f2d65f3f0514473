# language: vi
Tính năng: Phần chưa giải ngân không nợ gì; quyết định trong một ngày theo thứ tự ghi
  Tiền giải ngân trước trả cho các kỳ sớm nhất; quyết định không đụng đến phần chưa giải ngân.

  Bối cảnh:
    Biết hôm nay là ngày 10/07/2027
    Và mọi người đã đăng nhập lại
    Và nguồn vốn thành phố được ủy thác 10 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 5 tỷ     |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004

  @§7.2.22
  Kịch bản: Khoanh hết phần đã giải ngân thì phần chưa giải ngân không thành nợ quá hạn
    Biết "Nguyễn Thị Giả" vay 100 triệu, mới được giải ngân 60 triệu qua "Tổ 07" ngày 10/06/2026, trả gốc 6 tháng một kỳ trong 6 tháng
    Khi người phê duyệt khoanh 0 đồng trong hạn và 60 triệu quá hạn từ 01/02/2027 đến hết 15/02/2027, thiệt hại "45" phần trăm
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn  | khoanh   |
      | 06/01/2027 | 60 triệu  | 0 đồng   | 0 đồng   |
      | 07/01/2027 | 0 đồng    | 60 triệu | 0 đồng   |
      | 01/02/2027 | 0 đồng    | 0 đồng   | 60 triệu |
      | 15/02/2027 | 0 đồng    | 0 đồng   | 60 triệu |
      | 16/02/2027 | 60 triệu  | 0 đồng   | 0 đồng   |
      | 06/03/2027 | 60 triệu  | 0 đồng   | 0 đồng   |
      | 07/03/2027 | 0 đồng    | 60 triệu | 0 đồng   |

  @§7.2.22
  Kịch bản: Điều chỉnh hết phần đã giải ngân của một kỳ thì không còn gì của kỳ đó chuyển quá hạn
    Biết "Nguyễn Thị Giả" vay 100 triệu, mới được giải ngân 30 triệu qua "Tổ 07" ngày 10/06/2026, trả gốc 6 tháng một kỳ trong 12 tháng
    Khi cán bộ tín dụng điều chỉnh 50 triệu của kỳ 1 từ ngày 01/12/2026 sang ngày 10/06/2027
    Thì bị từ chối vì "reschedule_refused"
    Và lời từ chối nêu "còn 30000000 đồng"
    Khi cán bộ tín dụng điều chỉnh 30 triệu của kỳ 1 từ ngày 01/12/2026 sang ngày 10/06/2027
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn  | khoanh |
      | 07/01/2027 | 30 triệu  | 0 đồng   | 0 đồng |
      | 06/07/2027 | 30 triệu  | 0 đồng   | 0 đồng |
      | 07/07/2027 | 0 đồng    | 30 triệu | 0 đồng |

  @§7.2.23
  Kịch bản: Khoanh trước, thu hồi phần còn lại sau, cùng một ngày
    Biết "Nguyễn Thị Giả" được giải ngân 100 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 12 tháng một kỳ trong 24 tháng
    Khi người phê duyệt khoanh 50 triệu trong hạn và 0 đồng quá hạn từ 01/06/2026 đến hết 31/05/2027, thiệt hại "45" phần trăm
    Thì được ghi nhận
    Khi người phê duyệt thu hồi trước hạn ngày 01/06/2026, phải trả trước ngày 20/06/2026
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn  | khoanh   |
      | 01/06/2026 | 50 triệu  | 0 đồng   | 50 triệu |
      | 06/07/2026 | 50 triệu  | 0 đồng   | 50 triệu |
      | 07/07/2026 | 0 đồng    | 50 triệu | 50 triệu |
      | 31/05/2027 | 0 đồng    | 50 triệu | 50 triệu |
      | 01/06/2027 | 50 triệu  | 50 triệu | 0 đồng   |
      | 07/06/2027 | 0 đồng    | 100 triệu | 0 đồng  |

  @§7.2.23
  Kịch bản: Thu hồi trước, khoanh sau, cùng một ngày: khoanh lấy phần phải trả sớm nhất
    Biết "Nguyễn Thị Giả" được giải ngân 100 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 12 tháng một kỳ trong 24 tháng
    Khi người phê duyệt thu hồi trước hạn ngày 01/06/2026, phải trả trước ngày 20/06/2026
    Thì được ghi nhận
    Khi người phê duyệt khoanh 50 triệu trong hạn và 0 đồng quá hạn từ 01/06/2026 đến hết 31/05/2027, thiệt hại "45" phần trăm
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn   | khoanh   |
      | 06/07/2026 | 50 triệu  | 0 đồng    | 50 triệu |
      | 07/07/2026 | 0 đồng    | 50 triệu  | 50 triệu |
      | 01/06/2027 | 50 triệu  | 50 triệu  | 0 đồng   |
      | 07/06/2027 | 0 đồng    | 100 triệu | 0 đồng   |
