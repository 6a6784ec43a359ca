"""Records of Lao and Cambodian students.

Rules: TT 30/2018/TT-BGDĐT (in force 08/02/2019). The form is offered in Vietnamese, English, Lao
and Khmer; ethnicity, religion and membership of parties or unions are never asked.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Kind, Row, Step, rows
from forms.kinds.fields import (
    choice,
    day,
    email,
    number,
    passport_number,
    pattern,
    person_name,
    phone,
    text,
    tick,
    upload,
)
from forms.kinds.rules import age, limit, months_after, years_after
from forms.kinds.submitter import StudentSubmitterStep
from forms.kinds.text import code_letters, one_blank
from forms.kinds.traits import Privacy, unless, when
from services.models import Student

NATIONALITIES = (("LAO", _("Lào")), ("KHM", _("Campuchia")))
GENDERS = (("M", _("Nam")), ("F", _("Nữ")), ("X", _("Khác")))
VISAS = (
    ("DH", _("Thị thực du học (DH)")),
    ("NG", _("Thị thực ngoại giao (NG)")),
    ("LV", _("Thị thực làm việc với cơ quan (LV)")),
    ("mien_thi_thuc", _("Miễn thị thực")),
    ("TRC", _("Thẻ tạm trú")),
)
SCHOLARSHIPS = (
    ("hiep_dinh", _("Học bổng Hiệp định")),
    ("dia_phuong_ket_nghia", _("Học bổng của địa phương kết nghĩa")),
    ("hoc_bong_khac", _("Học bổng khác")),
    ("tu_tuc", _("Tự túc")),
)
ALLOWANCES = (
    ("theo_quy_dinh_TW", _("Theo quy định của Trung ương")),
    ("cua_thanh_pho", _("Của thành phố")),
    ("khong", _("Không")),
)
STUDY_LEVELS = (
    ("du_bi_tieng_viet", _("Dự bị tiếng Việt")),
    ("thpt", _("Trung học phổ thông")),
    ("trung_cap", _("Trung cấp")),
    ("cao_dang", _("Cao đẳng")),
    ("dai_hoc", _("Đại học")),
    ("thac_si", _("Thạc sĩ")),
    ("tien_si", _("Tiến sĩ")),
    ("ngan_han", _("Ngắn hạn")),
)
TEACHING_LANGUAGES = (("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh")), ("other", _("Khác")))
VIETNAMESE_LEVELS = (
    ("chua", _("Chưa có")),
    *((f"bac_{n}", format_lazy(_("Bậc {n}"), n=n)) for n in range(1, 7)),
)
SCALES = (("4", _("Thang điểm 4")), ("10", _("Thang điểm 10")))
SCRIPTS = {"LAO": "\u0e80-\u0eff", "KHM": "\u1780-\u17ff"}
UPPER_NAME = r"[A-Z' -]+"
UPPER_NAME_MESSAGE = _("Chỉ dùng chữ cái A–Z không dấu, dấu cách, dấu ' và dấu -, như hộ chiếu.")


def upper_name(label: Any, max_length: int = 120, **options: Any) -> Any:
    """A name as the machine-readable line of a passport has it."""
    return pattern(
        label,
        UPPER_NAME,
        UPPER_NAME_MESSAGE,
        shape=lambda value: one_blank(value).upper(),
        max_length=max_length,
        attrs={"autocapitalize": "characters"},
        privacy=Privacy.BASIC,
        **options,
    )


class PersonStep(Step):
    """Who the student is, as the passport says. Names are not split: one-word names exist."""

    slug = "nhan-than"
    title = _("Lưu học sinh")
    lead = _("Ghi đúng như trong hộ chiếu.")

    nationality = choice(_("Quốc tịch"), NATIONALITIES, privacy=Privacy.BASIC)
    full_name_passport = upper_name(_("Họ và tên (như hộ chiếu)"))
    surname_passport = upper_name(_("Họ trong hộ chiếu"), 80, required=False)
    given_names_passport = upper_name(_("Tên trong hộ chiếu"), 80, required=False)
    full_name_native = text(
        _("Tên bản ngữ"),
        120,
        required=False,
        help=_("Bằng chữ Lào hoặc chữ Khmer."),
        privacy=Privacy.BASIC,
    )
    full_name_vi = person_name(_("Tên phiên âm tiếng Việt"), required=False, privacy=Privacy.BASIC)
    gender = choice(_("Giới tính"), GENDERS, privacy=Privacy.BASIC)
    date_of_birth = day(
        _("Ngày sinh"), latest=lambda today: today, privacy=Privacy.PRIVATE, seal=True
    )
    place_of_birth_province = text(
        _("Quê quán (tỉnh hoặc thủ đô)"),
        80,
        suggest=sources.home_provinces,
        privacy=Privacy.BASIC,
    )

    def rules(self) -> None:
        """A native name is in the country's script, with blanks and signs between letters."""
        script = SCRIPTS.get(self.cleaned_data.get("nationality", ""))
        name = self.cleaned_data.get("full_name_native") or ""
        if name and script and not re.fullmatch(f"[{script}\u200b-\u200d .'’-]+", name):
            self.add_error("full_name_native", _("Hãy ghi bằng chữ Lào hoặc chữ Khmer."))

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        born = self.cleaned_data.get("date_of_birth")
        least, most = limit("student_least_age"), limit("student_most_age")
        if born and not least <= age(born, timezone.localdate()) <= most:
            yield "date_of_birth", _("Tuổi hơi khác thường. Hãy kiểm tra lại ngày sinh.")


