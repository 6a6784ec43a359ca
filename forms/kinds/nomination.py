"""Nominations of learning families, clans, communities, units and citizens.

Rules: TT 22/2020/TT-BGDĐT (units), QĐ 387/QĐ-TTg and QĐ 677/QĐ-TTg (the others). Self-scores are
asked only where a complete set of criteria exists; their questions are made of that set.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.alike import Likeness
from forms.kinds.authority import AuthorityStep
from forms.kinds.base import Kind, Step
from forms.kinds.fields import (
    choice,
    derived,
    identity_number,
    number,
    person_name,
    phone,
    place,
    text,
    upload,
)
from forms.kinds.once import Once, as_said, without
from forms.kinds.place import commune_code
from forms.kinds.privacy import SURVEY, DataUse, Permission
from forms.kinds.rules import limit
from forms.kinds.submitter import SubmitterStep
from forms.kinds.traits import Privacy, Traits, unless, when
from forms.models.criteria import CriteriaSet, Criterion

UNIT_KINDS = (
    ("co_quan", _("Cơ quan")),
    ("truong_hoc", _("Trường học")),
    ("doanh_nghiep", _("Doanh nghiệp")),
    ("hop_tac_xa", _("Hợp tác xã")),
    ("luc_luong_vu_trang", _("Lực lượng vũ trang")),
    ("khac", _("Khác")),
)
UNIT_LEVELS = (("tinh", _("Cấp tỉnh")), ("xa", _("Cấp xã")))
UNIT_LEVELS_OF_OLD = (("huyen", _("Cấp huyện (trước ngày 01/07/2025)")),)
OCCUPATIONS = (
    ("can_bo", _("Cán bộ, công chức, viên chức")),
    ("cong_nhan", _("Công nhân, người lao động")),
    ("nong_dan", _("Nông dân")),
    ("hoc_sinh_sinh_vien", _("Học sinh, sinh viên")),
    ("luc_luong_vu_trang", _("Lực lượng vũ trang")),
    ("nghi_huu", _("Người nghỉ hưu")),
    ("khac", _("Khác")),
)
YES_NO = (("co", _("Có")), ("khong", _("Không")))
NAMES = {
    "gia_dinh": _("Tên gia đình (ghi họ tên chủ hộ)"),
    "dong_ho": _("Tên dòng họ"),
    "cong_dong": _("Tên cộng đồng (khu phố, ấp, tổ dân phố)"),
    "don_vi": _("Tên đơn vị"),
    "cong_dan": _("Họ và tên công dân"),
}
#: Words before a name that do not tell one from another.
BEFORE_NAMES = frozenset(as_said("gia đình hộ ông bà anh chị dòng họ").split())
FAMILY = when("model_kind", "gia_dinh")
CLAN = when("model_kind", "dong_ho")
UNIT = when("model_kind", "don_vi")
CITIZEN = when("model_kind", "cong_dan")
GROUP = when("model_kind", "dong_ho", "cong_dong")
SCORED = unless("criteria_set", sources.UNSCORED, "", None)
HALF = Decimal("0.5")


class ModelStep(Step):
    """Which model, for which year; the set of criteria follows from both."""

    slug = "mo-hinh"
    title = _("Mô hình học tập")
    reusable = ("model_kind",)
    linkable = ("model_kind", "year")

    model_kind = choice(_("Mô hình"), sources.learning_models(), radio=True, filterable=True)
    year = number(
        _("Năm đánh giá"),
        least=limit("first_year_evaluated"),
        most=9999,
        grouped=False,
        help=_("Năm mà kết quả học tập được đánh giá."),
        filterable=True,
    )
    criteria_set = derived(_("Bộ tiêu chí"), sources.criteria_sets)

    def rules(self) -> None:
        year, kind = self.cleaned_data.get("year"), self.cleaned_data.get("model_kind")
        if year and year > timezone.localdate().year:
            self.add_error("year", _("Năm đánh giá không được sau năm nay."))
        elif year and kind:
            known = kind == self.answers.get("model_kind")
            sets = offered_sets(self) if known else None
            self.cleaned_data["criteria_set"] = sources.criteria_for(kind, year, sets)


class NomineeStep(Step):
    """Who is nominated, and where they live or work."""

    slug = "doi-tuong"
    title = _("Đối tượng đề nghị công nhận")
    reusable = (
        "nominee_name",
        "ward_code",
        "neighbourhood",
        "unit_kind",
        "unit_level",
        "citizen_birth_year",
        "occupation_group",
    )

    nominee_name = text(_("Tên đối tượng đề nghị"), 200, privacy=Privacy.BASIC)
    ward_code = place(
        _("Xã, phường, đặc khu"),
        sources.communes_here,
        privacy=Privacy.BASIC,
    )
    neighbourhood = text(
        _("Khu phố, ấp, tổ dân phố"),
        100,
        privacy=Privacy.BASIC,
        help=_("Ví dụ: Khu phố 2, ấp Tân Lợi."),
    )
    unit_kind = choice(_("Loại đơn vị"), UNIT_KINDS, asked=UNIT)
    unit_level = choice(_("Cấp quản lý"), UNIT_LEVELS, legacy=UNIT_LEVELS_OF_OLD, asked=UNIT)
    citizen_birth_year = number(
        _("Năm sinh"), least=1900, most=9999, grouped=False, asked=CITIZEN, privacy=Privacy.BASIC
    )
    occupation_group = choice(
        _("Nhóm nghề nghiệp"), OCCUPATIONS, asked=CITIZEN, privacy=Privacy.BASIC
    )

    def build(self) -> None:
        """Asks in the words of the model; a unit need not belong to a neighbourhood."""
        model = self.answers.get("model_kind")
        self.fields["nominee_name"].label = NAMES.get(str(model), self.fields["nominee_name"].label)
        self.fields["neighbourhood"].required = model != "don_vi"

    def rules(self) -> None:
        year = self.cleaned_data.get("citizen_birth_year")
        if year and year > timezone.localdate().year:
            self.add_error("citizen_birth_year", _("Năm sinh không được sau năm nay."))


class RepresentativeStep(Step):
    """Who speaks for the nominee."""

    slug = "nguoi-dai-dien"
    title = _("Người đại diện")
    reusable = ("representative_name", "representative_title", "representative_phone")

    representative_name = person_name(_("Họ và tên người đại diện"), privacy=Privacy.BASIC)
    representative_title = text(
        _("Chức danh"),
        80,
        help=_("Ví dụ: chủ hộ, trưởng tộc, trưởng khu phố, trưởng ấp, thủ trưởng đơn vị."),
    )
    representative_phone = phone(_("Điện thoại"), autocomplete="off", privacy=Privacy.PRIVATE)
    representative_id_number = identity_number(
        _("Số định danh cá nhân (số CCCD/căn cước)"),
        required=False,
        asked=when("model_kind", "gia_dinh", "cong_dan"),
        privacy=Privacy.PRIVATE,
    )

    def build(self) -> None:
        """Recognition does not need the number, so it is off unless the limits say otherwise."""
        if not limit("ask_representative_id"):
            del self.fields["representative_id_number"]


class MembersStep(Step):
    """How many they are. Counts only: no names, of children least of all."""

    slug = "thanh-vien"
    title = _("Thành viên và quỹ khuyến học")
    lead = _("Chỉ ghi số lượng, không ghi tên.")
    asked = (unless("model_kind", "cong_dan"),)

    members_total = number(_("Số thành viên"), least=1, most=10**6)
    children_total = number(_("Số trẻ em"), most=1000, asked=FAMILY, help=_("Không có thì ghi 0."))
    adults_total = number(_("Số người lớn"), most=1000, asked=FAMILY)
    families_total = number(_("Số hộ gia đình"), least=1, most=10**5, asked=GROUP)
    families_recognised = number(
        _("Số hộ đạt Gia đình học tập"), most=10**5, asked=GROUP, help=_("Không có thì ghi 0.")
    )
    has_study_fund = choice(_("Có Quỹ khuyến học"), YES_NO, asked=CLAN)
    study_fund_vnd = number(
        _("Số tiền của quỹ (đồng)"),
        most=10**12,
        required=False,
        asked=(CLAN, when("has_study_fund", "co")),
        help=_("Viết đủ số. Ví dụ: 25.000.000."),
    )

    def rules(self) -> None:
        given = self.cleaned_data
        members = given.get("members_total")
        named = (given.get("children_total") or 0) + (given.get("adults_total") or 0)
        if members is not None and named > members:
            self.add_error("members_total", _("Số thành viên nhỏ hơn tổng số trẻ em và người lớn."))
        total, recognised = given.get("families_total"), given.get("families_recognised")
        if total is not None and recognised is not None and recognised > total:
            self.add_error("families_recognised", _("Số hộ đạt không thể lớn hơn số hộ."))

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        if not CLAN.holds(self.answers):
            return
        total = self.cleaned_data.get("families_total")
        recognised = self.cleaned_data.get("families_recognised")
        least = limit("clan_families_percent")
        if total and recognised is not None and recognised * 100 < total * least:
            # xgettext:no-python-format
            yield "families_recognised", _("Dòng họ thường cần từ 50% số hộ được công nhận.")
        if self.cleaned_data.get("has_study_fund") == "khong":
            yield "has_study_fund", _("Dòng họ thường cần có Quỹ khuyến học.")


def field_name(prefix: str, criterion: Criterion) -> str:
    """`score_2_1`: the name of an answer about criterion 2.1."""
    return f"{prefix}_{criterion.code.replace('.', '_')}"


def offered_sets(step: Step) -> list[CriteriaSet]:
    """The sets of the chosen model; read once a request."""
    return sources.sets_among(step.sources.choices(sources.criteria_sets))


def scored_set(step: Step) -> list[CriteriaSet]:
    """The set that the case is scored by, if one does."""
    code = step.answers.get("criteria_set") or ""
    return [one for one in offered_sets(step) if one.code == code]


def criteria_of(step: Step) -> list[Criterion]:
    """The leaves of the set that the case is scored by, in order."""
    return [leaf for one in scored_set(step) for leaf in one.leaves]


def self_scores(answers: Mapping[str, Any], leaves: list[Criterion]) -> dict[str, Decimal]:
    """The self-score of each leaf by its code, as far as given."""
    found = {leaf.code: exact(answers.get(field_name("score", leaf))) for leaf in leaves}
    return {code: points for code, points in found.items() if points is not None}


def exact(stored: Any) -> Decimal | None:
    """A stored number; None when nothing was given or it does not read."""
    try:
        points = Decimal(str(stored))
    except ArithmeticError:
        return None
    return points if points.is_finite() else None


def add_for(
    step: Step, prefix: str, criterion: Criterion, field: forms.Field, seen: set[Any]
) -> None:
    """A question about one criterion; the first of a group stands under the group's heading."""
    group = criterion.parent
    if group and group.pk not in seen:
        field.heading = str(group)  # type: ignore[attr-defined]
        seen.add(group.pk)
    step.fields[field_name(prefix, criterion)] = field


