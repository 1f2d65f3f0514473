# language: vi
Tính năng: Số dư ban đầu của khoản vay mang sang từ hệ thống khác
  Số đóng của ngân hàng ngày nhận là số mở của sổ này: báo cáo của ngày đó giống ngân hàng, từ hôm sau theo quy tắc.
  Mọi khế ước, số tiền dưới đây là giả định.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và ngân hàng báo các kỳ gốc chưa trả của "Nguyễn Thị Giả" tại "Ba Đình"
      | ngày đến hạn | gốc      |
      | 02/03/2026   | 10 triệu |
      | 02/09/2026   | 10 triệu |
      | 02/03/2027   | 10 triệu |
    Và khế ước được mang sang ngày 31/08/2026
      | trong hạn | quá hạn | quá hạn từ | lãi trong hạn | lãi quá hạn |
      | 26 triệu  | 4 triệu | 07/04/2026 | 100.000 đồng  | 20.000 đồng |

  @§6.5
  Kịch bản: Báo cáo của ngày nhận đúng như ngân hàng, trước ngày đó không có gì
    Thì cuối ngày 30/08/2026 khế ước nợ 0 đồng trong hạn, 0 đồng quá hạn
    Và cuối ngày 31/08/2026 khế ước nợ 26 triệu trong hạn, 4 triệu quá hạn
    Và báo cáo nợ quá hạn ngày 31/08/2026 của xã 00004 có dư nợ 30 triệu, quá hạn 4 triệu
    Và khoản vay được ghi là mang sang ngày 31/08/2026 với dấu "no_history"
    Và không có hồ sơ vay nào

  @§6.4
  Kịch bản: Gốc lẽ ra đã quá hạn mà ngân hàng chưa chuyển thì chuyển ở phiên kế tiếp
    Thì cuối ngày 06/09/2026 khế ước nợ 26 triệu trong hạn, 4 triệu quá hạn
    Và cuối ngày 07/09/2026 khế ước nợ 10 triệu trong hạn, 20 triệu quá hạn

  @§6.3
  Kịch bản: Lãi tồn mang sang vẫn phải trả, lãi quá hạn được trả trước
    Khi cán bộ tín dụng thu 24.000 đồng lãi ngày 31/08/2026
    Thì bị từ chối vì "before_opening"
    Khi cán bộ tín dụng thu 24.000 đồng lãi ngày 01/09/2026
    Thì cuối ngày 01/09/2026 khế ước nợ 102.774 đồng lãi trong hạn, 0 đồng lãi quá hạn

  @§6.9 @§6.11
  Kịch bản: Vốn của nguồn mở cùng số dư, thiếu số dư cũng không bị từ chối
    Thì cuối ngày 30/08/2026 nguồn vốn có 1 tỷ khả dụng và 0 đồng dư nợ
    Và cuối ngày 31/08/2026 nguồn vốn có 970 triệu khả dụng và 30 triệu dư nợ

  @§6.10
  Kịch bản: Không giải ngân thêm trên khế ước mang sang
    Khi cán bộ tín dụng giải ngân thêm 1 triệu ngày 01/09/2026
    Thì bị từ chối vì "opened_loan_not_disbursed"

  @§6.17
  Kịch bản: Ngân hàng báo lại số dư, bút toán sau vẫn giữ
    Khi cán bộ tín dụng thu 4 triệu gốc ngày 01/09/2026
    Và số dư được sửa thành 27 triệu trong hạn, 3 triệu quá hạn
    Thì cuối ngày 31/08/2026 khế ước nợ 27 triệu trong hạn, 3 triệu quá hạn
    Và cuối ngày 01/09/2026 khế ước nợ 26 triệu trong hạn, 0 đồng quá hạn
