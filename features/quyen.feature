# language: vi
Tính năng: Quyền của từng vai trò
  Mỗi người chỉ thấy và làm việc của mình; cán bộ gắn với xã nào chỉ thấy và ghi của xã đó.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 600 triệu |
      | 00070 | 400 triệu |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và khoản vay 60 triệu của "Nguyễn Thị Giả" qua "Tổ 1" từ ngày 05/03/2026

  @Đ8-74/2025 @§6.20
  Kịch bản: Mỗi vai trò chỉ xem phần việc của mình
    Thì chỉ những vai trò này được xem
      | việc                | vai trò                                                          |
      | luật theo ngày      | planner, finance, commune, officer, approver, auditor, admin     |
      | nguồn vốn           | planner, finance, officer, approver, auditor, admin              |
      | nhu cầu             | planner, commune, auditor                                        |
      | chỉ tiêu            | planner, finance, commune, officer, approver, auditor            |
      | phương án           | planner, finance, approver, auditor                              |
      | kết quả việc làm    | planner, commune, auditor                                        |
      | mạng lưới           | officer, approver, auditor, admin                                |
      | khách hàng          | officer, approver, auditor                                       |
      | hồ sơ               | officer, approver, auditor                                       |
      | khoản vay           | officer, approver, auditor                                       |
      | sao kê quá hạn      | planner, finance, commune, officer, approver, auditor            |
      | khoản vay sau sao kê | officer, approver, auditor                                      |
      | tài khoản           | auditor, admin                                                   |

  @Đ8-74/2025 @§6.20
  Kịch bản: Mỗi vai trò chỉ làm phần việc của mình
    Thì chỉ những vai trò này được làm
      | việc                  | vai trò           |
      | mở nguồn vốn          | planner, finance  |
      | gửi nhu cầu           | planner, commune  |
      | lập dự thảo           | planner           |
      | ý kiến của chi nhánh  | approver          |
      | ý kiến của Sở Tài chính | finance         |
      | kiểm tra dự thảo      | planner           |
      | ghi quyết định phân bổ | planner          |
      | lưu phương án         | planner           |
      | lưu bản quét          | planner, finance, approver |
      | gửi số liệu của xã    | planner           |
      | gửi kết quả việc làm  | planner, commune  |
      | mở điểm giao dịch     | officer, admin    |
      | đăng ký khách hàng    | officer           |
      | nộp hồ sơ             | officer           |
      | phê duyệt hồ sơ       | approver          |
      | ký hợp đồng           | officer           |
      | giải ngân             | officer           |
      | thu nợ                | officer           |
      | ghi giá trị riêng của nguồn | admin       |
      | mở tài khoản          | admin             |

  @§6.17
  Kịch bản: Cán bộ xã khác không đọc được gì của xã này
    Thì cán bộ tín dụng xã khác bị từ chối vì "commune_not_yours" khi xem
      | địa chỉ                |
      | khách hàng             |
      | hồ sơ                  |
      | đánh giá hồ sơ         |
      | khoản vay              |
      | lịch trả nợ            |
      | số còn nợ              |
      | bút toán               |
      | khoản vay của xã 00004 |
    Và các danh sách của cán bộ tín dụng xã khác đều trống
    Và sao kê quá hạn của cán bộ tín dụng xã khác có dư nợ 0 đồng

  @§6.17
  Kịch bản: Cán bộ xã khác không ghi được gì vào xã này
    Thì cán bộ tín dụng xã khác bị từ chối vì "commune_not_yours" khi ghi
      | việc               |
      | đăng ký khách hàng |
      | nộp hồ sơ          |
      | rút hồ sơ          |
      | ký hợp đồng        |
      | giải ngân          |
      | thu nợ             |
      | đăng ký tổ         |
      | mở điểm giao dịch  |
      | đổi ngày giao dịch |
      | ghi phiên          |
    Và khoản vay vẫn còn 60 triệu và chỉ có 2 bút toán

  @V.1-KH2026
  Kịch bản: Cán bộ xã chỉ gửi nhu cầu của xã mình, và chỉ thấy xã mình
    Khi cán bộ xã gửi nhu cầu 500 triệu của xã 00070
    Thì bị từ chối vì "commune_not_yours"
    Khi cán bộ xã gửi nhu cầu 500 triệu của xã 00004
    Thì được ghi nhận
    Và cán bộ kế hoạch gửi nhu cầu 300 triệu của xã 00070
    Và cán bộ xã thấy tổng nhu cầu 500 triệu
    Và cán bộ kế hoạch thấy tổng nhu cầu 800 triệu

  @§6.17
  Kịch bản: Cán bộ xã thấy sao kê quá hạn của xã mình nhưng không thấy từng khách hàng
    Khi cán bộ xã xem sao kê quá hạn
    Thì sao kê chỉ có các xã "00004"
    Khi cán bộ xã xem các khoản vay sau sao kê
    Thì bị từ chối vì "not_your_role"

  @§6.17
  Kịch bản: Đổi quyền có hiệu lực ngay, phiên cũ chấm dứt
    Khi quản trị viên gắn cán bộ tín dụng xã khác với xã 00004
    Thì phiên cũ của cán bộ tín dụng xã khác đã chấm dứt
    Khi cán bộ tín dụng xã khác đăng nhập lại
    Thì cán bộ tín dụng xã khác xem được khoản vay

  @§6.17
  Kịch bản: Tài khoản bị khóa không vào được nữa, bằng mã cũ hay mật khẩu
    Khi quản trị viên khóa tài khoản của cán bộ tín dụng
    Thì phiên cũ của cán bộ tín dụng đã chấm dứt
    Và cán bộ tín dụng không đăng nhập được
