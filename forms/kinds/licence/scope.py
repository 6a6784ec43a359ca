"""Which application asks what: the codes of the first page, and the conditions made of them."""

from django.utils.translation import gettext_lazy as _

from forms.kinds.traits import when

APPLICATIONS = (
    ("establish", _("Thành lập, cho phép thành lập")),
    ("operate", _("Cho phép hoạt động giáo dục")),
    ("renew", _("Gia hạn giấy phép hoạt động")),
    ("reactivate", _("Cho phép hoạt động trở lại")),
    ("merge", _("Sáp nhập")),
    ("split", _("Chia, tách")),
    ("change", _("Thay đổi tên, địa điểm, giám đốc")),
    ("add_campus", _("Thêm cơ sở, điểm đặt lớp")),
    ("dissolve", _("Giải thể")),
)
CHANGES = (
    ("ten", _("Tên, loại hình trung tâm")),
    ("dia_diem", _("Địa điểm, liên hệ")),
    ("giam_doc", _("Giám đốc")),
    ("chuong_trinh", _("Ngôn ngữ, chương trình giảng dạy")),
)
CENTRE_TYPES = (
    ("ngoai_ngu", _("Trung tâm ngoại ngữ")),
    ("tin_hoc", _("Trung tâm tin học")),
    ("ngoai_ngu_tin_hoc", _("Trung tâm ngoại ngữ, tin học")),
    ("ngon_ngu_van_hoa", _("Trung tâm ngôn ngữ và văn hóa")),
    ("ky_nang_song", _("Trung tâm giáo dục kỹ năng sống")),
    ("kien_thuc_van_hoa_nghe_thuat", _("Trung tâm bồi dưỡng kiến thức, văn hóa, nghệ thuật")),
    ("khac", _("Trung tâm khác")),
)


NEW = when("application_kind", "establish", "operate", "merge", "split")
EXISTING = when(
    "application_kind", "renew", "reactivate", "split", "change", "add_campus", "dissolve"
)
RUNNING = when("application_kind", "establish", "operate", "renew", "merge", "split")
NAMED = NEW | when("change_items", "ten")
PLACED = NEW | when("change_items", "dia_diem")
DIRECTED = RUNNING | when("change_items", "giam_doc")
TAUGHT = RUNNING | when("change_items", "chuong_trinh")
BRANCHED = when("application_kind", "establish", "operate", "merge", "split", "add_campus")
