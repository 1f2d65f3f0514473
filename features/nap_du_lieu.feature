# language: vi
Tính năng: Nạp dữ liệu ban đầu từ tệp của ngân hàng
  Chi nhánh nộp sao kê đang có; phần mềm đọc, kiểm tra từng khế ước, đối chiếu với tổng của ngân hàng, rồi người thứ hai
  ghi sổ một lần. Trước khi ghi sổ không báo cáo nào thay đổi; ghi lại lần nữa không sinh bản trùng.

  Bối cảnh:
    Biết hôm nay là ngày 20/11/2026
    Và một chi nhánh có nguồn vốn, điểm giao dịch và mã xã của ngân hàng

  @TT-NAP @§6.2
  Kịch bản: Từ tệp nộp đến khi đối chiếu khớp
    Biết sao kê giả định ngày 31/10/2026 gồm 40 khế ước không lỗi
    Khi người phê duyệt mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và đợt nạp được chạy đến hết
    Thì đợt nạp có 40 khế ước tốt, 0 khế ước lỗi
    Và tổng đối chiếu của ngân hàng khớp
    Và trong sổ chưa có khoản vay nào
    Khi người phê duyệt tự ghi sổ thì bị từ chối vì "same_person"
    Và giám đốc ghi sổ
    Thì trong sổ có 40 khoản vay
    Và đối chiếu sao kê đã nộp với sổ thì khớp

  @TT-NAP
  Kịch bản: Nạp lại cùng tệp không đổi gì
    Biết sao kê giả định ngày 31/10/2026 gồm 20 khế ước không lỗi
    Khi người phê duyệt mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và đợt nạp được chạy đến hết
    Và giám đốc ghi sổ
    Và người phê duyệt mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và đợt nạp được chạy đến hết
    Thì cả 20 khế ước không đổi
    Khi giám đốc ghi sổ
    Thì trong sổ có 20 khoản vay

  @TT-NAP
  Kịch bản: Dòng lỗi được nêu lý do và trả lại để sửa
    Biết sao kê giả định ngày 31/10/2026 gồm 60 khế ước có mỗi lỗi một lần
    Khi người phê duyệt mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và đợt nạp được chạy đến hết
    Thì lỗi "paid_in_full_with_balance" được nêu kèm cách sửa
    Và tệp dòng lỗi mở được, có cột lý do
    Khi giám đốc ghi sổ thì bị từ chối vì "load_has_bad_rows"
    Thì trong sổ chưa có khoản vay nào

  @TT-NAP
  Kịch bản: Tổng của ngân hàng lệch thì không ghi sổ
    Biết sao kê giả định ngày 31/10/2026 gồm 20 khế ước không lỗi
    Khi người phê duyệt mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và ngân hàng báo tổng dư nợ một xã thừa 1 đồng
    Và đợt nạp được chạy đến hết
    Khi giám đốc ghi sổ thì bị từ chối vì "control_differs"
    Thì trong sổ chưa có khoản vay nào

  @TT-NAP
  Kịch bản: Tệp nộp nhầm được rút ra, tệp nộp trước lại được tính
    Biết sao kê giả định ngày 31/10/2026 gồm 20 khế ước không lỗi
    Khi người phê duyệt mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và ngân hàng báo tổng dư nợ một xã thừa 1 đồng
    Và tệp nộp sau cùng được rút ra
    Và đợt nạp được chạy đến hết
    Thì tổng đối chiếu của ngân hàng khớp
    Khi giám đốc ghi sổ
    Thì trong sổ có 20 khoản vay

  @TT-NAP
  Kịch bản: Cán bộ phụ trách xã chỉ nạp xã của mình
    Biết sao kê giả định ngày 31/10/2026 gồm 20 khế ước không lỗi
    Khi cán bộ tín dụng mở đợt nạp ngày 31/10/2026 và nộp các tệp
    Và đợt nạp được chạy đến hết
    Thì lỗi "commune_not_yours" được nêu kèm cách sửa
    Và cán bộ tín dụng xã khác không xem được đợt nạp
    Và cán bộ tín dụng không ghi sổ được
