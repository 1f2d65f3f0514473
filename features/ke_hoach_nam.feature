# language: vi
Tính năng: Kế hoạch năm từ tệp nhu cầu đến phụ lục quyết định
  Trong một buổi, cán bộ kế hoạch nạp nhu cầu 126 xã, lập và so sánh phương án, hiểu vì sao từng xã có số của mình,
  đi hết các bước, và in tờ trình, phụ lục, thông báo; mọi tổng bằng nhau đến từng đồng.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 300 tỷ đồng ngày 02/01/2026

  @V.1-KH2026 @§6.20 @§1.7
  Kịch bản: Từ tệp tải lên đến phụ lục được duyệt
    Khi cán bộ kế hoạch điền mẫu nhu cầu của 126 xã, phường và tải lên
    Và cán bộ kế hoạch tải lên chỉ tiêu việc làm của 126 xã, phường
    Thì không còn xã nào nợ câu trả lời
    Khi phương án "Theo nhu cầu" chia 100 tỷ theo demand=1 với bước 100 triệu được lưu
    Và phương án "Nhu cầu và chỉ tiêu" chia 100 tỷ theo demand=0.7,job_target=0.3 với bước 100 triệu được lưu
    Thì hai phương án so sánh được, tổng mỗi phương án là 100 tỷ
    Khi dự thảo được lập từ phương án "Nhu cầu và chỉ tiêu"
    Và dự thảo đi hết các bước đến quyết định
    Thì phụ lục XLSX có 126 dòng và tổng 100000 triệu đồng
    Và phụ lục PDF nêu đủ 126 xã, phường và tổng "100.000"
    Và thông báo gửi xã 00004 nêu đúng số được giao và lý do
    Và tổng chỉ tiêu của 126 xã, phường bằng đúng 100 tỷ

  @V.1-KH2026
  Kịch bản: Vì sao xã này được số này, và thêm một tỷ nữa thì sao
    Khi cán bộ kế hoạch điền mẫu nhu cầu của 126 xã, phường và tải lên
    Và cán bộ kế hoạch thử chia 100 tỷ với xã 00004 tối đa 300 triệu
    Thì các phần của mỗi xã cộng lại đúng bằng số của xã
    Và xã 00004 bị chặn bởi "cap" và thêm một tỷ cũng không tăng
    Và tổng phần tăng khi thêm một tỷ là 1 tỷ

  @V.1-KH2026
  Kịch bản: Phương án lưu lại còn mọi phiên bản và nói y như cũ dù nhu cầu đổi
    Khi cán bộ kế hoạch điền mẫu nhu cầu của 126 xã, phường và tải lên
    Và phương án "Thử" chia 100 tỷ theo demand=1 với bước 100 triệu được lưu
    Và phương án "Thử" được lưu lại với 90 tỷ
    Thì phiên bản 1 của "Thử" vẫn chia 100 tỷ và phiên bản 2 chia 90 tỷ

  @V.1-KH2026 @§6.14
  Kịch bản: Điều không thể được thì nêu rõ vướng ở đâu, thiếu bao nhiêu
    Khi cán bộ kế hoạch điền mẫu nhu cầu của 126 xã, phường và tải lên
    Và cán bộ kế hoạch thử chia 100 tỷ với xã 00004 cố định 101 tỷ
    Thì bị từ chối vì "allocation_floors_above_pool"
    Và lời từ chối nêu "1000000000"
