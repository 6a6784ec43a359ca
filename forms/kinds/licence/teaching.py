"""Who leads and teaches, what is taught, and in which rooms."""

import re
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Row, Step, rows
from forms.kinds.fields import (
    choice,
    day,
    identity_or_passport,
    number,
    person_name,
    several,
    text,
    upload,
)
from forms.kinds.keyboards import CODE
from forms.kinds.licence.scope import DIRECTED, NEW, RUNNING, TAUGHT
from forms.kinds.rules import identity_doubt, limit, years_after
from forms.kinds.traits import Privacy, unless, when

DEGREES = (
    ("dai_hoc", _("Đại học")),
    ("thac_si", _("Thạc sĩ")),
    ("tien_si", _("Tiến sĩ")),
    ("khac", _("Khác")),
)
YES_NO = (("co", _("Có")), ("khong", _("Không")))
LEVELS = tuple((f"bac_{n}", format_lazy(_("Bậc {n}"), n=n)) for n in range(1, 7))
LANGUAGES = (
    ("anh", _("Tiếng Anh")),
    ("phap", _("Tiếng Pháp")),
    ("trung", _("Tiếng Trung")),
    ("nhat", _("Tiếng Nhật")),
    ("han", _("Tiếng Hàn")),
    ("duc", _("Tiếng Đức")),
    ("khmer", _("Tiếng Khmer")),
    ("lao", _("Tiếng Lào")),
    ("tin_hoc", _("Tin học")),
    ("khac", _("Khác")),
)
NATIONALITIES = (("VNM", _("Việt Nam")), ("khac", _("Nước ngoài")))
#: Types whose director needs no foreign language (TT 21/2018/TT-BGDĐT).
NO_LANGUAGE = ("tin_hoc", "ky_nang_song", "kien_thuc_van_hoa_nghe_thuat")
TOO_YOUNG = _("Giám đốc phải đủ 18 tuổi.")


