"""How many members a nominee has, and its study fund."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Step
from forms.kinds.fields import choice, number
from forms.kinds.nomination.scope import CLAN, FAMILY, GROUP
from forms.kinds.rules import limit
from forms.kinds.traits import unless, when

YES_NO = (("co", _("Có")), ("khong", _("Không")))


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
