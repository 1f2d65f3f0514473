# language: vi
Tính năng: Chứng từ ghi lùi ngày, hủy bút toán, khóa sổ, phân lại gốc lãi
  Điều ghi sau cho ngày trước làm đổi đúng những gì theo sau nó; không gì thay đổi âm thầm.

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

  @§6.18
  Kịch bản: Gốc trả lùi ngày làm lãi đã thu thừa thành tiền của người vay, được hoàn trả
    Biết người vay đã trả hết lãi ngày 01/10/2026
    Khi người vay trả gốc 60 triệu và lãi 0 đồng ngày 07/04/2026
    Thì khoản vay ngày 01/10/2026 không còn lãi phải trả và có tiền thừa
    Khi cán bộ tín dụng hoàn trả hết tiền thừa ngày 01/10/2026
    Thì được ghi nhận
    Và khoản vay ngày 01/10/2026 không còn lãi phải trả và không có tiền thừa

  @§6.11 @§6.18
  Kịch bản: Bút toán bị hủy coi như chưa từng có, cả hai vẫn nằm trong lịch sử
    Biết người vay đã trả hết lãi ngày 01/10/2026
    Khi cán bộ tín dụng hủy bút toán "loan_repaid" của khoản vay
    Thì được ghi nhận
    Và lịch sử khoản vay kết thúc bằng "loan_repaid" rồi "entry_reversed"
    Và nguồn vốn ngày 20/11/2026 được bảo toàn với tổn thất chưa bù đắp 0 đồng và lãi chưa phân phối 0 đồng

  @§6.18
  Kịch bản: Sổ đã khóa thì chỉ người phê duyệt được hủy, kèm lý do
    Biết người vay đã trả hết lãi ngày 30/09/2026
    Và người phê duyệt đã khóa sổ đến hết ngày 30/09/2026
    Khi người vay trả gốc 1 triệu và lãi 0 đồng ngày 30/09/2026
    Thì bị từ chối vì "period_closed"
    Khi cán bộ tín dụng hủy bút toán "loan_repaid" của khoản vay
    Thì bị từ chối vì "period_closed"
    Khi người phê duyệt hủy bút toán "loan_repaid" của khoản vay
    Thì được ghi nhận

  @§6.18
  Kịch bản: Khoản thu một số tiền được nêu để phân lại gốc lãi, ghi lại bằng một bước
    Biết người vay trả 10 triệu một lần ngày 07/08/2026, chứng từ "PT-GIA"
    Và không có chứng từ nào phải phân lại
    Khi người vay trả gốc 60 triệu và lãi 0 đồng ngày 07/04/2026
    Thì chứng từ "PT-GIA" phải phân lại, gốc nhiều hơn đã ghi
    Và danh sách phân lại như đã biết trước khi ghi lùi ngày vẫn trống
    Và chứng từ đã ghi vẫn giữ nguyên
    Khi cán bộ tín dụng ghi lại chứng từ "PT-GIA"
    Thì được ghi nhận
    Và chứng từ mới là "PT-GIA-R1" với cùng số tiền 10 triệu
    Và không có chứng từ nào phải phân lại
