# language: vi
Tính năng: Điều chỉnh kỳ hạn và gia hạn nợ trong giới hạn của quy định
  Cán bộ điều chỉnh từng kỳ hạn; người phê duyệt gia hạn ngày đến hạn cuối cùng.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 10 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 5 tỷ     |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004

  @597/NHCS-TDNN @§6.7
  Kịch bản: Kỳ hạn điều chỉnh chuyển quá hạn theo ngày mới, phần còn lại theo ngày cũ
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 6 tháng một kỳ trong 24 tháng
    Khi cán bộ tín dụng điều chỉnh 20 triệu của kỳ 1 từ ngày 25/08/2026 sang ngày 20/10/2026
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn  | khoanh |
      | 06/09/2026 | 120 triệu | 0 đồng   | 0 đồng |
      | 07/09/2026 | 110 triệu | 10 triệu | 0 đồng |
      | 06/11/2026 | 110 triệu | 10 triệu | 0 đồng |
      | 07/11/2026 | 90 triệu  | 30 triệu | 0 đồng |

  @597/NHCS-TDNN @§6.7
  Khung kịch bản: Không điều chỉnh quá độ dài kỳ kế tiếp, không quá hạn cuối, không điều chỉnh kỳ cuối
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 6 tháng một kỳ trong 24 tháng
    Khi cán bộ tín dụng điều chỉnh 30 triệu của kỳ <kỳ> từ ngày 25/08/2026 sang ngày <ngày mới>
    Thì bị từ chối vì "reschedule_refused"
    Và lời từ chối viện dẫn "597/NHCS-TDNN"

    Dữ liệu:
      | kỳ | ngày mới   |
      | 1  | 03/03/2027 |
      | 3  | 03/03/2028 |
      | 4  | 02/05/2028 |

  @54/QĐ-HĐQT @§6.7
  Kịch bản: Vay 24 tháng được gia hạn cộng dồn tối đa 12 tháng
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 6 tháng một kỳ trong 24 tháng
    Và người phê duyệt đã gia hạn 8 tháng ngày 01/10/2026
    Khi người phê duyệt gia hạn 5 tháng ngày 02/10/2026
    Thì bị từ chối vì "extension_too_long"
    Và lời từ chối nêu "còn được 4 tháng"
    Và lời từ chối viện dẫn "54/QĐ-HĐQT"
    Khi người phê duyệt gia hạn 4 tháng ngày 02/10/2026
    Thì được ghi nhận

  @54/QĐ-HĐQT @§6.7
  Kịch bản: Đề nghị gia hạn phải có trước ngày chuyển nợ quá hạn
    Biết "Nguyễn Thị Giả" được giải ngân 30 triệu qua "Tổ 07" ngày 22/04/2026, trả gốc 6 tháng một kỳ trong 6 tháng
    Khi người phê duyệt gia hạn 6 tháng ngày 07/11/2026
    Thì bị từ chối vì "extension_asked_late"
    Khi người phê duyệt gia hạn 6 tháng ngày 06/11/2026
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn | khoanh |
      | 20/11/2026 | 30 triệu  | 0 đồng  | 0 đồng |

  @54/QĐ-HĐQT @§6.7
  Kịch bản: Nợ đã quá hạn chỉ gia hạn theo quyết định xử lý nợ rủi ro, và trở lại trong hạn từ ngày hiệu lực
    Biết "Nguyễn Thị Giả" được giải ngân 30 triệu qua "Tổ 07" ngày 22/04/2026, trả gốc 6 tháng một kỳ trong 6 tháng
    Khi người phê duyệt gia hạn 6 tháng ngày 10/11/2026 theo quyết định xử lý nợ rủi ro
    Thì được ghi nhận
    Và nợ của khoản vay theo ngày là
      | ngày       | trong hạn | quá hạn  | khoanh |
      | 09/11/2026 | 0 đồng    | 30 triệu | 0 đồng |
      | 10/11/2026 | 30 triệu  | 0 đồng   | 0 đồng |

  @§7.2.23
  Kịch bản: Gia hạn phải kết thúc sau ngày hiệu lực của chính nó
    Biết "Nguyễn Thị Giả" được giải ngân 30 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 6 tháng một kỳ trong 6 tháng
    Khi người phê duyệt gia hạn 2 tháng ngày 02/11/2026 theo quyết định xử lý nợ rủi ro
    Thì bị từ chối vì "relief_already_over"
    Và lời từ chối nêu "không sau ngày hiệu lực"
    Và lời từ chối viện dẫn "mục 7.2.23"
    Khi người phê duyệt gia hạn 3 tháng ngày 02/11/2026 theo quyết định xử lý nợ rủi ro
    Thì được ghi nhận

  @§7.2.23
  Khung kịch bản: Điều chỉnh kỳ hạn phải sang một ngày sau ngày hiệu lực
    Biết "Nguyễn Thị Giả" được giải ngân 120 triệu qua "Tổ 07" ngày 02/03/2026, trả gốc 6 tháng một kỳ trong 24 tháng
    Khi cán bộ tín dụng điều chỉnh 20 triệu của kỳ 1 từ ngày 05/09/2026 sang ngày <ngày mới>
    Thì bị từ chối vì "relief_already_over"

    Dữ liệu:
      | ngày mới   |
      | 05/09/2026 |
      | 04/09/2026 |