class PercentStep(Step):
    """How many of the members do what a criterion demands of all (TT 22/2020/TT-BGDĐT)."""

    slug = "ty-le"
    title = _("Tỷ lệ thành viên đạt")
    lead = _("Ghi tỷ lệ phần trăm thành viên đạt từng tiêu chí.")
    asked = (SCORED,)
    asks_data = True

    def build(self) -> None:
        seen: set[Any] = set()
        for leaf in criteria_of(self):
            if leaf.percent:
                field = number(str(leaf), most=100, places=2, help=_("Phần trăm, từ 0 đến 100."))
                add_for(self, "percent", leaf, field, seen)


class ScoreStep(Step):
    """The nominee's own points for each criterion; the committee's are kept beside them."""

    slug = "tu-cham-diem"
    title = _("Tự chấm điểm")
    lead = _("Cho điểm theo bước 0,5. Tổng điểm được tính tự động.")
    asked = (SCORED,)
    asks_data = True

    def build(self) -> None:
        seen: set[Any] = set()
        for leaf in criteria_of(self):
            most = leaf.max_points or Decimal(0)
            field = number(
                str(leaf),
                most=float(most),
                places=1,
                unit=HALF,
                help=format_lazy(_("Tối đa {points} điểm."), points=f"{most.normalize():f}"),
            )
            add_for(self, "score", leaf, field, seen)

    def totals(self, answers: Mapping[str, Any]) -> Iterator[tuple[str | Promise, str]]:
        """The sum and its grade, computed here and never taken from a form."""
        for one in scored_set(self):
            total = one.add_up(self_scores(answers, one.leaves))
            grade = one.grade(total)
            yield _("Tổng điểm tự chấm"), formats.number_format(f"{total.normalize():f}")
            yield _("Tự xếp loại"), grade.label if grade else ""

    def rules(self) -> None:
        """A criterion worded "100%" gives full points only at 100."""
        for leaf in criteria_of(self):
            name = field_name("score", leaf)
            points = self.cleaned_data.get(name)
            share = exact(self.answers.get(field_name("percent", leaf)))
            full = points is not None and points == leaf.max_points
            if leaf.percent and full and share is not None and share < leaf.percent:
                message = _("Chỉ được điểm tối đa khi tỷ lệ thành viên đạt là 100%.")
                self.add_error(name, message)


