"""How the nominee scores itself by each criterion, and what proves it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forms.kinds.base import Step
from forms.kinds.fields import number, text, upload
from forms.kinds.nomination.criteria import (
    HALF,
    add_for,
    criteria_of,
    exact,
    field_name,
    scored_set,
    self_scores,
)
from forms.kinds.nomination.scope import SCORED
from forms.kinds.traits import Privacy, when


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
