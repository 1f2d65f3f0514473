# language: vi
Tính năng: Biểu mẫu
  Chi nhánh NHCSXH và Sở Nội vụ lấy biểu mẫu của ngành, của Nghị định 338/2025/NĐ-CP và của kế hoạch Thành phố theo
  ngày số liệu bất kỳ. Tổng luôn bằng các dòng cộng lại, khách hàng đếm lại, chỗ sổ không ghi thì để trống và nói rõ.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 10 tỷ ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 5 tỷ     |
      | 00008 | 5 tỷ     |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và điểm giao dịch "Điểm 15" của xã 00008 họp ngày 15 hằng tháng
    Và tổ "Tổ 15" của xã 00008 giao dịch tại "Điểm 15"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và người lao động "Trần Văn Mẫu" ở xã 00008
    Và "Nguyễn Thị Giả" đã vay 10 triệu qua "Tổ 07" ngày 22/04/2026, trả trong 6 tháng
    Và "Nguyễn Thị Giả" đã vay 20 triệu qua "Tổ 07" ngày 10/11/2026, trả trong 12 tháng
    Và "Trần Văn Mẫu" đã vay 30 triệu qua "Tổ 15" ngày 22/04/2026, trả trong 12 tháng

  @01.1/BCTD @§6.15
  Kịch bản: Biểu 01.1 và 01.2 cùng tổng với sao kê nợ quá hạn
    Khi cán bộ kế hoạch lấy biểu "01.1-BCTD" ngày 20/11/2026
    Thì tổng của biểu là
      | cột           | số       |
      | lent_month    | 20 triệu |
      | lent_year     | 60 triệu |
      | outstanding   | 60 triệu |
      | in_term       | 50 triệu |
      | overdue       | 10 triệu |
      | frozen        | 0 đồng   |
    Và biểu đếm 2 khách hàng và 3 món vay
    Và ở mọi dòng tổng dư nợ bằng trong hạn cộng quá hạn cộng khoanh
    Và biểu "01.2-BCTD" và biểu "13-BC" cùng ngày có cùng dư nợ và quá hạn
    Và sao kê nợ quá hạn cùng ngày có cùng dư nợ và quá hạn

  @§6.17
  Kịch bản: Lấy lại biểu cũ y nguyên từng byte
    Biết cán bộ kế hoạch đã lấy biểu "01.1-BCTD" ngày 20/11/2026 bằng json, csv, xlsx, pdf
    Khi hai giờ sau người vay cuối cùng trả gốc 5 triệu ghi lùi ngày 12/11/2026
    Thì bốn tệp lấy lại theo điều đã biết lần trước giống nhau từng byte
    Và biểu "01.1-BCTD" ngày 20/11/2026 theo điều biết bây giờ có dư nợ 55 triệu

  @338/2025/NĐ-CP @§1.1
  Kịch bản: Mẫu 04 lũy kế đến hết quý trước, để trống cột sổ không ghi
    Khi cán bộ kế hoạch lấy biểu "338-04" ngày 20/11/2026
    Thì kỳ số liệu của biểu từ 01/01/2026 đến 30/09/2026
    Và tổng của biểu là
      | cột      | số       |
      | turnover | 40 triệu |
    Và cột "worker_women" để trống và ghi chú nêu "giới tính"
    Và cột "establishment_women" để trống và ghi chú nêu "không quy định tỷ lệ"

  @338/2025/NĐ-CP
  Kịch bản: Nguồn vốn mà sổ không có thì để trống, không ghi số 0
    Khi cán bộ kế hoạch lấy biểu "338-02" ngày 20/11/2026
    Thì cột "turnover" để trống và ghi chú nêu "không có nguồn"

  @KH-2026 @§1.9
  Kịch bản: Báo cáo tháng lập trước khi kỳ kết thúc là số tạm tính, nêu xã chưa báo cáo
    Biết cán bộ xã đã báo cáo kết quả việc làm kỳ 16/10/2026–15/11/2026: 9 người, 4 từ vốn vay, 1 ra nước ngoài
    Khi cán bộ kế hoạch lấy biểu "KH-THANG" ngày 14/11/2026
    Thì kỳ số liệu của biểu từ 16/10/2026 đến 15/11/2026
    Và biểu ghi là tạm tính
    Và biểu nêu 126 xã, phường chưa báo cáo
    Khi cán bộ kế hoạch lấy biểu "KH-THANG" ngày 15/11/2026
    Thì biểu không ghi là tạm tính
    Và biểu nêu 125 xã, phường chưa báo cáo

  @KH-2026 @§1.9
  Kịch bản: Lịch báo cáo nêu ngày cuối, cả ngày làm việc trước đó khi là ngày nghỉ
    Khi cán bộ kế hoạch xem lịch báo cáo năm 2026 vào ngày 15/11/2026
    Thì báo cáo "monthly-2026-11" hạn chót 14/11/2026, ngày làm việc cuối 13/11/2026, trạng thái "late"
    Và báo cáo "monthly-2026-12" hạn chót 14/12/2026, ngày làm việc cuối 14/12/2026, trạng thái "waiting"
    Và báo cáo "annual-2026" hạn chót 14/12/2026, ngày làm việc cuối 14/12/2026, trạng thái "due"

  @§6.4
  Kịch bản: Bảng kê phiên giao dịch của một điểm
    Khi cán bộ tín dụng lấy giấy tờ "THU-NO" của "Điểm 07" ngày 20/11/2026
    Thì tổng của biểu là
      | cột               | số       |
      | outstanding       | 30 triệu |
      | principal_overdue | 10 triệu |

  @Quyền
  Kịch bản: Cán bộ xã chỉ thấy xã mình, và không thấy danh sách khách hàng
    Khi cán bộ xã lấy biểu "01.1-BCTD" ngày 20/11/2026
    Thì biểu chỉ có xã 00004
    Khi cán bộ xã lấy biểu "KHD" ngày 20/11/2026
    Thì bị từ chối vì "not_your_role"
    Khi cán bộ kế hoạch lấy biểu "GQVL" ngày 20/11/2026
    Thì bị từ chối vì "not_your_role"

  @§6.17
  Kịch bản: Biểu không có và ngày chưa đến bị từ chối kèm cách sửa
    Khi cán bộ kế hoạch lấy biểu "99-BC" ngày 20/11/2026
    Thì bị từ chối vì "unknown_form"
    Và lời từ chối nêu "01.1-BCTD"
    Khi cán bộ kế hoạch lấy biểu "01.1-BCTD" ngày 21/11/2026
    Thì bị từ chối vì "as_of_after_known_at"