class PassportStep(Step):
    """The passport; its picture is sensitive data and is kept apart."""

    slug = "ho-chieu"
    title = _("Hộ chiếu")

    passport_no = passport_number(_("Số hộ chiếu"), privacy=Privacy.PRIVATE)
    passport_issue_date = day(
        _("Ngày cấp"),
        latest=lambda today: today,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    passport_expiry = day(
        _("Ngày hết hạn"),
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    passport_scan = upload(_("Ảnh trang thông tin của hộ chiếu"), privacy=Privacy.SENSITIVE)

    def rules(self) -> None:
        expiry = self.cleaned_data.get("passport_expiry")
        issued = self.cleaned_data.get("passport_issue_date")
        if expiry and expiry <= timezone.localdate():
            self.add_error("passport_expiry", _("Hộ chiếu đã hết hạn."))
        elif expiry and issued and expiry <= issued:
            self.add_error("passport_expiry", _("Ngày hết hạn phải sau ngày cấp."))

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        expiry = self.cleaned_data.get("passport_expiry")
        if expiry and expiry < months_after(timezone.localdate(), limit("passport_months")):
            yield "passport_expiry", _("Hộ chiếu còn hạn dưới 6 tháng. Hãy sớm đổi hộ chiếu.")


class VisaStep(Step):
    """The right to stay."""

    slug = "thi-thuc"
    title = _("Thị thực")

    visa_type = choice(
        _("Thị thực hoặc giấy tạm trú"),
        VISAS,
        radio=False,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    visa_no = pattern(
        _("Số thị thực hoặc thẻ"),
        r"[A-Z0-9/-]{4,15}",
        _("Số gồm 4 đến 15 chữ cái không dấu và chữ số."),
        shape=code_letters,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    visa_expiry = day(_("Ngày hết hạn"), required=False, privacy=Privacy.PRIVATE, seal=True)
    temporary_residence_registered = tick(_("Đã khai báo tạm trú"), privacy=Privacy.PRIVATE)
    temporary_residence_date = day(
        _("Ngày khai báo tạm trú"),
        latest=lambda today: today,
        required=False,
        asked=when("temporary_residence_registered", True),
        privacy=Privacy.PRIVATE,
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        expiry = self.cleaned_data.get("visa_expiry")
        if expiry and expiry < timezone.localdate():
            yield "visa_expiry", _("Thị thực đã hết hạn. Hãy gia hạn.")


class FundingStep(Step):
    """Who sends the student and pays (TT 30/2018/TT-BGDĐT: agreement, other scholarship, self)."""

    slug = "dien-hoc"
    title = _("Diện học và học bổng")

    scholarship_category = choice(_("Diện học"), SCHOLARSHIPS, privacy=Privacy.BASIC)
    sponsor_body = text(
        _("Cơ quan cử đi học hoặc cấp học bổng"),
        200,
        help=_("Tự túc thì không cần điền."),
        asked=when("scholarship_category", "hiep_dinh", "dia_phuong_ket_nghia", "hoc_bong_khac"),
    )
    agreement_ref = text(
        _("Số công hàm, thỏa thuận hoặc quyết định tiếp nhận"),
        80,
        help=_("Chỉ khi có học bổng Hiệp định."),
        asked=when("scholarship_category", "hiep_dinh"),
    )
    allowance_scheme = choice(_("Chế độ sinh hoạt phí"), ALLOWANCES, radio=False, required=False)
    home_institution = text(
        _("Nơi cử đi học hoặc nơi học trước"), 200, required=False, privacy=Privacy.BASIC
    )


class StudyStep(Step):
    """Where and what the student studies."""

    slug = "hoc-tap"
    title = _("Cơ sở đào tạo và ngành học")

    host_institution = choice(_("Cơ sở đào tạo"), sources.institutions)
    level = choice(_("Trình độ"), STUDY_LEVELS)
    programme = text(_("Ngành học"), 150)
    major_code = pattern(
        _("Mã ngành"),
        r"[0-9]{7}",
        _("Mã ngành gồm 7 chữ số."),
        shape=code_letters,
        required=False,
        attrs={"inputmode": "numeric"},
    )
    language_of_instruction = choice(_("Ngôn ngữ đào tạo"), TEACHING_LANGUAGES)
    student_code = pattern(
        _("Mã số sinh viên"),
        r"[A-Z0-9./-]{1,20}",
        _("Mã số gồm nhiều nhất 20 chữ cái không dấu và chữ số."),
        shape=code_letters,
        required=False,
        privacy=Privacy.BASIC,
    )
    enrol_date = day(_("Ngày nhập học"))
    expected_graduation = day(_("Ngày dự kiến tốt nghiệp"))

    def rules(self) -> None:
        start = self.cleaned_data.get("enrol_date")
        end = self.cleaned_data.get("expected_graduation")
        if start and end and end <= start:
            self.add_error("expected_graduation", _("Ngày tốt nghiệp phải sau ngày nhập học."))
        elif start and end and end > years_after(start, limit("study_years")):
            self.add_error("expected_graduation", _("Thời gian học không quá 8 năm."))


class VietnameseStep(Step):
    """How well the student knows Vietnamese."""

    slug = "tieng-viet"
    title = _("Trình độ tiếng Việt")

    vn_level = choice(
        _("Trình độ tiếng Việt"), VIETNAMESE_LEVELS, radio=False, privacy=Privacy.BASIC
    )
    vn_cert_no = text(_("Số chứng chỉ"), 40, required=False, privacy=Privacy.BASIC)
    vn_cert_date = day(
        _("Ngày cấp chứng chỉ"),
        latest=lambda today: today,
        required=False,
        privacy=Privacy.BASIC,
    )
    prep_course_place = text(
        _("Nơi học dự bị tiếng Việt"),
        200,
        suggest=sources.institution_names,
        asked=when("level", "du_bi_tieng_viet"),
    )

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        level = self.cleaned_data.get("vn_level") or ""
        taught = self.answers.get("language_of_instruction") == "vi"
        known = int(level[-1]) if level.startswith("bac_") else 0
        preparing = self.answers.get("level") == "du_bi_tieng_viet"
        if level and taught and not preparing and known < limit("vietnamese_level"):
            yield "vn_level", _("Học bằng tiếng Việt thường cần từ bậc 4 hoặc học dự bị.")


class HomeStep(Step):
    """Where the student lives."""

    slug = "noi-o"
    title = _("Nơi ở")

    dormitory = choice(_("Ký túc xá"), sources.dormitories, privacy=Privacy.PRIVATE)
    room_no = text(
        _("Số phòng"),
        20,
        help=_("Chỉ khi ở ký túc xá."),
        asked=unless("dormitory", sources.OUTSIDE, "", None),
        privacy=Privacy.PRIVATE,
    )
    current_address = text(
        _("Địa chỉ hiện nay (số nhà, đường)"),
        attrs={"autocomplete": "street-address"},
        help=_("Chỉ khi ngoại trú."),
        asked=when("dormitory", sources.OUTSIDE),
        privacy=Privacy.PRIVATE,
    )
    ward_code = choice(
        _("Xã, phường, đặc khu"),
        sources.communes,
        help=_("Chỉ khi ngoại trú."),
        asked=when("dormitory", sources.OUTSIDE),
        privacy=Privacy.PRIVATE,
    )


CONTACTS = ("phone_vn", "phone_home", "email", "whatsapp")


class ContactStep(Step):
    """How to reach the student, and somebody else when it is urgent."""

    slug = "lien-he"
    title = _("Liên hệ")
    lead = _("Ghi ít nhất một cách liên hệ với lưu học sinh.")

    phone_vn = phone(_("Điện thoại ở Việt Nam"), required=False, privacy=Privacy.PRIVATE)
    phone_home = phone(
        _("Điện thoại ở nước bạn"), required=False, autocomplete="off", privacy=Privacy.PRIVATE
    )
    email = email(_("Email"), required=False, privacy=Privacy.PRIVATE)
    whatsapp = phone(_("Số WhatsApp"), required=False, autocomplete="off", privacy=Privacy.PRIVATE)
    emergency_contact_name = person_name(
        _("Người liên hệ khẩn cấp"),
        help=_("Hãy cho người này biết bạn đã ghi tên họ."),
        privacy=Privacy.PRIVATE,
    )
    emergency_contact_phone = phone(
        _("Điện thoại của người liên hệ khẩn cấp"), autocomplete="off", privacy=Privacy.PRIVATE
    )
    emergency_contact_relation = text(
        _("Quan hệ"), 60, help=_("Ví dụ: cha, mẹ, anh, chị."), privacy=Privacy.PRIVATE
    )

    def rules(self) -> None:
        given = [name for name in CONTACTS if self.cleaned_data.get(name) or name in self.errors]
        if not given:
            self.add_error("phone_vn", _("Cần ít nhất một cách liên hệ: điện thoại hoặc email."))


class HealthStep(Step):
    """Insurance and health, all of it optional; the note is sensitive data."""

    slug = "suc-khoe"
    title = _("Bảo hiểm và sức khỏe")

    health_insurance_no = pattern(
        _("Số thẻ bảo hiểm y tế"),
        r"[A-Z0-9]{10}|[A-Z0-9]{15}",
        _("Số thẻ gồm 10 hoặc 15 ký tự."),
        shape=code_letters,
        required=False,
        privacy=Privacy.PRIVATE,
        seal=True,
    )
    insurance_expiry = day(_("Ngày hết hạn"), required=False, privacy=Privacy.PRIVATE)
    health_check_date = day(
        _("Ngày khám sức khỏe"),
        latest=lambda today: today,
        required=False,
        privacy=Privacy.SENSITIVE,
    )
    health_note = text(
        _("Lưu ý về sức khỏe"),
        1000,
        rows=4,
        required=False,
        help=_("Chỉ ghi điều mà trường và ký túc xá cần biết để giúp bạn."),
        privacy=Privacy.SENSITIVE,
    )


class YearRow(Row):
    """What the institution confirmed for one academic year."""

    academic_year = pattern(
        _("Năm học"),
        r"20[0-9]{2}-20[0-9]{2}",
        _("Năm học có dạng 2026-2027."),
        shape=lambda value: code_letters(value).replace("–", "-"),
    )
    study_year = number(_("Năm thứ"), least=1, most=7, required=False)
    status = choice(_("Tình trạng"), Student.Status.choices)
    gpa = number(_("Điểm trung bình"), most=10, places=2, required=False)
    gpa_scale = choice(_("Thang điểm"), SCALES, radio=False, required=False)
    conduct = number(_("Điểm rèn luyện"), most=100, required=False)
    credits = number(_("Số tín chỉ"), most=400, required=False)
    reward_discipline = text(_("Khen thưởng, kỷ luật"), 300, required=False)
    confirmed_by = text(_("Người xác nhận"), 120, required=False)
    confirmed_on = day(_("Ngày xác nhận"), latest=lambda today: today, required=False)

    def rules(self) -> None:
        years = self.cleaned_data.get("academic_year")
        if years and int(years[5:]) != int(years[:4]) + 1:
            self.add_error("academic_year", _("Năm học có dạng 2026-2027."))
        gpa, scale = self.cleaned_data.get("gpa"), self.cleaned_data.get("gpa_scale")
        if gpa is not None and not scale:
            self.add_error("gpa_scale", _("Hãy chọn thang điểm."))
        elif gpa is not None and gpa > int(scale or 0):
            self.add_error("gpa", _("Điểm trung bình lớn hơn thang điểm."))


class YearsStep(Step):
    """The years studied so far, one row each."""

    slug = "nam-hoc"
    title = _("Tình trạng theo năm học")
    lead = _("Mỗi năm học một dòng. Mới nhập học thì để trống.")

    year_statuses = rows(
        _("Tình trạng theo năm học"),
        YearRow,
        one=_("Năm học"),
        most=15,
        privacy=Privacy.PRIVATE,
        seal=True,
    )

    def rules(self) -> None:
        years = [row.get("academic_year") for row in self.cleaned_data.get("year_statuses") or []]
        if len(set(years)) < len(years):
            self.add_error("year_statuses", _("Một năm học được ghi hai lần."))


class StudentPapersStep(Step):
    """The papers of TT 30/2018/TT-BGDĐT; which ones depends on who pays."""

    slug = "giay-to"
    title = _("Giấy tờ kèm theo")
    lead = _("Bản chụp rõ, không quá 20 MB mỗi tệp.")

    degree_files = upload(_("Văn bằng, bảng điểm và bản dịch"), many=True, privacy=Privacy.PRIVATE)
    sending_decision_file = upload(
        _("Công hàm hoặc quyết định cử đi học"),
        many=True,
        asked=when("scholarship_category", "hiep_dinh"),
        privacy=Privacy.PRIVATE,
    )
    finance_proof_file = upload(
        _("Minh chứng tài chính"),
        many=True,
        asked=when("scholarship_category", "tu_tuc"),
        privacy=Privacy.PRIVATE,
    )
    vn_cert_file = upload(
        _("Chứng chỉ tiếng Việt"),
        required=False,
        asked=unless("vn_level", "chua"),
        privacy=Privacy.PRIVATE,
    )
    health_check_file = upload(
        _("Giấy khám sức khỏe"),
        required=False,
        help=_("Cấp trong 6 tháng gần đây."),
        privacy=Privacy.SENSITIVE,
    )
    photo_file = upload(_("Ảnh 4×6"), types=("jpg", "png"), required=False, privacy=Privacy.PRIVATE)


class StudentKind(Kind):
    code = "student"
    version = 1
    title = _("Hồ sơ lưu học sinh Lào, Campuchia")
    steps = (
        StudentSubmitterStep,
        PersonStep,
        PassportStep,
        VisaStep,
        FundingStep,
        StudyStep,
        VietnameseStep,
        HomeStep,
        ContactStep,
        HealthStep,
        YearsStep,
        StudentPapersStep,
    )
    columns = {
        "subject": "full_name_passport",
        "applicant": "submitter_name",
        "phone": "submitter_phone",
        "email": "submitter_email",
        "commune": "ward_code",
        "topic": "nationality",
    }
