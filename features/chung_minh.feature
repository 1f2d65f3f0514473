# language: vi
Tính năng: Bằng chứng sổ sách không bị sửa
  Mỗi bút toán là một mắt xích của chuỗi băm; đầu chuỗi in trên báo cáo và cất ở nơi khác.
  Ai có mọi quyền trên cơ sở dữ liệu cũng không sửa được mà không lộ.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và nguồn vốn thành phố được ủy thác 10 tỷ đồng ngày 02/01/2026
    Và chỉ tiêu năm 2026 được giao
      | xã    | chỉ tiêu |
      | 00004 | 5 tỷ     |
    Và điểm giao dịch "Điểm 07" của xã 00004 họp ngày 7 hằng tháng
    Và tổ "Tổ 07" của xã 00004 giao dịch tại "Điểm 07"
    Và người lao động "Nguyễn Thị Giả" ở xã 00004
    Và "Nguyễn Thị Giả" vay 120 triệu qua "Tổ 07" ngày 02/03/2026

  @§6.17
  Kịch bản: Sổ không ai sửa thì kiểm tra đúng, và nói rõ điều chưa loại trừ được
    Khi kiểm toán viên kiểm tra chuỗi
    Thì chuỗi nguyên vẹn
    Và kết luận nói "không loại trừ được việc cắt phần cuối hoặc viết lại toàn bộ chuỗi"

  @§6.17
  Khung kịch bản: Ai sửa cơ sở dữ liệu thì lộ ở đúng chỗ đã sửa
    Biết kẻ có mọi quyền trên cơ sở dữ liệu <sửa>
    Khi kiểm toán viên kiểm tra chuỗi
    Thì chuỗi bị đứt vì "<lỗi>" ở bảng "<bảng>"

    Dữ liệu:
      | sửa                                  | lỗi              | bảng    |
      | sửa nội dung một bút toán            | entry            | entry   |
      | sửa một số tiền đã hạch toán         | facts            | posting |
      | xóa một bút toán cùng mọi dòng của nó | position_missing | seal    |
      | đổi chỗ hai bút toán                 | reordered        | seal    |
      | chèn một bút toán vào giữa           | inserted         | salt    |
      | thêm một dòng hạch toán              | row_added        | posting |

  @§6.17
  Khung kịch bản: Cắt đuôi hay viết lại cả chuỗi chỉ lộ khi có đầu chuỗi cất ở nơi khác
    Biết kiểm toán viên đã chép đầu chuỗi
    Và kẻ có mọi quyền trên cơ sở dữ liệu <sửa>
    Khi kiểm toán viên kiểm tra chuỗi
    Thì chuỗi nguyên vẹn
    Khi kiểm toán viên kiểm tra chuỗi với đầu chuỗi đã chép
    Thì đầu chuỗi đã chép "<kết quả>"

    Dữ liệu:
      | sửa                   | kết quả |
      | cắt ba bút toán cuối  | missing |
      | viết lại toàn bộ chuỗi | differs |

  @§6.17
  Kịch bản: Báo cáo in đầu chuỗi của chính nó; lấy lại sau vẫn đúng từng byte
    Biết kiểm toán viên đã lấy sao kê ngày 31/10/2026
    Khi hôm sau "Nguyễn Thị Giả" vay thêm hồ sơ rồi rút
    Thì sao kê lấy lại giống từng byte
    Và đầu chuỗi in trên sao kê khớp với chuỗi hiện tại

  @§6.17 @§6.11
  Kịch bản: Việc đã rút vẫn nằm trong nhật ký: ai, khi nào, từ đâu, trước và sau
    Khi hôm sau "Nguyễn Thị Giả" vay thêm hồ sơ rồi rút
    Thì nhật ký của hồ sơ ghi lần lượt "application_submitted", "application_withdrawn"
    Và mỗi dòng nhật ký có người ghi "officer", nơi gửi và bản trước đó

  @§6.17 @§6.20
  Kịch bản: Quản trị viên kiểm tra được chuỗi nhưng không đọc nhật ký
    Khi quản trị viên kiểm tra chuỗi
    Thì chuỗi nguyên vẹn
    Khi quản trị viên đọc nhật ký
    Thì bị từ chối vì "not_your_role"
