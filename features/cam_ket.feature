# language: vi
Tính năng: Cam kết cho vay kết thúc có ngày, có bút toán, có người quyết định
  Phê duyệt cam kết chỉ tiêu của xã và vốn của nguồn. Cam kết kết thúc khi giải ngân đủ, rút hồ sơ, giải tỏa, cắt giảm,
  hết hiệu lực, hoặc khi khóa kế hoạch năm, do người thứ hai ghi nhận; không ngày nào tự nó kết thúc một cam kết.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu  |
      | 00004 | 500 triệu |
    Và điểm giao dịch "Ba Đình" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 1" của xã 00004 giao dịch tại "Ba Đình"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004

  @§6.10
  Kịch bản: Giải tỏa phần chưa giải ngân trả lại chỉ tiêu và vốn, sau đó không giải ngân thêm được
    Biết khoản vay 80 triệu qua "Tổ 1" của "Nguyễn Thị Giả" ký ngày 05/03/2026, đã giải ngân 60 triệu
    Khi người phê duyệt giải tỏa cam kết của khoản vay ngày 20/03/2026
    Thì cam kết của khoản vay là "cut": giải ngân 60 triệu, còn lại 0 đồng, giải tỏa 20 triệu
    Và chỉ tiêu còn lại của xã 00004 là 440 triệu
    Và vốn khả dụng của nguồn ngày 19/03/2026 là 920 triệu
    Và vốn khả dụng của nguồn ngày 20/03/2026 là 940 triệu
    Khi cán bộ tín dụng giải ngân 1 đồng ngày 20/03/2026
    Thì bị từ chối vì "beyond_commitment"

  @§6.10
  Kịch bản: Hợp đồng chưa giải ngân đồng nào bị hủy khi giải tỏa; người nhập hồ sơ không tự giải tỏa được
    Biết khoản vay 80 triệu qua "Tổ 1" của "Nguyễn Thị Giả" ký ngày 05/03/2026, đã giải ngân 0 đồng
    Khi cán bộ tín dụng giải tỏa cam kết của khoản vay ngày 20/03/2026
    Thì bị từ chối vì "not_your_role"
    Khi người phê duyệt cắt giảm 80.000.001 đồng cam kết của khoản vay ngày 20/03/2026
    Thì bị từ chối vì "beyond_commitment"
    Khi người phê duyệt giải tỏa cam kết của khoản vay ngày 20/03/2026
    Thì cam kết của khoản vay là "cancelled": giải ngân 0 đồng, còn lại 0 đồng, giải tỏa 80 triệu
    Và chỉ tiêu còn lại của xã 00004 là 500 triệu

  @§6.10
  Kịch bản: Phê duyệt chưa ký bị cắt giảm thì chỉ ký được phần còn lại
    Biết hồ sơ vay 80 triệu qua "Tổ 1" của "Nguyễn Thị Giả" được duyệt ngày 04/03/2026 mà chưa ký
    Khi người phê duyệt cắt giảm 30 triệu cam kết của hồ sơ ngày 10/03/2026
    Và cán bộ tín dụng ký hợp đồng ngày 11/03/2026
    Thì cam kết của khoản vay là "open": giải ngân 0 đồng, còn lại 50 triệu, giải tỏa 0 đồng

  @§6.10
  Kịch bản: Hết số ngày hiệu lực thì không giải ngân được, nhưng chỉ người phê duyệt mới kết thúc cam kết
    Biết nguồn vốn quy định cam kết hết hiệu lực sau 30 ngày
    Và khoản vay 80 triệu qua "Tổ 1" của "Nguyễn Thị Giả" ký ngày 05/03/2026, đã giải ngân 0 đồng
    Khi cán bộ tín dụng giải ngân 1 triệu ngày 05/04/2026
    Thì bị từ chối vì "commitment_expired"
    Và lời từ chối nêu "phê duyệt hồ sơ mới"
    Và danh sách cam kết hết hiệu lực có 1 dòng
    Và chỉ tiêu còn lại của xã 00004 là 420 triệu
    Khi người phê duyệt ghi nhận cam kết và hồ sơ số 999999 hết hiệu lực ngày 06/04/2026
    Thì bị từ chối vì "unknown_application"
    Và danh sách cam kết hết hiệu lực có 1 dòng
    Khi người phê duyệt ghi nhận cam kết hết hiệu lực ngày 06/04/2026
    Thì danh sách cam kết hết hiệu lực có 0 dòng
    Và chỉ tiêu còn lại của xã 00004 là 500 triệu

  @§6.10 @§6.12
  Kịch bản: Sang năm chỉ giải ngân được cam kết đã chuyển, trong chỉ tiêu của năm mới
    Biết khoản vay 80 triệu qua "Tổ 1" của "Nguyễn Thị Giả" ký ngày 05/03/2026, đã giải ngân 20 triệu
    Và hôm nay là ngày 12/01/2027
    Khi cán bộ tín dụng giải ngân 60 triệu ngày 12/01/2027
    Thì bị từ chối vì "commitment_of_other_year"
    Và lời từ chối nêu "kế hoạch năm 2026"
    Khi người phê duyệt khóa kế hoạch năm 2026 ngày 12/01/2027, cam kết được "carry"
    Thì bị từ chối vì "beyond_plan"
    Và lời từ chối nêu "còn 0 đồng"
    Khi người phê duyệt khóa kế hoạch năm 2026 ngày 12/01/2027, cam kết được "release"
    Thì kế hoạch năm 2026 đã khóa
    Và cam kết của khoản vay là "cut": giải ngân 20 triệu, còn lại 0 đồng, giải tỏa 60 triệu

  @§6.10 @§6.11
  Kịch bản: Phê duyệt dựa trên vốn thu hồi dự kiến chỉ khi nguồn cho phép, và giải ngân chờ tiền về
    Biết người lao động "Trần Văn Giả" ở xã 00004
    Và khoản vay 100 triệu qua "Tổ 1" của "Nguyễn Thị Giả" ký ngày 05/03/2026, đã giải ngân 100 triệu
    Và nguồn vốn chỉ còn 10 triệu khả dụng từ ngày 06/03/2026
    Khi hồ sơ vay 30 triệu qua "Tổ 1" của "Trần Văn Giả" được trình duyệt ngày 10/03/2026
    Thì bị từ chối vì "source_short"
    Khi nguồn vốn được phép phê duyệt dựa trên vốn thu hồi dự kiến
    Và người phê duyệt duyệt hồ sơ đó ngày 10/03/2026
    Thì 20 triệu của cam kết dựa trên vốn thu hồi dự kiến
    Và vốn khả dụng của nguồn ngày 10/03/2026 là -20000000 đồng
    Và không nguồn vốn nào bị coi là thiếu vốn
    Khi cán bộ tín dụng ký hợp đồng ngày 11/03/2026
    Và cán bộ tín dụng giải ngân 10.000.001 đồng ngày 11/03/2026
    Thì bị từ chối vì "recovery_not_come"
    Khi cán bộ tín dụng giải ngân 10 triệu ngày 11/03/2026
    Thì được ghi nhận
