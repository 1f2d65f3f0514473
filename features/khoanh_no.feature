# language: vi
Tính năng: Khoanh nợ có quyết định, có nguyên nhân, có thời hạn
  Người phê duyệt khoanh một số gốc đã nêu; hết hạn khoanh, sổ tự chuyển về đúng nhóm.

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

  @50/2010/QĐ-TTg @§6.8
  Kịch bản: Hết hạn khoanh, phần đã quá kỳ hạn chuyển quá hạn ở phiên kế tiếp, phần còn lại về trong hạn
    Khi người phê duyệt khoanh 20 triệu trong hạn và 10 triệu quá hạn từ 01/10/2026 đến hết 31/10/2026, thiệt hại "45" phần trăm
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn  | khoanh   |
      | 30/09/2026 | 90 triệu  | 30 triệu | 0 đồng   |
      | 01/10/2026 | 70 triệu  | 20 triệu | 30 triệu |
      | 31/10/2026 | 70 triệu  | 20 triệu | 30 triệu |
      | 01/11/2026 | 100 triệu | 20 triệu | 0 đồng   |
      | 06/11/2026 | 100 triệu | 20 triệu | 0 đồng   |
      | 07/11/2026 | 90 triệu  | 30 triệu | 0 đồng   |

  @50/2010/QĐ-TTg @§6.8
  Kịch bản: Nợ khoanh không tính lãi từ ngày đầu; lãi trước đó vẫn phải trả
    Khi người phê duyệt khoanh 90 triệu trong hạn và 30 triệu quá hạn từ 01/10/2026 đến hết 19/11/2026, thiệt hại "80" phần trăm
    Thì được ghi nhận
    Và lãi phải trả ngày 01/10/2026 và ngày 19/11/2026 bằng nhau và lớn hơn 0
    Và lãi phải trả ngày 21/11/2026 lớn hơn ngày 19/11/2026

  @08/2021/QĐ-TTg @§6.8
  Khung kịch bản: Mức thiệt hại quyết định thời gian khoanh dài nhất
    Khi người phê duyệt khoanh 20 triệu trong hạn và 0 đồng quá hạn từ 01/10/2026 đến hết <ngày cuối>, thiệt hại "<thiệt hại>" phần trăm
    Thì bị từ chối vì "freeze_too_long"
    Và lời từ chối viện dẫn "08/2021/QĐ-TTg"

    Dữ liệu:
      | thiệt hại | ngày cuối  |
      | 39.9      | 01/10/2026 |
      | 40        | 01/10/2029 |
      | 79.9      | 01/10/2029 |
      | 80        | 01/10/2031 |

  @50/2010/QĐ-TTg @§6.8
  Kịch bản: Nợ khoanh chỉ được trả khi chứng từ nêu rõ
    Khi người phê duyệt khoanh 90 triệu trong hạn và 30 triệu quá hạn từ 01/10/2026 đến hết 19/11/2026, thiệt hại "80" phần trăm
    Và người vay trả gốc 1 triệu và lãi 0 đồng ngày 20/10/2026
    Thì bị từ chối vì "overpayment"
    Khi người vay trả nợ khoanh 50 triệu ngày 20/10/2026
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn | khoanh   |
      | 20/10/2026 | 0 đồng    | 0 đồng  | 70 triệu |
