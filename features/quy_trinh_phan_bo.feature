# language: vi
Tính năng: Từ dự thảo đến quyết định phân bổ, mỗi bước một văn bản
  Sở Nội vụ lập dự thảo cùng chi nhánh; chi nhánh thống nhất hoặc có ý kiến; Sở Tài chính có ý kiến về phần ngân sách;
  người thứ hai của Sở Nội vụ kiểm tra; trình UBND Thành phố; quyết định hoặc trả lại được ghi nhận, không sửa gì đã ghi.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 2 tỷ đồng ngày 02/01/2026

  @§6.20
  Kịch bản: Đủ các bước thì mỗi bước còn nguyên người ghi, ngày và văn bản
    Biết dự thảo 1 tỷ vốn mới với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi chi nhánh thống nhất ngày 03/01/2026 theo văn bản "CV-GIẢ 01"
    Và Sở Tài chính thống nhất ngày 04/01/2026 theo văn bản "CV-GIẢ 02"
    Và cán bộ kế hoạch thứ hai kiểm tra ngày 05/01/2026
    Và dự thảo được trình ngày 06/01/2026 theo tờ trình "TTr-GIẢ 01"
    Và bản quét quyết định được lưu
    Và quyết định "QĐ-GIẢ 02" ký ngày 08/01/2026, hiệu lực ngày 10/01/2026 kèm bản quét được ghi nhận
    Thì các bước của đợt là
      | bước                  | người    | ngày       | văn bản   |
      | round_drafted         | planner  | 20/11/2026 |           |
      | round_branch_opinion  | approver | 03/01/2026 | CV-GIẢ 01 |
      | round_finance_opinion | finance  | 04/01/2026 | CV-GIẢ 02 |
      | round_checked         | planner2 | 05/01/2026 |           |
      | round_submitted       | planner  | 06/01/2026 | TTr-GIẢ 01 |
      | round_decided         | planner2 | 10/01/2026 |           |
    Và bản quét tải về giống hệt bản đã lưu

  @§6.20
  Kịch bản: Bỏ qua ý kiến thì không kiểm tra, không trình được
    Biết dự thảo 1 tỷ vốn mới với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi cán bộ kế hoạch thứ hai kiểm tra ngày 05/01/2026
    Thì bị từ chối vì "round_step_out_of_order"
    Khi chi nhánh thống nhất ngày 03/01/2026 theo văn bản "CV-GIẢ 01"
    Và cán bộ kế hoạch thứ hai kiểm tra ngày 05/01/2026
    Thì bị từ chối vì "round_step_out_of_order"
    Và lời từ chối nêu "đã có ý kiến Sở Tài chính"

  @§6.20
  Kịch bản: Không có ngân sách mới thì không phải hỏi Sở Tài chính
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi chi nhánh thống nhất ngày 03/01/2026 theo văn bản "CV-GIẢ 01"
    Và cán bộ kế hoạch thứ hai kiểm tra ngày 05/01/2026
    Thì đợt ở trạng thái "checked"

  @§6.20
  Kịch bản: Người lập dự thảo không tự kiểm tra, không tự ghi quyết định
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi chi nhánh thống nhất ngày 03/01/2026 theo văn bản "CV-GIẢ 01"
    Và cán bộ kế hoạch kiểm tra ngày 05/01/2026
    Thì bị từ chối vì "same_person"

  @§6.20
  Kịch bản: Không thống nhất thì phải nói rõ, và ý kiến không chặn đường trình
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi chi nhánh không thống nhất ngày 03/01/2026 với ý kiến ""
    Thì bị từ chối vì "opinion_missing"
    Khi chi nhánh không thống nhất ngày 03/01/2026 với ý kiến "Đề nghị giảm xã 00004"
    Và cán bộ kế hoạch thứ hai kiểm tra ngày 05/01/2026
    Thì đợt ở trạng thái "checked"

  @§6.20
  Kịch bản: Sửa dự thảo là phiên bản mới, các ý kiến phải lấy lại
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi chi nhánh thống nhất ngày 03/01/2026 theo văn bản "CV-GIẢ 01"
    Và dự thảo được sửa thành xã 00004 nhận 500 triệu và xã 00008 nhận 500 triệu
    Thì đợt ở trạng thái "draft"
    Và đợt có 2 phiên bản, phiên bản 1 vẫn giao xã 00004 600 triệu
    Khi cán bộ kế hoạch thứ hai kiểm tra ngày 05/01/2026
    Thì bị từ chối vì "round_step_out_of_order"

  @§6.20
  Kịch bản: UBND Thành phố trả lại thì sửa và trình lại được
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Và dự thảo đó đã qua các bước và được trình
    Khi UBND Thành phố trả lại ngày 07/01/2026 vì "Cân đối lại xã 00008"
    Thì đợt ở trạng thái "returned"
    Khi dự thảo được sửa thành xã 00004 nhận 550 triệu và xã 00008 nhận 450 triệu
    Thì đợt ở trạng thái "draft"

  @§6.20
  Kịch bản: Quyết định khác tờ trình thì cả hai số còn đó, kèm chênh lệch
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Và dự thảo đó đã qua các bước và được trình
    Khi quyết định được ghi nhận với xã 00004 nhận 700 triệu và xã 00008 nhận 300 triệu
    Thì số trình và số quyết định là
      | xã    | trình     | quyết định | chênh lệch |
      | 00004 | 600 triệu | 700 triệu  | 100 triệu  |
      | 00008 | 400 triệu | 300 triệu  | -100 triệu |

  @§6.20
  Kịch bản: Cán bộ xã và cán bộ tín dụng chỉ thấy đợt đã quyết định
    Biết dự thảo 1 tỷ vốn thu hồi với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi cán bộ xã xem đợt phân bổ
    Thì bị từ chối vì "unknown_round"
    Biết dự thảo đó đã qua các bước và được trình
    Và quyết định được ghi nhận với xã 00004 nhận 600 triệu và xã 00008 nhận 400 triệu
    Khi cán bộ xã xem đợt phân bổ
    Thì được ghi nhận

  @§6.12
  Kịch bản: Đợt sau điều chỉnh phải có lý do
    Biết chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 600 triệu |
      | 00008 | 400 triệu |
    Khi lập dự thảo điều chỉnh không có lý do với xã 00004 nhận -100 triệu và xã 00008 nhận 100 triệu
    Thì bị từ chối vì "reason_missing"

  @§6.12 @§6.10
  Kịch bản: Chuyển vốn giữa năm chỉ từ phần chưa cam kết, và chỉ tiêu lũy kế của từng xã khớp
    Biết chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 600 triệu |
      | 00008 | 400 triệu |
    Và người lao động "Nguyễn Văn Giả" ở xã 00004
    Và khoản 90 triệu của "Nguyễn Văn Giả" đã được phê duyệt ngày 05/03/2026
    Khi đợt điều chỉnh lấy 510 triệu của xã 00004 chuyển sang xã 00008 được quyết định
    Thì chỉ tiêu còn lại của xã 00004 là 0 đồng
    Và chỉ tiêu còn lại của xã 00008 là 910 triệu

  @§6.12
  Kịch bản: Không trộn hai cách tính trong một năm
    Biết chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 600 triệu |
    Khi lập dự thảo chỉ tiêu dư nợ 100 triệu vốn mới cho xã 00004
    Thì bị từ chối vì "measures_mixed"

  @§6.12
  Kịch bản: Chỉ tiêu dư nợ chỉ chia phần tăng trưởng
    Khi lập dự thảo chỉ tiêu dư nợ 100 triệu vốn thu hồi cho xã 00004
    Thì bị từ chối vì "recovered_is_no_growth"

  @§6.12
  Kịch bản: Chưa có đợt nào thì không được phê duyệt, trừ khi nguồn cho tạm giao
    Biết người lao động "Nguyễn Văn Giả" ở xã 00004
    Khi khoản 90 triệu của "Nguyễn Văn Giả" được đề nghị phê duyệt ngày 05/03/2026
    Thì bị từ chối vì "beyond_plan"
    Và lời từ chối nêu "tạm giao trước đợt đầu năm"

  @§6.12
  Kịch bản: Tạm giao bằng phần vốn thu hồi trong năm, đợt đầu không được thấp hơn số đã cho vay
    Biết chỉ tiêu năm 2025 của xã 00004 là 500 triệu
    Và người lao động "Trần Thị Giả" ở xã 00004
    Và nguồn cho tạm giao "last_year_share" 20 % từ ngày 01/01/2026
    Khi khoản 90 triệu của "Trần Thị Giả" được đề nghị phê duyệt ngày 05/03/2026
    Thì được ghi nhận
    Khi đợt đầu năm 2026 giao xã 00004 80 triệu và được quyết định
    Thì bị từ chối vì "plan_below_use"
