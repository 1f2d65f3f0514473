# language: vi
Tính năng: Xác nhận địa bàn của khoản vay thuộc đơn vị cũ bị chia tách
  Đơn vị cũ chia dân cho nhiều xã, phường thì không tự chuyển: cán bộ xác nhận từng khoản, từng tổ hoặc từng thôn.
  Xác nhận là điều được ghi thêm và rút lại được; báo cáo theo điều đã biết trước đó giữ nguyên. Mọi số đều là giả định.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và các khế ước mang sang ngày 31/08/2026, chưa rõ địa bàn
      | khế ước | đơn vị cũ | tổ    | dư nợ    | quá hạn |
      | A       | 00028     |       | 10 triệu | 2 triệu |
      | B       | 00028     | Tổ 1  | 20 triệu | 0 đồng  |
      | C       | 00019     |       | 5 triệu  | 5 triệu |

  @NQ-1656/NQ-UBTVQH15
  Kịch bản: Danh sách việc theo đơn vị cũ, cán bộ chỉ thấy đơn vị có phần về xã của mình
    Khi cán bộ tín dụng xem việc chờ xác nhận địa bàn
    Thì việc chờ gồm
      | đơn vị cũ | khoản | dư nợ    | có thể thuộc                      |
      | 00019     | 1     | 5 triệu  | 00004, 00070, 00190, 00226        |
      | 00028     | 2     | 30 triệu | 00004, 00008, 00025               |
    Khi cán bộ tín dụng xã khác xem việc chờ xác nhận địa bàn
    Thì việc chờ gồm
      | đơn vị cũ | khoản | dư nợ    | có thể thuộc                      |
      | 00019     | 1     | 5 triệu  | 00004, 00070, 00190, 00226        |

  @§6.17
  Kịch bản: Xác nhận chuyển dư nợ sang xã từ lúc được biết, báo cáo đã biết trước đó không đổi, rút lại thì như cũ
    Khi kiểm toán viên xem nợ theo xã ngày 31/08/2026
    Thì xã 00000 đứng cuối với dư nợ 35 triệu, tổng 35 triệu
    Khi một giờ sau cán bộ tín dụng xác nhận khế ước A thuộc xã 00008
    Và kiểm toán viên xem nợ theo xã ngày 31/08/2026
    Thì xã 00008 có dư nợ 10 triệu
    Và xã 00000 đứng cuối với dư nợ 25 triệu, tổng 35 triệu
    Khi kiểm toán viên xem lại nợ theo xã ngày 31/08/2026 theo điều đã biết lần đầu
    Thì xã 00000 đứng cuối với dư nợ 35 triệu, tổng 35 triệu
    Khi cán bộ tín dụng rút lại xác nhận
    Và kiểm toán viên xem nợ theo xã ngày 31/08/2026
    Thì xã 00000 đứng cuối với dư nợ 35 triệu, tổng 35 triệu
    Và lịch sử địa bàn của khế ước A có 1 xác nhận, đã rút lại

  @NQ-1656/NQ-UBTVQH15
  Kịch bản: Xã không nhận phần nào của đơn vị cũ thì chỉ người phê duyệt xác nhận được
    Khi cán bộ tín dụng xác nhận khế ước C thuộc xã 00008
    Thì bị từ chối vì "not_a_successor"
    Và lời từ chối nêu "phường Điện Biên"
    Và lời từ chối viện dẫn "1656/NQ-UBTVQH15"
    Khi người phê duyệt xác nhận khế ước C thuộc xã 00008
    Thì được ghi nhận

  @§6.17
  Kịch bản: Cán bộ chỉ xác nhận về xã của mình; khoản đã về xã khác thì không giành lại được
    Khi cán bộ tín dụng xác nhận khế ước C thuộc xã 00070
    Thì bị từ chối vì "commune_not_yours"
    Khi cán bộ tín dụng xã khác xác nhận khế ước C thuộc xã 00070
    Thì được ghi nhận
    Khi cán bộ tín dụng xác nhận khế ước C thuộc xã 00004
    Thì bị từ chối vì "commune_not_yours"
    Khi kiểm toán viên xác nhận khế ước C thuộc xã 00004
    Thì bị từ chối vì "not_your_role"

  @NQ-1656/NQ-UBTVQH15
  Kịch bản: Xác nhận cả tổ một lần, chỉ những khoản còn chờ
    Khi cán bộ tín dụng xác nhận cả "Tổ 1" thuộc xã 00004
    Thì xác nhận gồm các khế ước "B"
    Khi cán bộ tín dụng xác nhận cả "Tổ 1" thuộc xã 00004
    Thì bị từ chối vì "nothing_waits"

  @§6.19
  Kịch bản: Báo cáo theo đơn vị cũ không phụ thuộc xác nhận
    Khi cán bộ tín dụng xác nhận khế ước A thuộc xã 00004
    Và kiểm toán viên xem nợ theo đơn vị cũ ngày 31/08/2026
    Thì đơn vị cũ "00028" tên "phường Kim Mã (Quận Ba Đình)" có dư nợ 30 triệu
    Và đơn vị cũ "00019" tên "phường Điện Biên (Quận Ba Đình)" có dư nợ 5 triệu
