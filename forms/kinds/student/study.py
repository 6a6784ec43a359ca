"""Who pays, what is studied where, how well, and the papers that show it."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Row, Step, rows
from forms.kinds.fields import (
    choice,
    day,
    number,
    pattern,
    text,
    upload,
)
from forms.kinds.keyboards import CODE, DIGITS
from forms.kinds.rules import limit, years_after
from forms.kinds.text import code_letters
from forms.kinds.traits import Privacy, unless, when
from services.models import Student

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


class FundingStep(Step):
    """Who sends the student and pays (TT 30/2018/TT-BGDĐT: agreement, other scholarship, self)."""

    slug = "dien-hoc"
    title = _("Diện học và học bổng")

    scholarship_category = choice(
        _("Diện học"), SCHOLARSHIPS, privacy=Privacy.BASIC, filterable=True
    )
    sponsor_body = text(
        _("Cơ quan cử đi học hoặc cấp học bổng"),
        200,
        help=_("Tự túc thì không cần điền."),
        asked=when("scholarship_category", "hiep_dinh", "dia_phuong_ket_nghia", "hoc_bong_khac"),
    )
    agreement_ref = text(
        _("Số công hàm, thỏa thuận hoặc quyết định tiếp nhận"),
        80,
        keyboard=CODE,
        help=_("Chỉ khi có học bổng Hiệp định."),
        asked=when("scholarship_category", "hiep_dinh"),
    )
    allowance_scheme = choice(_("Chế độ sinh hoạt phí"), ALLOWANCES, radio=False, required=False)
    home_institution = text(
        _("Nơi cử đi học hoặc nơi học trước"),
        200,
        required=False,
        privacy=Privacy.BASIC,
        help=_("Tên trường hoặc cơ quan ở nước bạn."),
    )


class StudyStep(Step):
    """Where and what the student studies."""

    slug = "hoc-tap"
    title = _("Cơ sở đào tạo và ngành học")
    reusable = ("host_institution", "level", "programme", "major_code", "student_code")

    host_institution = choice(_("Cơ sở đào tạo"), sources.institutions)
    level = choice(_("Trình độ"), STUDY_LEVELS, filterable=True)
    programme = text(_("Ngành học"), 150)
    major_code = pattern(
        _("Mã ngành"),
        r"[0-9]{7}",
        _("Mã ngành gồm 7 chữ số."),
        shape=code_letters,
        required=False,
        keyboard=DIGITS,
        help=_("7 chữ số. Không biết thì để trống."),
    )
    language_of_instruction = choice(_("Ngôn ngữ đào tạo"), TEACHING_LANGUAGES)
    student_code = pattern(
        _("Mã số sinh viên"),
        r"[A-Z0-9./-]{1,20}",
        _("Mã số gồm nhiều nhất 20 chữ cái không dấu và chữ số."),
        shape=code_letters,
        required=False,
        privacy=Privacy.BASIC,
        help=_("Ghi trên thẻ sinh viên."),
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
    vn_cert_no = text(
        _("Số chứng chỉ"),
        40,
        keyboard=CODE,
        required=False,
        privacy=Privacy.BASIC,
        help=_("Ghi trên chứng chỉ. Chưa có thì để trống."),
    )
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


class YearRow(Row):
    """What the institution confirmed for one academic year."""

    academic_year = pattern(
        _("Năm học"),
        r"20[0-9]{2}-20[0-9]{2}",
        _("Năm học có dạng 2026-2027."),
        shape=lambda value: code_letters(value).replace("–", "-"),
        help=_("Ví dụ: 2026-2027."),
    )
    study_year = number(_("Năm thứ"), least=1, most=7, required=False)
    status = choice(_("Tình trạng"), Student.Status.choices, filterable=True)
    gpa = number(_("Điểm trung bình"), most=10, places=2, required=False, help=_("Ví dụ: 3,2."))
    gpa_scale = choice(_("Thang điểm"), SCALES, radio=False, required=False)
    conduct = number(_("Điểm rèn luyện"), most=100, required=False, help=_("Từ 0 đến 100."))
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
    photo_file = upload(
        _("Ảnh 4×6"),
        types=("jpg", "png"),
        required=False,
        privacy=Privacy.PRIVATE,
        help=_("Ảnh chân dung rõ mặt. Tệp JPG hoặc PNG."),
    )
