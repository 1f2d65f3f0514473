# language: vi
Tính năng: Xóa nợ và thu hồi sau khi xóa
  Gốc và lãi được xóa là hai số riêng; lãi được xóa không bao giờ là thu nhập.

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

  @50/2010/QĐ-TTg @§6.8 @§6.9
  Kịch bản: Gốc đã xóa là tổn thất chưa bù đắp, lãi đã xóa không vào lãi đã thu
    Khi người phê duyệt xóa nợ gốc 40 triệu và lãi 1 triệu ngày 01/10/2026
    Thì được ghi nhận
    Và nguồn vốn ngày 01/10/2026 được bảo toàn với tổn thất chưa bù đắp 40 triệu và lãi chưa phân phối 0 đồng

  @50/2010/QĐ-TTg @§6.8
  Kịch bản: Không xóa nhiều hơn số đang nợ
    Khi người phê duyệt xóa nợ gốc 121 triệu và lãi 0 đồng ngày 01/10/2026
    Thì bị từ chối vì "beyond_what_is_owed"

  @50/2010/QĐ-TTg @§6.9
  Kịch bản: Thu hồi trước khi bù đắp làm giảm tổn thất, không quá số đã xóa
    Khi người phê duyệt xóa nợ gốc 40 triệu và lãi 0 đồng ngày 01/10/2026
    Và cán bộ tín dụng ghi thu hồi nợ đã xóa 15 triệu ngày 20/10/2026
    Thì được ghi nhận
    Và nguồn vốn ngày 20/10/2026 được bảo toàn với tổn thất chưa bù đắp 25 triệu và lãi chưa phân phối 0 đồng
    Khi cán bộ tín dụng ghi thu hồi nợ đã xóa 26 triệu ngày 20/10/2026
    Thì bị từ chối vì "beyond_what_is_owed"

  @§6.11 @§6.18
  Kịch bản: Không hủy quyết định xóa nợ khi đã có số thu hồi
    Khi người phê duyệt xóa nợ gốc 40 triệu và lãi 0 đồng ngày 01/10/2026
    Và cán bộ tín dụng ghi thu hồi nợ đã xóa 15 triệu ngày 20/10/2026
    Và cán bộ tín dụng hủy bút toán "loan_written_off" của khoản vay
    Thì bị từ chối vì "books_contradict"
