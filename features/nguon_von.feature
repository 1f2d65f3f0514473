# language: vi
Tính năng: Vốn ủy thác là sổ kép, từng đồng đứng ở đâu của ngày nào cũng biết
  Cán bộ tài chính ghi vốn ủy thác, bổ sung, rút, giảm, bù đắp theo quyết định; phân phối lãi theo tỷ lệ đã đặt.
  Vốn ủy thác thuần luôn bằng khả dụng + đã cam kết + dư nợ + tổn thất chưa bù đắp.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 1 tỷ đồng ngày 02/01/2026

  @Đ8-74/2025 @§6.9
  Kịch bản: Bổ sung và rút vốn có hiệu lực từ ngày ghi trong quyết định
    Khi cán bộ tài chính bổ sung vốn 200 triệu ngày 10/02/2026 theo quyết định "QĐ-GIẢ 11"
    Và cán bộ tài chính rút vốn 300 triệu ngày 10/03/2026 theo quyết định "QĐ-GIẢ 12"
    Thì được ghi nhận
    Và bảng cân đối nguồn vốn của các ngày là
      | ngày       | vốn thuần   | khả dụng    | dư nợ | tổn thất | bảo toàn |
      | 09/02/2026 | 1 tỷ        | 1 tỷ        | 0     | 0        | 100.00   |
      | 10/02/2026 | 1.200 triệu | 1.200 triệu | 0     | 0        | 100.00   |
      | 10/03/2026 | 900 triệu   | 900 triệu   | 0     | 0        | 100.00   |

  @Đ8-74/2025
  Khung kịch bản: Không ghi biến động vốn khi thiếu số quyết định
    Khi cán bộ tài chính <việc> 1 triệu ngày 10/02/2026 theo quyết định " "
    Thì bị từ chối vì "invalid_field"

    Dữ liệu:
      | việc        |
      | bổ sung vốn |
      | rút vốn     |
      | giảm vốn    |
      | bù đắp      |

  @§6.11
  Kịch bản: Không rút quá vốn khả dụng thấp nhất của các ngày sau
    Khi cán bộ tài chính rút vốn 700 triệu ngày 01/06/2026 theo quyết định "QĐ-GIẢ 12"
    Và cán bộ tài chính rút vốn 301 triệu ngày 01/03/2026 theo quyết định "QĐ-GIẢ 13"
    Thì bị từ chối vì "source_short"
    Và lời từ chối nêu "thiếu 1000000 đồng"
    Khi cán bộ tài chính rút vốn 300 triệu ngày 01/03/2026 theo quyết định "QĐ-GIẢ 13"
    Thì được ghi nhận

  @§6.11
  Kịch bản: Không ghi biến động vốn của một ngày chưa đến
    Khi cán bộ tài chính bổ sung vốn 1 triệu ngày 21/11/2026 theo quyết định "QĐ-GIẢ 11"
    Thì bị từ chối vì "day_in_future"

  @TT11/2017 @§1.5
  Kịch bản: Lãi chưa phân phối được khi chưa đặt tỷ lệ
    Biết nguồn vốn đã thu 1.001 đồng tiền lãi ngày 10/03/2026
    Khi cán bộ tài chính phân phối lãi ngày 31/03/2026
    Thì bị từ chối vì "interest_shares_unset"
    Và lời từ chối nêu "Ghi nhận các tỷ lệ"

  @TT11/2017 @§1.5
  Khung kịch bản: Tỷ lệ phân phối lãi phải cộng lại bằng đúng 100 %
    Khi cán bộ tài chính đặt tỷ lệ phân phối lãi từ ngày 01/01/2026
      | phần               | tỷ lệ  |
      | capital            | <vốn>  |
      | provision          | 30     |
      | management_fee     | 17.5   |
      | management_expense | 12.5   |
    Thì bị từ chối vì "<mã>"

    Dữ liệu:
      | vốn       | mã                |
      | 39.999999 | shares_not_100    |
      | 41        | shares_not_100    |
      | 40,0      | share_not_percent |

  @TT11/2017 @§6.9
  Kịch bản: Các phần của lãi cộng lại đúng từng đồng, phần lớn nhất nhận số lẻ
    Biết nguồn vốn đã thu 1.003 đồng tiền lãi ngày 10/03/2026
    Và tỷ lệ phân phối lãi từ ngày 01/01/2026 là
      | phần               | tỷ lệ |
      | capital            | 40    |
      | provision          | 30    |
      | management_fee     | 17.5  |
      | management_expense | 12.5  |
    Khi cán bộ tài chính phân phối lãi ngày 31/03/2026
    Thì lãi được chia thành
      | phần               | số tiền  |
      | capital            | 403 đồng |
      | provision          | 300 đồng |
      | management_fee     | 175 đồng |
      | management_expense | 125 đồng |
    Và lãi năm 2026 đến ngày 31/03/2026 đã thu 1.003 đồng, đã phân phối 1.003 đồng, chưa phân phối 0 đồng
    Và quỹ dự phòng từ 01/03/2026 đến 31/03/2026 có đầu kỳ 0, trích 300, thu hồi 0, sử dụng 0, cuối kỳ 300
    Và vốn khả dụng của nguồn ngày 31/03/2026 là 1.000.000.403 đồng

  @§6.9 @§6.17
  Kịch bản: Ví dụ của §6.9: cho vay 100, xóa 40, bù đắp 25, giảm 15, rồi bổ sung 10 từ lãi
    Biết khoản vay 100 triệu của nguồn được giải ngân ngày 05/03/2026
    Và nguồn vốn đã thu 60 triệu tiền lãi ngày 10/03/2026
    Và tỷ lệ phân phối lãi từ ngày 01/01/2026 là
      | phần               | tỷ lệ |
      | capital            | 0     |
      | provision          | 50    |
      | management_fee     | 50    |
      | management_expense | 0     |
    Và tỷ lệ phân phối lãi từ ngày 01/05/2026 là
      | phần               | tỷ lệ |
      | capital            | 100   |
      | provision          | 0     |
      | management_fee     | 0     |
      | management_expense | 0     |
    Và cán bộ tài chính đã phân phối 50 triệu tiền lãi ngày 31/03/2026
    Và 40 triệu nợ gốc được xóa ngày 01/04/2026
    Khi cán bộ tài chính bù đắp 26 triệu ngày 02/04/2026 theo quyết định "QĐ-GIẢ 14"
    Thì bị từ chối vì "provision_short"
    Khi cán bộ tài chính bù đắp 25 triệu ngày 02/04/2026 theo quyết định "QĐ-GIẢ 14"
    Và cán bộ tài chính giảm vốn 16 triệu ngày 03/04/2026 theo quyết định "QĐ-GIẢ 15"
    Thì bị từ chối vì "beyond_uncovered_loss"
    Khi cán bộ tài chính giảm vốn 15 triệu ngày 03/04/2026 theo quyết định "QĐ-GIẢ 15"
    Và cán bộ tài chính phân phối lãi ngày 01/05/2026
    Thì bảng cân đối nguồn vốn của các ngày là
      | ngày       | vốn thuần | khả dụng  | dư nợ     | tổn thất | bảo toàn |
      | 05/03/2026 | 1 tỷ      | 900 triệu | 100 triệu | 0        | 100.00   |
      | 01/04/2026 | 1 tỷ      | 900 triệu | 60 triệu  | 40 triệu | 96.00    |
      | 02/04/2026 | 1 tỷ      | 925 triệu | 60 triệu  | 15 triệu | 98.50    |
      | 03/04/2026 | 985 triệu | 925 triệu | 60 triệu  | 0        | 100.00   |
      | 01/05/2026 | 995 triệu | 935 triệu | 60 triệu  | 0        | 100.00   |

  @§6.9 @§6.17
  Kịch bản: Từ bảng cân đối xuống tới bút toán, từng trang
    Khi cán bộ tài chính bổ sung vốn 200 triệu ngày 10/02/2026 theo quyết định "QĐ-GIẢ 11"
    Và kiểm toán viên đọc các bút toán của nguồn, mỗi trang 3 dòng
    Thì các bút toán là
      | nghiệp vụ            | tài khoản | số tiền    |
      | capital_entrusted    | available | 1 tỷ       |
      | capital_entrusted    | entrusted | -1000 triệu |
      | capital_supplemented | available | 200 triệu  |
      | capital_supplemented | entrusted | -200 triệu |

  @§6.11
  Kịch bản: Đính chính không bị từ chối vì thiếu vốn; nguồn thiếu đứng đầu danh sách và thôi nhận việc mới
    Biết khoản vay 1 tỷ của nguồn được giải ngân ngày 05/03/2026
    Và khoản thu gốc 300 triệu ngày 05/04/2026 đã rút về ngân sách, sau đó bị hủy
    Khi kiểm toán viên xem các nguồn vốn âm từ ngày 01/03/2026
    Thì nguồn vốn thiếu 300 triệu, ngày đầu tiên 06/04/2026
    Khi cán bộ tài chính rút vốn 1 đồng ngày 10/04/2026 theo quyết định "QĐ-GIẢ 16"
    Thì bị từ chối vì "source_short"
    Khi cán bộ tài chính bổ sung vốn 300 triệu ngày 06/04/2026 theo quyết định "QĐ-GIẢ 17"
    Và kiểm toán viên xem các nguồn vốn âm từ ngày 01/03/2026
    Thì không nguồn vốn nào thiếu

  @§6.17
  Kịch bản: Hai người cùng rút trên một trạng thái, người sau được biết trạng thái mới
    Khi hai cán bộ cùng rút 1 triệu ngày 05/04/2026 dựa trên cùng một trạng thái
    Thì bị từ chối vì "stale"
    Và lời từ chối kèm trạng thái mới nhất của nguồn vốn
