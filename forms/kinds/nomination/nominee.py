"""Which model for which year, who is nominated, and who speaks for them."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.kinds import sources
from forms.kinds.base import Step
from forms.kinds.fields import (
    choice,
    derived,
    identity_number,
    number,
    person_name,
    phone,
    place,
    text,
)
from forms.kinds.nomination.criteria import offered_sets
from forms.kinds.nomination.scope import CITIZEN, UNIT
from forms.kinds.rules import limit
from forms.kinds.traits import Privacy, when

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
NAMES = {
    "gia_dinh": _("Tên gia đình (ghi họ tên chủ hộ)"),
    "dong_ho": _("Tên dòng họ"),
    "cong_dong": _("Tên cộng đồng (khu phố, ấp, tổ dân phố)"),
    "don_vi": _("Tên đơn vị"),
    "cong_dan": _("Họ và tên công dân"),
}


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
