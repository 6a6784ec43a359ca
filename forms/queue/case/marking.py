"""Marking what is missing: every point of a case with a tick and a remark, as one request.

The law wants one complete request (NĐ 118/2025/NĐ-CP; Mẫu 02 of TT 03/2025/TT-VPCP): all points are
on one page, also papers that were never sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from forms.clock import Calendar, MissingYear
from forms.kinds.display import Cells, Item
from forms.kinds.fields import number, text, tick
from forms.kinds.inputs import DerivedField, UploadField
from forms.kinds.rows import RowsField
from forms.models import Case, Remark
from forms.moves.transitions import Details
from forms.procedure import procedure_of
from forms.queue.case.dossier import Dossier
from forms.queue.case.questions import LONGEST
from forms.queue.limits import usual_supplement_days
from forms.states import Transition
from forms.supplements.asking import Asking, Mark

What = Remark.What
TICK, REMARK = "tick-", "remark-"
INFECTED = _("Tệp có mã độc, đơn vị không mở được. Hãy gửi tệp khác.")


@dataclass(frozen=True)
class Point:
    """Something that can be marked: an answer, a list, a row of it, a component of the dossier."""

    what: str
    slug: str
    section: Any
    name: str
    label: Any
    item: Item
    row: int | None = None
    one: Any = ""
    cells: Cells = ()

    @property
    def code(self) -> str:
        return self.name if self.row is None else f"{self.name}.{self.row}"

    @property
    def title(self) -> str:
        """What it is called on its own; a row by its place in its list."""
        return str(self.label) if self.row is None else f"{self.label} – {self.one} {self.row + 1}"

    @property
    def suggested(self) -> Any:
        """What is surely to be said of it."""
        infected = any(getattr(file, "infected", False) for file in self.item.files)
        return INFECTED if infected else ""

    def mark(self, remark: str) -> Mark:
        """Named as in the office's language, which its papers are in."""
        with override("vi"):
            return Mark(
                what=self.what,
                slug=self.slug,
                name=self.name,
                row=self.row,
                section=str(self.section)[:255],
                label=self.title[:255],
                text=remark,
            )


@dataclass(frozen=True)
class Line:
    """A point with its tick and its remark; a list with those of its rows."""

    point: Point
    tick: forms.BoundField
    remark: forms.BoundField
    rows: list["Line"] = field(default_factory=list)


def points(dossier: Dossier) -> Iterator[Point]:
    """Every point of a case, in the order of the form."""
    asked = dossier.case.as_asked
    known = {
        name: one for step in dossier.checked for name, (_label, one) in asked.fields(step).items()
    }
    for section in dossier.sections:
        for item in section.items:
            one = known.get(item.name)
            if one is None or isinstance(one, DerivedField):
                continue
            where = (section.slug, section.title, item.name, item.label, item)
            yield Point(what(one), *where)
            for place, cells in item.lines:
                yield Point(What.ROW, *where, row=place, one=item.one, cells=cells)


def what(one: forms.Field) -> str:
    if isinstance(one, UploadField):
        return What.FILES
    return What.ROWS if isinstance(one, RowsField) else What.FIELD


class MarkForm(forms.Form):
    """The whole request: what is marked, why, on which basis, until when."""

    use_required_attribute = False

    def __init__(self, dossier: Dossier, row: Transition, data: Any = None) -> None:
        super().__init__(data)
        self.case: Case = dossier.case
        self.points = list(points(dossier))
        self.fields["supplement_days"] = number(
            _("Thời hạn bổ sung (ngày làm việc)"), least=1, most=400
        )
        self.fields["supplement_days"].initial = usual_supplement_days(self.case)
        self.fields["reason"] = text(
            _("Lý do"), 2000, rows=4, help=_("Người nộp đọc được; được ghi vào phiếu yêu cầu.")
        )
        self.fields["legal_basis"] = text(_("Căn cứ pháp lý"), 500, required=False)
        self.fields["legal_basis"].initial = usual_basis(self.case)
        for point in self.points:
            self.fields[TICK + point.code] = tick(_("Cần bổ sung"), required=False)
            self.fields[TICK + point.code].initial = bool(point.suggested)
            remark = text(_("Cần bổ sung gì"), 1000, rows=2, required=False)
            remark.initial = point.suggested
            self.fields[REMARK + point.code] = remark

    def clean(self) -> dict[str, Any]:
        super().clean()
        marked = [point for point in self.points if self.is_marked(point)]
        for point in marked:
            name = REMARK + point.code
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, _("Hãy ghi cần bổ sung gì ở mục này."))
        if not marked and not self.errors:
            self.add_error(None, _("Hãy đánh dấu ít nhất một mục cần bổ sung."))
        return self.cleaned_data

    def is_marked(self, point: Point) -> bool:
        """A remark alone is a mark too."""
        names = (TICK + point.code, REMARK + point.code)
        return any(self.cleaned_data.get(name) or name in self.errors for name in names)

    @property
    def details(self) -> Details:
        given = self.cleaned_data
        marks = (
            point.mark(given[REMARK + point.code]) for point in self.points if self.is_marked(point)
        )
        asking = Asking(int(given["supplement_days"]), tuple(marks), given["legal_basis"])
        return Details(reason=given["reason"], supplement=asking)

    @property
    def due(self) -> Any:
        """The day that the typed (or usual) number of working days leads to; a text if none."""
        typed = self["supplement_days"].value()
        try:
            days = int(self.fields["supplement_days"].clean(typed))
            return Calendar.of(self.case.office).after(timezone.localdate(), days)
        except forms.ValidationError:
            return None
        except MissingYear as missing:
            return str(missing)

    @property
    def sections(self) -> list[tuple[Any, list[Line]]]:
        """The points under their sections, rows under their list."""
        found: dict[str, tuple[Any, list[Line]]] = {}
        for point in self.points:
            line = Line(point, self[TICK + point.code], self[REMARK + point.code])
            _title, lines = found.setdefault(point.slug, (point.section, []))
            (lines[-1].rows if point.row is not None else lines).append(line)
        return list(found.values())

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("supplement_days", "reason", "legal_basis")]

    @property
    def typed(self) -> str:
        """All that was written, for whoever came too late and can only copy it."""
        remarks = ((point.title, self.data.get(REMARK + point.code, "")) for point in self.points)
        lines = [f"{title}: {remark}" for title, remark in remarks if remark]
        return "\n".join([self.data.get("reason", ""), *lines])[:LONGEST]


def usual_basis(case: Case) -> str:
    """The legal documents that the procedure names, which an officer may narrow down."""
    procedure = procedure_of(case)
    numbers = [block.value["number"] for block in procedure.legal_bases] if procedure else []
    return "; ".join(numbers)[:500]
