# language: vi
Tính năng: Khoản vay, từ hợp đồng đến trả nợ
  Cán bộ tín dụng ký hợp đồng theo quyết định phê duyệt, giải ngân trong số đã cam kết, thu nợ theo chứng từ.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 500 triệu |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và hồ sơ vay 70 triệu trong 36 tháng qua "Tổ 1" của "Nguyễn Thị Giả" được phê duyệt ngày 04/03/2026

  @§1.6
  Kịch bản: Lịch trả gốc làm tròn xuống 100.000 đồng, kỳ cuối nhận phần còn lại
    Khi cán bộ tín dụng ký hợp đồng ngày 05/03/2026, trả gốc 12 tháng một kỳ
    Thì lịch trả gốc là
      | ngày đến hạn | gốc               |
      | 05/03/2027   | 23.300.000 đồng   |
      | 05/03/2028   | 23.300.000 đồng   |
      | 05/03/2029   | 23.400.000 đồng   |

  @§1.6
  Kịch bản: Lịch đếm từ ngày giải ngân dự kiến, kỳ cuối có thể ngắn hơn
    Khi cán bộ tín dụng ký hợp đồng ngày 05/03/2026, giải ngân dự kiến ngày 31/03/2026, trả gốc 15 tháng một kỳ
    Thì lịch trả gốc là
      | ngày đến hạn | gốc             |
      | 30/06/2027   | 23.300.000 đồng |
      | 30/09/2028   | 23.300.000 đồng |
      | 31/03/2029   | 23.400.000 đồng |

  @Đ7-338/2025 @§6.1
  Kịch bản: Khoản vay mang lãi suất của ngày phê duyệt và quy tắc kỳ hạn của ngày ký
    Khi cán bộ tín dụng ký hợp đồng ngày 05/03/2026, trả gốc 12 tháng một kỳ
    Thì khoản vay có lãi suất 792480 và lãi suất quá hạn 1030224 phần mười triệu một năm
    Và kỳ hạn gốc không trả được chuyển nợ quá hạn theo cách "từng kỳ"

  @§6.1
  Kịch bản: Không ký trước ngày phê duyệt
    Khi cán bộ tín dụng ký hợp đồng ngày 03/03/2026, trả gốc 12 tháng một kỳ
    Thì bị từ chối vì "day_too_early"
    Và lời từ chối nêu "ngày phê duyệt"

  @§6.10
  Kịch bản: Hồ sơ chưa được phê duyệt thì không ký được
    Biết "Nguyễn Thị Giả" nộp thêm hồ sơ vay 20 triệu chưa được phê duyệt
    Khi cán bộ tín dụng ký hợp đồng ngày 05/03/2026, trả gốc 12 tháng một kỳ
    Thì bị từ chối vì "application_step_out_of_order"

  @§6.10
  Kịch bản: Giải ngân nhiều lần trong số đã cam kết, không quá một đồng
    Biết hợp đồng đã ký ngày 05/03/2026
    Khi cán bộ tín dụng giải ngân 40 triệu ngày 05/03/2026
    Và cán bộ tín dụng giải ngân 30.000.001 đồng ngày 10/03/2026
    Thì bị từ chối vì "beyond_commitment"
    Và lời từ chối nêu "còn lại 30000000 đồng"
    Khi cán bộ tín dụng giải ngân 30 triệu ngày 10/03/2026
    Thì được ghi nhận
    Và ngày 09/03/2026 khoản vay nợ gốc 40 triệu
    Và ngày 10/03/2026 khoản vay nợ gốc 70 triệu
    Và chỉ tiêu còn lại của xã 00004 là 430 triệu
    Và vốn khả dụng của nguồn ngày 10/03/2026 là 930 triệu

  @§6.10
  Kịch bản: Không giải ngân trước ngày ký hay vào ngày chưa đến
    Biết hợp đồng đã ký ngày 05/03/2026
    Khi cán bộ tín dụng giải ngân 40 triệu ngày 04/03/2026
    Thì bị từ chối vì "day_too_early"
    Khi cán bộ tín dụng giải ngân 40 triệu ngày 21/11/2026
    Thì bị từ chối vì "day_in_future"

  # 70.000.000 × 7,9248 % × 31 ÷ 365 = 471.145,6…
  @§6.3 @§6.18
  Kịch bản: Một số tiền được đề xuất chia thành lãi và gốc, và chứng từ giữ đúng hai phần đó
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Khi người vay trả 1 triệu ngày 05/04/2026
    Thì chứng từ ghi lãi 471.146 đồng và gốc 528.854 đồng
    Và ngày 05/04/2026 khoản vay nợ gốc 69.471.146 đồng
    Và bút toán cuối của khoản vay ghi lãi 471.146 đồng và gốc 528.854 đồng

  @§6.18
  Kịch bản: Cán bộ có thể nêu sẵn hai phần của chứng từ
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Khi người vay trả gốc 2 triệu và lãi 100.000 đồng ngày 05/04/2026
    Thì chứng từ ghi lãi 100.000 đồng và gốc 2 triệu
    Và ngày 05/04/2026 khoản vay nợ gốc 68 triệu

  @§6.18
  Kịch bản: Không gửi vừa tổng vừa hai phần
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Khi người vay trả tổng 2 triệu, gốc 1 triệu và lãi 1 triệu ngày 05/04/2026
    Thì bị từ chối vì "invalid_field"

  @§6.18
  Kịch bản: Trả quá số còn nợ bị từ chối
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Khi người vay trả 70.471.147 đồng ngày 05/04/2026
    Thì bị từ chối vì "overpayment"
    Và lời từ chối nêu "70471146 đồng"
    Khi người vay trả 70.471.146 đồng ngày 05/04/2026
    Thì chứng từ ghi lãi 471.146 đồng và gốc 70 triệu
    Và ngày 05/04/2026 khoản vay nợ gốc 0 đồng

  @§6.18
  Kịch bản: Chứng từ ghi muộn không thu lại phần mà chứng từ sau đã thu
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Và người vay trả gốc 69 triệu và lãi 0 đồng ngày 05/05/2026
    Khi người vay trả gốc 2 triệu và lãi 0 đồng ngày 05/04/2026
    Thì bị từ chối vì "overpayment"

  @§6.9
  Kịch bản: Gốc thu về làm tăng vốn khả dụng, lãi thì không
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Khi người vay trả 1 triệu ngày 05/04/2026
    Thì vốn khả dụng của nguồn ngày 05/04/2026 là 930.528.854 đồng
    Và nguồn vốn ngày 05/04/2026 được bảo toàn, lãi chưa phân phối 471.146 đồng

  @§6.4 @§6.6
  Kịch bản: Cho vay trực tiếp phải nêu điểm giao dịch và cách xử lý kỳ hạn
    Biết hồ sơ vay trực tiếp 50 triệu của "Nguyễn Thị Giả" được phê duyệt ngày 04/03/2026
    Khi cán bộ tín dụng ký hợp đồng trực tiếp, không nêu điểm giao dịch
    Thì bị từ chối vì "point_missing"
    Khi cán bộ tín dụng ký hợp đồng trực tiếp tại "Ba Đình", không nêu cách xử lý kỳ hạn
    Thì bị từ chối vì "instalment_rule_missing"
    Khi cán bộ tín dụng ký hợp đồng trực tiếp tại "Ba Đình", kỳ hạn không trả được chuyển "chỉ khi đến hạn cuối"
    Thì được ghi nhận
    Và kỳ hạn gốc không trả được chuyển nợ quá hạn theo cách "chỉ khi đến hạn cuối"

  @§6.10
  Kịch bản: Người vay rút hồ sơ thì chỉ tiêu và vốn đã cam kết được trả lại
    Biết chỉ tiêu còn lại của xã 00004 đang là 430 triệu
    Khi người vay rút hồ sơ ngày 10/03/2026
    Thì được ghi nhận
    Và chỉ tiêu còn lại của xã 00004 là 500 triệu
    Và vốn khả dụng của nguồn ngày 09/03/2026 là 930 triệu
    Và vốn khả dụng của nguồn ngày 10/03/2026 là 1 tỷ

  @§6.10
  Kịch bản: Đã ký hợp đồng thì không rút hồ sơ được nữa
    Biết hợp đồng đã ký ngày 05/03/2026
    Khi người vay rút hồ sơ ngày 10/03/2026
    Thì bị từ chối vì "application_step_out_of_order"

  @§6.17
  Kịch bản: Hai người cùng ghi trên một trạng thái, người sau được biết trạng thái mới
    Biết hợp đồng đã ký và giải ngân đủ ngày 05/03/2026
    Khi hai cán bộ cùng thu 1 triệu ngày 05/04/2026 dựa trên cùng một trạng thái
    Thì bị từ chối vì "stale"
    Và lời từ chối kèm trạng thái mới nhất của khoản vay
    Và ngày 05/04/2026 khoản vay nợ gốc 69.471.146 đồng