class EvidenceStep(Step):
    """What proves it: achievements in words, files for each criterion, the meeting's minutes."""

    slug = "minh-chung"
    title = _("Thành tích và minh chứng")
    asks_data = True

    achievements = text(
        _("Thành tích tiêu biểu"),
        3000,
        rows=8,
        required=False,
        privacy=Privacy.BASIC,
        help=_("Danh hiệu, giấy khen, việc làm nổi bật trong năm. Không ghi tên trẻ em."),
    )
    minutes_file = upload(
        _("Biên bản họp bình xét"),
        asked=when("model_kind", "dong_ho", "cong_dong", "don_vi"),
        privacy=Privacy.PRIVATE,
        help=_("Bản chụp rõ, đủ chữ ký."),
    )
    evidence_files = upload(_("Minh chứng"), many=True, required=False, privacy=Privacy.SENSITIVE)

    def build(self) -> None:
        """One place for each criterion when there are criteria, one for all when there are none."""
        leaves = criteria_of(self) if SCORED.holds(self.answers) else []
        if leaves:
            del self.fields["evidence_files"]
        seen: set[Any] = set()
        for leaf in leaves:
            label = format_lazy(_("Minh chứng cho tiêu chí {criterion}"), criterion=str(leaf))
            field = upload(
                label, many=True, required=leaf.evidence_required, privacy=Privacy.SENSITIVE
            )
            add_for(self, "evidence", leaf, field, seen)

    def rules(self) -> None:
        if not SCORED.holds(self.answers):
            self.need("achievements")


