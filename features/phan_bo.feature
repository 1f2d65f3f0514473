# language: vi
Tính năng: Phân bổ chỉ tiêu cho vay từ vốn ngân sách Thành phố ủy thác
  Cán bộ kế hoạch của Sở Nội vụ tổng hợp nhu cầu của các xã, phường, lập dự thảo, trình và ghi nhận quyết định.
  Tổng các dòng luôn bằng đúng nguồn vốn, đến từng đồng.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026

  @Đ8-74/2025
  Kịch bản: Vốn ủy thác có hiệu lực từ ngày ghi trong quyết định
    Khi cán bộ tài chính ủy thác thêm 500 triệu ngày 10/02/2026 theo quyết định "QĐ-GIẢ 07"
    Thì được ghi nhận
    Và vốn khả dụng của nguồn ngày 09/02/2026 là 1 tỷ
    Và vốn khả dụng của nguồn ngày 10/02/2026 là 1.500 triệu

  @Đ8-74/2025
  Kịch bản: Không ghi nhận vốn của một ngày chưa đến
    Khi cán bộ tài chính ủy thác thêm 500 triệu ngày 21/11/2026 theo quyết định "QĐ-GIẢ 07"
    Thì bị từ chối vì "day_in_future"
    Và lời từ chối nêu "21/11/2026"

  @V.1-KH2026 @§1.7
  Kịch bản: Chia theo trọng số của nhu cầu, mỗi xã có lý do
    Biết nhu cầu năm 2026 của các xã
      | xã    | lao động | số tiền   | việc làm |
      | 00004 | 10       | 600 triệu | 12       |
      | 00008 | 5        | 300 triệu | 6        |
      | 00070 | 5        | 300 triệu | 6        |
    Khi cán bộ kế hoạch lập dự thảo chia 1 tỷ theo trọng số
      | tiêu chí | trọng số |
      | demand   | 0.7      |
      | jobs     | 0.3      |
    Thì các dòng dự thảo là
      | xã    | số tiền   |
      | 00004 | 500 triệu |
      | 00008 | 250 triệu |
      | 00070 | 250 triệu |
    Và mỗi dòng nêu lý do
    Và tổng các dòng bằng đúng 1 tỷ

  @V.1-KH2026 @§1.7
  Khung kịch bản: Số lẻ vẫn chia hết, không mất một đồng nào
    Biết nhu cầu năm 2026 của các xã
      | xã    | lao động | số tiền   | việc làm |
      | 00004 | 1        | 700 triệu | 1        |
      | 00008 | 1        | 700 triệu | 1        |
      | 00070 | 1        | 700 triệu | 1        |
    Khi cán bộ kế hoạch lập dự thảo chia <nguồn> theo trọng số
      | tiêu chí | trọng số |
      | demand   | 1        |
    Thì tổng các dòng bằng đúng <nguồn>
    Và các dòng cùng nhu cầu chênh nhau nhiều nhất 1 đồng

    Dữ liệu:
      | nguồn              |
      | 1.000.000.000 đồng |
      | 1.000.000.001 đồng |
      | 999.999.998 đồng   |

  @V.1-KH2026 @§1.7
  Kịch bản: Chưa có nhu cầu thì chưa chia được theo trọng số
    Khi cán bộ kế hoạch lập dự thảo chia 1 tỷ theo trọng số
      | tiêu chí | trọng số |
      | demand   | 1        |
    Thì bị từ chối vì "no_demand"

  @§6.12
  Khung kịch bản: Các dòng không khớp nguồn vốn bị từ chối, nêu số chênh
    Khi cán bộ kế hoạch lập dự thảo 1 tỷ với xã 00004 nhận 600 triệu và xã 00008 nhận <xã 00008>
    Thì bị từ chối vì "round_does_not_close"
    Và lời từ chối nêu "chênh <chênh> đồng"

    Dữ liệu:
      | xã 00008         | chênh      |
      | 300 triệu        | -100000000 |
      | 400.000.001 đồng | 1          |

  @§6.12
  Kịch bản: Một xã không thể có hai dòng
    Khi cán bộ kế hoạch lập dự thảo 1 tỷ với xã 00004 nhận 600 triệu và xã 00004 nhận 400 triệu
    Thì bị từ chối vì "commune_twice"

  @NQ1656-UBTVQH15
  Kịch bản: Mã xã cũ hoặc không có thật bị từ chối từng dòng khi gửi nhu cầu
    Khi cán bộ kế hoạch gửi nhu cầu năm 2026 của các xã
      | xã    | lao động | số tiền   | việc làm |
      | 00004 | 10       | 600 triệu | 12       |
      | 00001 | 5        | 300 triệu | 6        |
      | 99999 | 5        | 300 triệu | 6        |
    Thì bị từ chối vì "demand_refused"
    Và các dòng bị từ chối là "row 2, row 3"
    Và chưa có nhu cầu nào của năm 2026 được ghi

  @NQ1656-UBTVQH15
  Kịch bản: Mã xã cũ hoặc không có thật bị từ chối từng dòng khi lập dự thảo
    Khi cán bộ kế hoạch lập dự thảo 1 tỷ với xã 00001 nhận 600 triệu và xã 99999 nhận 400 triệu
    Thì bị từ chối vì "unknown_area_code"
    Và các dòng bị từ chối là "row 1, row 2"

  @V.1-KH2026
  Kịch bản: Câu trả lời mới của một xã thay câu trả lời cũ
    Biết nhu cầu năm 2026 của các xã
      | xã    | lao động | số tiền   | việc làm |
      | 00004 | 10       | 600 triệu | 12       |
    Khi cán bộ xã gửi nhu cầu năm 2026 của các xã
      | xã    | lao động | số tiền   | việc làm |
      | 00004 | 8        | 480 triệu | 9        |
    Thì được ghi nhận
    Và tổng nhu cầu năm 2026 là 480 triệu

  @§6.20
  Kịch bản: Dự thảo được trình, được quyết định, và trở thành chỉ tiêu khớp đến từng đồng
    Biết cán bộ kế hoạch đã lập dự thảo 1 tỷ với xã 00004 nhận 600.000.001 đồng và xã 00008 nhận 399.999.999 đồng
    Khi cán bộ kế hoạch trình dự thảo
    Và cán bộ kế hoạch thứ hai ghi nhận quyết định
    Thì đợt phân bổ ở bước "decided"
    Và tổng chỉ tiêu năm 2026 bằng đúng 1 tỷ
    Và chỉ tiêu còn lại của xã 00004 là 600.000.001 đồng

  @§6.20
  Kịch bản: Chưa trình thì chưa quyết định được
    Biết cán bộ kế hoạch đã lập dự thảo 1 tỷ với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi cán bộ kế hoạch thứ hai ghi nhận quyết định
    Thì bị từ chối vì "round_step_out_of_order"

  @§6.20
  Kịch bản: Người lập dự thảo không ghi nhận quyết định của chính đợt đó
    Biết cán bộ kế hoạch đã lập dự thảo 1 tỷ với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Và dự thảo đã được trình
    Khi người phê duyệt ghi nhận quyết định
    Thì bị từ chối vì "not_your_role"
    Khi cán bộ kế hoạch ghi nhận quyết định
    Thì bị từ chối vì "same_person"

  @§6.20
  Kịch bản: Quyết định có thể khác tờ trình, và số quyết định là chỉ tiêu
    Biết cán bộ kế hoạch đã lập dự thảo 1 tỷ với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Và dự thảo đã được trình
    Khi cán bộ kế hoạch thứ hai ghi nhận quyết định với xã 00004 nhận 500 triệu và xã 00008 nhận 500 triệu
    Thì đợt phân bổ ở bước "decided"
    Và chỉ tiêu còn lại của xã 00004 là 500 triệu
    Và chỉ tiêu còn lại của xã 00008 là 500 triệu

  @§6.20
  Kịch bản: Quyết định không khớp nguồn vốn cũng bị từ chối
    Biết cán bộ kế hoạch đã lập dự thảo 1 tỷ với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Và dự thảo đã được trình
    Khi cán bộ kế hoạch thứ hai ghi nhận quyết định với xã 00004 nhận 500 triệu và xã 00008 nhận 499 triệu
    Thì bị từ chối vì "round_does_not_close"
    Và lời từ chối nêu "chênh -1000000 đồng"

  @§6.10 @§6.12
  Kịch bản: Mỗi khoản được phê duyệt trừ vào chỉ tiêu còn lại
    Biết chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 600 triệu |
      | 00008 | 400 triệu |
    Và người lao động "Nguyễn Văn Giả" ở xã 00004
    Khi hồ sơ 90 triệu của "Nguyễn Văn Giả" được phê duyệt ngày 05/03/2026
    Thì chỉ tiêu còn lại của xã 00004 là 510 triệu
    Và chỉ tiêu còn lại của xã 00008 là 400 triệu

  @§6.12
  Kịch bản: Đợt điều chỉnh không lấy lại phần đã dùng
    Biết chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 200 triệu |
      | 00008 | 400 triệu |
    Và người lao động "Nguyễn Văn Giả" ở xã 00004
    Và hồ sơ 90 triệu của "Nguyễn Văn Giả" được phê duyệt ngày 05/03/2026
    Và cán bộ kế hoạch đã lập dự thảo 0 đồng có lý do với xã 00004 nhận -120 triệu và xã 00008 nhận 120 triệu
    Và dự thảo đã được trình
    Khi cán bộ kế hoạch thứ hai ghi nhận quyết định
    Thì bị từ chối vì "plan_below_use"
    Và lời từ chối nêu "còn 110000000 đồng chưa sử dụng"
