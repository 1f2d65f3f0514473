# language: vi
Tính năng: Theo dõi thực hiện chỉ tiêu, dự báo thu hồi và nguồn vốn của năm
  Cán bộ kế hoạch xem xã nào chậm, xã nào thiếu, tháng nào thu được bao nhiêu gốc, và năm nay có bao nhiêu vốn để giao.
  Đây là số liệu và gợi ý; không có gì được tự động điều chỉnh.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 600 triệu |
      | 00008 | 300 triệu |
      | 00070 | 100 triệu |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và người lao động "Trần Văn Mẫu" ở xã 00004
    Và người lao động "Lê Thị Thử" ở xã 00070
    Và người lao động "Phạm Văn Ví" ở xã 00070

  @V.1-KH2026 @§1.7 @§6.12
  Kịch bản: Xã giải ngân chậm được nêu tên, với số có thể điều chỉnh giảm
    Biết "Nguyễn Thị Giả" được giải ngân 90 triệu qua "Tổ 07" ngày 02/03/2026
    Khi cán bộ kế hoạch xem tiến độ thực hiện chỉ tiêu ngày 20/11/2026
    Thì xã 00004 giải ngân 90 triệu trong tháng 3, đạt 150 phần nghìn chỉ tiêu
    Và xã 00004 có tín hiệu "slow"
    Và xã 00004 ước thực hiện cả năm 90 triệu, có thể giảm 510 triệu, cần thêm 0 đồng
    Và xã 00008 có tín hiệu "unused, slow"
    Và các xã cộng lại bằng tổng, vốn chưa cam kết của nguồn là 910 triệu

  @V.1-KH2026 @§1.7 @§6.12
  Kịch bản: Cho vay gần đây kéo ước thực hiện cả năm lên, chính xác đến từng đồng
    Biết "Nguyễn Thị Giả" được giải ngân 90 triệu qua "Tổ 07" ngày 02/03/2026
    Và "Trần Văn Mẫu" được giải ngân 100 triệu qua "Tổ 07" ngày 05/10/2026
    Khi cán bộ kế hoạch xem tiến độ thực hiện chỉ tiêu ngày 20/11/2026
    # 190.000.000 + 100.000.000 × 41 ngày ÷ 90 = 235.555.555,5…
    Thì xã 00004 ước thực hiện cả năm 235.555.555 đồng, có thể giảm 364.444.445 đồng, cần thêm 0 đồng

  @V.1-KH2026 @§6.10 @§6.12
  Kịch bản: Xã có hồ sơ chờ nhiều hơn chỉ tiêu còn lại thì thiếu đúng phần chênh
    Biết "Lê Thị Thử" nộp hồ sơ 70 triệu ngày 02/11/2026
    Và "Phạm Văn Ví" nộp hồ sơ 75 triệu ngày 03/11/2026
    Khi cán bộ kế hoạch xem tiến độ thực hiện chỉ tiêu ngày 20/11/2026
    Thì xã 00070 có tín hiệu "short, unused, slow"
    Và xã 00070 ước thực hiện cả năm 0 đồng, có thể giảm 0 đồng, cần thêm 45 triệu
    Và tín hiệu "short" của xã 00070 nêu "thiếu 45000000 đồng"

  @§6.17
  Kịch bản: Tiến độ của một ngày đã qua không đổi khi có thêm bút toán
    Biết "Nguyễn Thị Giả" được giải ngân 90 triệu qua "Tổ 07" ngày 02/03/2026
    Và "Trần Văn Mẫu" được giải ngân 100 triệu qua "Tổ 07" ngày 05/10/2026
    Khi cán bộ kế hoạch xem tiến độ thực hiện chỉ tiêu ngày 30/09/2026
    Thì xã 00004 giải ngân 90 triệu trong tháng 3, đạt 150 phần nghìn chỉ tiêu
    Khi cán bộ kế hoạch xem tiến độ thực hiện chỉ tiêu ngày 21/11/2026
    Thì bị từ chối vì "as_of_after_known_at"

  @V.1-KH2026
  Kịch bản: Cán bộ xã chỉ thấy xã của mình
    Biết "Nguyễn Thị Giả" được giải ngân 90 triệu qua "Tổ 07" ngày 02/03/2026
    Khi cán bộ xã xem tiến độ thực hiện chỉ tiêu ngày 20/11/2026
    Thì chỉ có dòng của xã 00004, không có số vốn của nguồn
    Khi cán bộ xã xem nguồn vốn của năm 2026
    Thì bị từ chối vì "not_your_role"

  @§6.17 @§1.6
  Kịch bản: Dự báo thu hồi theo tháng đúng bằng lịch trả nợ
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/06/2026
    Và "Trần Văn Mẫu" được giải ngân 100 triệu qua "Tổ 07" ngày 10/06/2026
    Khi cán bộ kế hoạch xem dự báo thu hồi năm 2027 tính đến ngày 20/11/2026
    Thì dự báo của xã 00004 là
      | tháng   | theo lịch | dự kiến thu |
      | 06/2027 | 55 triệu  | 55 triệu    |
      | 12/2027 | 55 triệu  | 55 triệu    |
    Và dự báo dựa trên "none"
    Và mỗi tháng đúng bằng lịch trả nợ trong hợp đồng
    Và dự báo cộng với phần ngoài kỳ, quá kỳ và khoanh bằng đúng dư nợ 220 triệu

  @§6.4 @§6.8
  Kịch bản: Gốc chậm trả và nợ khoanh không thuộc tháng nào, tổng vẫn bằng dư nợ
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026
    Và người vay trả gốc 20 triệu ngày 02/09/2026
    Và người phê duyệt khoanh 60 triệu trong hạn đến ngày 31/12/2027 từ ngày 05/10/2026
    Khi cán bộ kế hoạch xem dự báo thu hồi năm 2028 tính đến ngày 20/11/2026
    Thì gốc chậm trả 10 triệu, khoanh 60 triệu, đến hạn trước kỳ 0 đồng
    Và dự báo cộng với phần ngoài kỳ, quá kỳ và khoanh bằng đúng dư nợ 100 triệu

  @§1.7
  Kịch bản: Lịch sử thu nợ làm giảm số dự kiến, và nói rõ dựa trên đâu
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026
    Và người vay trả gốc 20 triệu ngày 30/09/2026
    Khi cán bộ kế hoạch xem dự báo thu hồi năm 2027 tính đến ngày 20/11/2026
    # 20 trong 30 triệu đến hạn tháng 9 đã thu: 666 phần nghìn
    Thì dự báo của xã 00004 là
      | tháng   | theo lịch | dự kiến thu       |
      | 03/2027 | 30 triệu  | 19.980.000 đồng   |
      | 09/2027 | 30 triệu  | 19.980.000 đồng   |
    Và dự báo dựa trên "source"
    Và lịch sử có 1 kỳ hạn, thu đúng tháng 20 triệu trong 30 triệu

  @V.1-KH2026 @§6.12
  Kịch bản: Nguồn vốn của năm gồm ba phần, không đồng nào tính hai lần
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026
    Và "Trần Văn Mẫu" được giải ngân 100 triệu qua "Tổ 07" ngày 10/06/2026
    Và "Nguyễn Thị Giả" trả gốc 30 triệu ngày 02/09/2026
    Khi cán bộ kế hoạch xem nguồn vốn của năm 2026
    Thì nguồn vốn của năm là
      | nguồn     | số tiền  |
      | new       | 1 tỷ     |
      | recovered | 55 triệu |
      | idle      | 0 đồng   |
    Và nguồn vốn bằng khả dụng 810 triệu, đã dùng 220 triệu và còn thu 25 triệu
    Và phần vốn cấp mới theo quyết định "QĐ-GIẢ 01"
    Và có lời nhắc về phần trùng giữa vốn thu hồi và vốn tồn