PRAISE = Permission(
    "praise",
    _(
        "Cho phép nêu tên và thành tích của đối tượng được công nhận trong tin bài và trang tuyên "
        "dương của đơn vị."
    ),
)


class NominationKind(Kind):
    code = "nomination"
    version = 1
    title = _("Đề nghị công nhận mô hình học tập")
    steps = (
        ModelStep,
        SubmitterStep,
        AuthorityStep,
        NomineeStep,
        RepresentativeStep,
        MembersStep,
        PercentStep,
        ScoreStep,
        EvidenceStep,
    )
    stages = (_("Tiếp nhận"), _("Bình xét"), _("Công nhận"), _("Trả kết quả"))
    columns = {
        "subject": "nominee_name",
        "applicant": "submitter_name",
        "phone": "submitter_phone",
        "email": "submitter_email",
        "commune": "ward_code",
        "topic": "model_kind",
    }
    alike = (
        Likeness(
            "nominee",
            _("đối tượng tên gần giống, cùng năm"),
            same=("model_kind", "year"),
            near="nominee_name",
            core=lambda name: without(BEFORE_NAMES, name),
        ),
        Likeness(
            "person",
            _("cùng số định danh, cùng năm"),
            same=("representative_id_number", "year"),
        ),
        Likeness("phone", _("cùng điện thoại, cùng năm"), same=("representative_phone", "year")),
    )
    data_use = DataUse(
        purpose=_(
            "Xét và công nhận mô hình học tập, báo kết quả cho bạn, ghi vào sổ công nhận và lưu "
            "trữ. Của thành viên chỉ hỏi số lượng, không hỏi tên."
        ),
        basis=_("Thông tư 22/2020/TT-BGDĐT, Quyết định 387/QĐ-TTg và Quyết định 677/QĐ-TTg."),
        seen_by=_(
            "Chỉ cán bộ tiếp nhận, chuyên viên và lãnh đạo của đơn vị. Hội Khuyến học cùng xét thì "
            "xem nội dung và minh chứng, không xem số định danh và liên hệ. Khi được công nhận, "
            "tên và xã, phường được công khai trong sổ công nhận."
        ),
        without=_("Thiếu mục bắt buộc thì hồ sơ không gửi được và không được xét."),
        kept=("nomination", "unfinished", "access_log"),
        permissions=(PRAISE, SURVEY),
    )

    def once(self, answers: Mapping[str, Any]) -> Once:
        """A unit is nominated once a year; two of one name live in different places, or are told
        apart by what their names add, as they must be in the list of those recognised."""
        given = {name: str(answers.get(name) or "") for name in self.base_fields}
        key = (
            given["model_kind"],
            given["year"],
            without(BEFORE_NAMES, given["nominee_name"]),
            str(commune_code(given["ward_code"]) or ""),
            as_said(given["neighbourhood"]),
            given["citizen_birth_year"],
        )
        return Once(
            key,
            "nominee_name",
            format_lazy(
                _("“{name}” đã có hồ sơ đề nghị công nhận năm {year}"),
                name=given["nominee_name"],
                year=given["year"],
            ),
            _("Mỗi đối tượng chỉ được đề nghị một lần cho một năm."),
            _(
                "Nếu đây là đối tượng khác cùng tên ở cùng khu phố, ấp: hãy ghi thêm vào tên điều "
                "để phân biệt, ví dụ “Nguyễn Văn An (số nhà 12)”."
            ),
        )

    @lru_cache(maxsize=4096)  # noqa: B019  (kinds are few, and there for good)
    def traits_of(self, name: str) -> Traits:
        """Evidence is asked criterion by criterion, so no step declares its places."""
        if name.startswith("evidence_"):
            return Traits(privacy=Privacy.SENSITIVE)
        return super().traits_of(name)
