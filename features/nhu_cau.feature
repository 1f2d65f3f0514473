# language: vi
Tính năng: Rà soát nhu cầu vay vốn của 126 xã, phường
  Mỗi năm các xã, phường báo nhu cầu vay theo nhóm đối tượng và mục đích, nhập tay hoặc gửi biểu mẫu đã điền.
  Từng dòng được kiểm tra; mọi bản đều được lưu; ai chưa trả lời thì còn nợ.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026

  @V.1-KH2026 @NQ1656-UBTVQH15
  Kịch bản: Biểu mẫu phát ra có sẵn 126 xã, phường; xã chỉ nhận dòng của mình
    Khi cán bộ kế hoạch tải biểu mẫu nhu cầu năm 2027
    Thì biểu mẫu có 126 dòng, dòng đầu là "00004"
    Khi cán bộ xã tải biểu mẫu nhu cầu năm 2027
    Thì biểu mẫu có 1 dòng, dòng đầu là "00004"

  @V.1-KH2026
  Kịch bản: Biểu mẫu chưa điền gì không phải là câu trả lời
    Biết cán bộ kế hoạch đã tải biểu mẫu nhu cầu năm 2027
    Khi cán bộ kế hoạch gửi biểu mẫu nhu cầu năm 2027
    Thì bị từ chối vì "batch_empty"
    Và còn 126 xã nợ trả lời năm 2027

  @V.1-KH2026
  Khung kịch bản: Biểu mẫu điền đúng được ghi nhận, dù gửi dạng nào
    Biết cán bộ kế hoạch đã tải biểu mẫu nhu cầu năm 2027
    Và đã điền
      | xã    | lao động | số tiền   | việc làm |
      | 00004 | 10       | 600000000 | 12       |
      | 00008 | 0        | 0         | 0        |
    Khi cán bộ kế hoạch gửi biểu mẫu nhu cầu năm 2027 dạng <dạng>
    Thì đã ghi 2 xã
    Và nhu cầu năm 2027 của xã 00004 là 600 triệu, 10 lao động, 12 việc làm
    Và xã 00008 đã trả lời không có nhu cầu năm 2027
    Và còn 124 xã nợ trả lời năm 2027

    Dữ liệu:
      | dạng           |
      | XLSX           |
      | CSV            |
      | CSV-chấm-phẩy  |

  @V.1-KH2026 @NQ1656-UBTVQH15
  Kịch bản: Tệp có lỗi: từng hàng được báo, không ghi gì
    Khi cán bộ kế hoạch gửi tệp CSV nhu cầu năm 2027
      | Mã xã | Nhóm đối tượng | Mục đích     | Số lao động | Số tiền (đồng) | Việc làm dự kiến |
      | 00004 | Chưa phân nhóm | Tạo việc làm | 10          | 600.000.000    | 12               |
      | 00001 | Chưa phân nhóm | Tạo việc làm | 5           | 300000000      | 6                |
      | 8     | Chưa phân nhóm | Tạo việc làm | 5           | 300000000      | 6                |
      | 00025 | Nhà giàu       | Tạo việc làm | 5           | 300000000      | 6                |
      | 00070 | Hộ nghèo       | Tạo việc làm | 5           | -1             | 6                |
      | 00004 | Chưa phân nhóm | Tạo việc làm | 1           | 50000000       | 1                |
      | 00097 | Hộ nghèo       | Tạo việc làm | 1           | 1,5            | 1                |
    Thì không ghi gì
    Và kết quả từng hàng là
      | hàng   | kết quả | lỗi                   |
      | hàng 2 | ok      |                       |
      | hàng 3 | error   | old_area_code         |
      | hàng 4 | error   | code_lost_zeros       |
      | hàng 5 | error   | unknown_beneficiaries |
      | hàng 6 | error   | number_refused        |
      | hàng 7 | error   | demand_twice          |
      | hàng 8 | error   | cell_not_whole        |
    Và hàng "hàng 3" nêu "Nay thuộc"
    Và hàng "hàng 5" nêu "near_poor"
    Và còn 126 xã nợ trả lời năm 2027

  @V.1-KH2026
  Kịch bản: Giữ các xã đúng, xã có hàng sai giữ nguyên câu trả lời cũ
    Khi cán bộ kế hoạch gửi tệp CSV nhu cầu năm 2027 và giữ xã đúng
      | Mã xã | Nhóm đối tượng | Mục đích     | Số lao động | Số tiền (đồng) | Việc làm dự kiến |
      | 00004 | Chưa phân nhóm | Tạo việc làm | 10          | 600000000      | 12               |
      | 00008 | Hộ nghèo       | Tạo việc làm | 5           | 300000000      | 6                |
      | 00008 | Hộ cận nghèo   | Tạo việc làm | 5           | -3             | 6                |
    Thì đã ghi 1 xã
    Và còn 125 xã nợ trả lời năm 2027

  @V.1-KH2026
  Kịch bản: Giữ các xã đúng mà không xã nào đúng thì không ghi gì
    Khi cán bộ kế hoạch gửi tệp CSV nhu cầu năm 2027 và giữ xã đúng
      | Mã xã | Nhóm đối tượng | Mục đích     | Số lao động | Số tiền (đồng) | Việc làm dự kiến |
      | 00008 | Hộ cận nghèo   | Tạo việc làm | 5           | -3             | 6                |
    Thì không ghi gì
    Và còn 126 xã nợ trả lời năm 2027

  @V.1-KH2026
  Kịch bản: Chỉ kiểm tra thì không ghi
    Khi cán bộ kế hoạch gửi tệp CSV nhu cầu năm 2027 để kiểm tra
      | Mã xã | Nhóm đối tượng | Mục đích     | Số lao động | Số tiền (đồng) | Việc làm dự kiến |
      | 00004 | Chưa phân nhóm | Tạo việc làm | 10          | 600000000      | 12               |
    Thì không ghi gì
    Và kết quả từng hàng là
      | hàng   | kết quả | lỗi |
      | hàng 2 | ok      |     |

  @V.1-KH2026
  Khung kịch bản: Bình quân một việc làm ngoài 15–100 triệu đồng là lời nhắc, không phải từ chối
    Khi cán bộ kế hoạch báo nhu cầu năm 2027 của xã 00004 là <số tiền> cho 1 việc làm
    Thì đã ghi 1 xã
    Và dòng đầu có kết quả "<kết quả>"

    Dữ liệu:
      | số tiền          | kết quả |
      | 15 triệu         | ok      |
      | 14.999.999 đồng  | warning |
      | 100 triệu        | ok      |
      | 100.000.001 đồng | warning |

  @§6.14
  Kịch bản: Nhóm đối tượng ngoài danh mục bị từ chối, nêu các nhóm có
    Khi cán bộ kế hoạch báo nhu cầu năm 2027 của nhóm "nha_giau" xã 00004
    Thì bị từ chối vì "unknown_beneficiaries"
    Và lời từ chối nêu "demobilised_youth"

  @V.1-KH2026
  Kịch bản: Xã trả lời không có nhu cầu thì hết nợ; bản mới thay bản cũ, cả hai còn lưu
    Biết cán bộ kế hoạch báo nhu cầu năm 2027 của xã 00004 là 60 triệu cho 1 việc làm
    Khi cán bộ xã báo xã 00004 không có nhu cầu năm 2027
    Thì đã ghi 1 xã
    Và xã 00004 đã trả lời không có nhu cầu năm 2027
    Và xã 00004 có 2 bản trả lời năm 2027, của "planner" rồi của "commune"
    Và tổng nhu cầu rà soát năm 2027 là 0 đồng

  @§6.17
  Kịch bản: Xã không trả lời thay xã khác, không xem bản của xã khác
    Khi cán bộ xã báo xã 00008 không có nhu cầu năm 2027
    Thì bị từ chối vì "commune_not_yours"
    Khi cán bộ xã xem các bản trả lời năm 2027 của xã 00008
    Thì bị từ chối vì "commune_not_yours"

  @§6.19
  Kịch bản: Năm 2025 chưa có xã nên không có số năm trước
    Biết cán bộ kế hoạch báo nhu cầu năm 2026 của xã 00004 là 60 triệu cho 1 việc làm
    Thì số năm trước của xã 00004 khi rà soát năm 2026 để trống vì "no_communes_that_year"
    Và số năm trước của xã 00004 khi rà soát năm 2027 là 60 triệu
    Và số năm trước của xã 00008 khi rà soát năm 2027 để trống vì "no_answer_that_year"

  @V.1-KH2026
  Kịch bản: Nhu cầu hơn gấp đôi năm trước được nhắc
    Biết cán bộ kế hoạch báo nhu cầu năm 2026 của xã 00004 là 40 triệu cho 1 việc làm
    Khi cán bộ kế hoạch báo nhu cầu năm 2027 của xã 00004 là 90 triệu cho 1 việc làm
    Thì đã ghi 1 xã
    Và xã 00004 được nhắc "demand_far_from_last_year"

  @PL01-KH2026
  Kịch bản: Chỉ tiêu việc làm gửi bằng biểu mẫu, số mới thay số cũ
    Biết cán bộ kế hoạch đã tải biểu mẫu số liệu "job_target" năm 2026
    Và đã điền số liệu
      | xã    | giá trị |
      | 00004 | 1350    |
      | 00008 | 0       |
    Khi cán bộ kế hoạch gửi biểu mẫu số liệu "job_target" năm 2026
    Thì đã ghi 2 xã
    Và số liệu "job_target" năm 2026 của xã 00004 là 1350
    Khi cán bộ kế hoạch gửi biểu mẫu số liệu "job_target" năm 2027
    Thì bị từ chối vì "file_of_other_form"

  @PL01-KH2026
  Kịch bản: Xã tự báo kết quả việc làm theo kỳ, kỳ trùng ngày bị từ chối
    Khi cán bộ xã báo 90 việc làm của xã 00004 từ 01/01/2026 đến 15/06/2026
    Thì đã ghi 1 xã
    Khi cán bộ xã báo 95 việc làm của xã 00004 từ 01/01/2026 đến 15/06/2026
    Thì đã ghi 1 xã
    Và kết quả việc làm từ 01/01/2026 đến 15/06/2026 là 95, còn thiếu 125 xã
    Khi cán bộ xã báo 7 việc làm của xã 00004 từ 15/06/2026 đến 15/07/2026
    Thì bị từ chối vì "job_report_overlaps"
    Khi cán bộ xã báo 7 việc làm của xã 00004 từ 16/06/2026 đến 15/12/2026
    Thì bị từ chối vì "day_in_future"

  @§6.14 @Đ9-74/2025
  Kịch bản: Danh mục nhóm đối tượng nêu nơi quy định của từng nhóm
    Khi cán bộ xã xem danh mục nhóm đối tượng
    Thì danh mục có nhóm "worker" của "law" và nhóm "demobilised_youth" của "city_plan"
    Và mọi nhóm đều có tên và nguồn

  @§6.17
  Kịch bản: Rà soát xem lại được đúng như đã biết tại một thời điểm
    Biết cán bộ kế hoạch báo nhu cầu năm 2027 của xã 00004 là 60 triệu cho 1 việc làm
    Khi cán bộ xã báo xã 00004 không có nhu cầu năm 2027 vào hôm sau
    Thì tổng nhu cầu rà soát năm 2027 là 0 đồng
    Và tổng nhu cầu rà soát năm 2027 như đã biết hôm trước là 60 triệu

  @V.1-KH2026
  Kịch bản: Người không được ghi nhu cầu không tải lên được; tệp lạ bị từ chối
    Khi kiểm toán viên gửi tệp "text/csv" làm nhu cầu năm 2027
    Thì bị từ chối vì "not_your_role"
    Khi cán bộ kế hoạch gửi tệp "text/csv" làm nhu cầu năm 2027
    Thì bị từ chối vì "file_no_heading"
    Khi cán bộ kế hoạch gửi tệp "application/pdf" làm nhu cầu năm 2027
    Thì bị từ chối với mã 415