class DirectorStep(Step):
    """The director (TT 21/2018/TT-BGDĐT: record, capacity, degree, language)."""

    slug = "giam-doc"
    title = _("Giám đốc trung tâm")
    reusable = (
        "director_name",
        "director_dob",
        "director_id_number",
        "director_degree",
        "director_major",
        "director_language_degree",
        "director_language_level",
    )
    asked = (DIRECTED,)

    director_name = person_name(_("Họ và tên giám đốc (dự kiến)"), privacy=Privacy.BASIC)
    director_dob = day(
        _("Ngày sinh"),
        latest=lambda today: years_after(today, -limit("director_least_age")),
        errors={"too_late": TOO_YOUNG},
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    director_id_number = identity_or_passport(
        _("Số CCCD hoặc số hộ chiếu"),
        help=_("Người Việt Nam ghi 12 chữ số; người nước ngoài ghi số hộ chiếu."),
        privacy=Privacy.PRIVATE,
    )
    director_degree = choice(_("Trình độ chuyên môn"), DEGREES, privacy=Privacy.BASIC)
    director_major = text(
        _("Chuyên ngành"),
        120,
        privacy=Privacy.BASIC,
        help=_("Ngành ghi trên bằng. Ví dụ: Ngôn ngữ Anh."),
    )
    director_language_degree = choice(
        _("Có bằng đại học về ngoại ngữ"),
        YES_NO,
        asked=unless("centre_type", *NO_LANGUAGE),
        privacy=Privacy.BASIC,
    )
    director_language_level = choice(
        _("Trình độ ngoại ngữ"),
        LEVELS,
        radio=False,
        help=_("Theo chứng chỉ, khung 6 bậc. Có bằng đại học về ngoại ngữ thì không cần điền."),
        asked=(
            unless("centre_type", *NO_LANGUAGE),
            when("director_language_degree", "khong"),
        ),
        privacy=Privacy.BASIC,
    )
    director_cv_file = upload(
        _("Sơ yếu lý lịch của giám đốc"),
        help=_("Che ảnh căn cước, dân tộc, tôn giáo nếu có: không cần cho hồ sơ này."),
        privacy=Privacy.SENSITIVE,
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        given = self.cleaned_data
        doubt = identity_doubt(given.get("director_id_number") or "", given.get("director_dob"))
        if doubt:
            yield "director_id_number", doubt
        if re.fullmatch("[0-9]{9}", given.get("director_id_number") or ""):
            yield "director_id_number", _("CMND 9 số không còn dùng được; hãy kiểm tra lại.")
        if given.get("director_degree") == "khac":
            yield "director_degree", _("Giám đốc thường cần có bằng đại học trở lên.")
        level = given.get("director_language_level") or ""
        if level and int(level[-1]) < limit("director_least_level"):
            yield "director_language_level", _("Giám đốc thường cần trình độ từ bậc 3 trở lên.")


class StaffStep(Step):
    """Numbers only; names are asked where a procedure demands the list."""

    slug = "nhan-su"
    title = _("Nhân sự")
    asked = (RUNNING,)

    staff_total = number(_("Số cán bộ, nhân viên"), most=10_000)
    teacher_total = number(_("Số giáo viên"), most=10_000)
    teacher_foreign_total = number(
        _("Trong đó giáo viên nước ngoài"), most=10_000, help=_("Không có thì ghi 0.")
    )

    def rules(self) -> None:
        total = self.cleaned_data.get("teacher_total")
        foreign = self.cleaned_data.get("teacher_foreign_total")
        if total is not None and foreign is not None and foreign > total:
            message = _("Số giáo viên nước ngoài không thể lớn hơn số giáo viên.")
            self.add_error("teacher_foreign_total", message)


class TeacherRow(Row):
    """One teacher; a foreigner needs a work permit."""

    name = person_name(_("Họ và tên"))
    dob = day(_("Ngày sinh"), latest=lambda today: years_after(today, -18))
    nationality = choice(_("Quốc tịch"), NATIONALITIES)
    degree = text(_("Bằng cấp"), 120, help=_("Ví dụ: Cử nhân Ngôn ngữ Anh."))
    certificate = text(
        _("Chứng chỉ"), 120, required=False, help=_("Ví dụ: nghiệp vụ sư phạm, TESOL.")
    )
    work_permit_no = text(
        _("Số giấy phép lao động"),
        40,
        keyboard=CODE,
        required=False,
        help=_("Chỉ giáo viên nước ngoài."),
    )
    subject = text(_("Môn dạy"), 120)

    def rules(self) -> None:
        foreign = self.cleaned_data.get("nationality") == "khac"
        if foreign and not self.cleaned_data.get("work_permit_no"):
            message = _("Giáo viên nước ngoài cần giấy phép lao động hoặc giấy xác nhận miễn.")
            self.add_error("work_permit_no", message)


class TeachersStep(Step):
    """The list of teachers, a document of the permission to operate (NĐ 46/2017/NĐ-CP)."""

    slug = "giao-vien"
    title = _("Danh sách giáo viên")
    reusable = ("teachers",)
    asked = (when("application_kind", "operate"),)

    teachers = rows(
        _("Danh sách giáo viên"),
        TeacherRow,
        one=_("Giáo viên"),
        least=1,
        privacy=Privacy.PRIVATE,
        seal=True,
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        listed = len(self.cleaned_data.get("teachers") or [])
        total = self.answers.get("teacher_total")
        if isinstance(total, int) and listed != total:
            yield "teachers", _("Số dòng khác với số giáo viên đã khai.")


class ProgrammeRow(Row):
    """One course that the centre teaches."""

    name = text(_("Tên chương trình"))
    level = text(_("Trình độ"), 80, help=_("Ví dụ: A2, B1, cơ bản."))
    periods = number(_("Số tiết"), least=1, most=5000)
    textbook = text(_("Giáo trình"))
    target_age = text(_("Độ tuổi người học"), 40, help=_("Ví dụ: 6–11 tuổi."))


class ProgrammeStep(Step):
    """What is taught, and in which classes."""

    slug = "chuong-trinh"
    title = _("Chương trình giảng dạy")
    reusable = ("languages", "class_max_size", "programmes")
    asked = (TAUGHT,)

    languages = several(_("Ngôn ngữ, môn giảng dạy"), LANGUAGES)
    class_max_size = number(_("Số học viên tối đa một lớp"), least=1, most=500, asked=RUNNING)
    tuition_public = text(
        _("Mức học phí công khai"),
        1000,
        rows=3,
        required=False,
        help=_("Ví dụ: tiếng Anh thiếu nhi 1.200.000 đồng một tháng."),
        asked=RUNNING,
    )
    programmes = rows(_("Chương trình giảng dạy"), ProgrammeRow, one=_("Chương trình"), least=1)

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        if (self.cleaned_data.get("class_max_size") or 0) > limit("learners_per_class"):
            yield (
                "class_max_size",
                _("Thường không quá 25 học viên cho một giáo viên trong một ca."),
            )


class FacilitiesStep(Step):
    """Rooms and equipment (NĐ 46/2017/NĐ-CP Art. 48: 1.5 m² per learner and shift; a warning)."""

    slug = "co-so-vat-chat"
    title = _("Cơ sở vật chất")
    asked = (RUNNING,)

    classroom_count = number(_("Số phòng học"), least=1, most=1000)
    classroom_area_m2 = number(
        _("Tổng diện tích phòng học (m²)"), most=999_999, places=2, help=_("Ví dụ: 120,5.")
    )
    expected_learners_per_shift = number(
        _("Quy mô học viên một ca"),
        least=1,
        most=100_000,
        help=_("Số học viên đông nhất học cùng một lúc."),
    )
    computer_count = number(
        _("Số máy tính"), most=100_000, asked=when("centre_type", "tin_hoc", "ngoai_ngu_tin_hoc")
    )
    finance_capital_vnd = number(
        _("Vốn đầu tư (đồng)"),
        most=10**14,
        required=False,
        help=_("Viết đủ số. Ví dụ: 500.000.000."),
    )
    opening_date = day(
        _("Ngày dự kiến hoạt động"), earliest=lambda today: today, required=False, asked=NEW
    )
    fire_safety_doc = upload(
        _("Văn bản về phòng cháy, chữa cháy"), required=False, privacy=Privacy.NONE
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        area = self.cleaned_data.get("classroom_area_m2")
        learners = self.cleaned_data.get("expected_learners_per_shift")
        if area is not None and learners and float(area) / learners < limit("area_per_learner_m2"):
            yield "classroom_area_m2", _("Dưới 1,5 m² cho một học viên trong một ca.")
