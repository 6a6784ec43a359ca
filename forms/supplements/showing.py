"""The points of a case as its citizen sees them: open ones to answer, the others to read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from forms.kinds.display import Cells, Item, items
from forms.kinds.rows import Row
from forms.kinds.steps import Part, Step
from forms.kinds.traits import traits
from forms.models import Remark
from forms.supplements.answering import Answering

What = Remark.What


@dataclass(frozen=True)
class ShownRow:
    """One row of a list of which only some rows are open."""

    number: int
    form: Row | None
    cells: Cells
    remarks: list[Remark]


@dataclass(frozen=True)
class Shown:
    """One part of a step: `item` where it is locked, else the part with its fields."""

    part: Part
    item: Item | None = None
    remarks: list[Remark] = field(default_factory=list)
    #: When it is asked, as far as answers on this page decide that are open themselves.
    asked: str = ""
    #: Set where only single rows are open.
    rows: list[ShownRow] = field(default_factory=list)
    beside: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Task:
    """A step in which something is asked, with what was marked there and how far it is."""

    slug: str
    title: Any
    status: str  # "error" | "done" | "open"
    points: list[tuple[Remark, bool]]


class Page:
    """One step before its citizen."""

    def __init__(self, answering: Answering, form: Step) -> None:
        self.answering, self.form = answering, form
        self.opens = answering.opens(form)

    @cached_property
    def remarks(self) -> list[Remark]:
        return [one for one in self.answering.remarks if one.slug == self.form.slug]

    @property
    def elsewhere(self) -> list[Remark]:
        """Remarks on what the form does not ask any more."""
        return [one for one in self.remarks if one.name not in self.form.fields]

    @cached_property
    def read_only(self) -> dict[str, Item]:
        case, answers = self.answering.case, self.form.answers
        return {one.name: one for one in items(self.form, answers, True, case.as_asked)}

    @property
    def parts(self) -> Iterator[Shown]:
        for part in self.form.parts:
            remarks = [one for one in self.remarks if one.name == part.name]
            if part.name not in self.opens:
                item = self.read_only.get(part.name)
                if item is not None and self.form.applies(part.name):
                    yield Shown(part, item)
            elif part.name in self.answering.rows:
                yield Shown(part, rows=list(self.rows(part, remarks)))
            else:
                yield Shown(part, remarks=remarks, asked=self.asked(part), beside=part.beside)

    def asked(self, part: Part) -> str:
        """As `Part.asked`: a locked answer is on no field of the page, and decides as it stands."""
        form = self.form
        conditions = traits(part.bound.field).asked
        here = {name: field for name, field in form.fields.items() if name in self.opens}
        told = [condition.told(here, form.answers) for condition in conditions]
        open_ = [condition for condition in told if condition is not None]
        return json.dumps(open_) if open_ else ""

    def rows(self, part: Part, remarks: list[Remark]) -> Iterator[ShownRow]:
        """All rows of the list, those that are open as forms."""
        assert part.rows is not None
        item = self.read_only.get(part.name)
        cells = dict(item.lines) if item else {}
        for number, form in enumerate(part.rows.forms):
            mine = [one for one in remarks if one.row == number]
            yield ShownRow(number, form if mine else None, cells.get(number, ()), mine)

    @property
    def mistakes(self) -> list[tuple[str, Any, Any]]:
        """Id, label and message of every mistake in what is open here."""
        form = self.form
        found: list[tuple[str, Any, Any]] = []
        for name in form.fields:
            if name in self.opens:
                found += form.mistakes_of(name)
        return found


def tasks(answering: Answering) -> list[Task]:
    """The steps that ask something of the citizen, in the order of the form."""
    found, to_mend = [], answering.to_mend
    marked = {one.slug for one in answering.remarks}
    for form in answering.now:
        points = [
            (one, answering.is_met(one)) for one in answering.remarks if one.slug == form.slug
        ]
        follows = any(name in answering.open for name in form.fields if form.applies(name))
        if form.slug not in marked and not follows:
            continue
        done = all(met for _remark, met in points)
        status = "error" if form.slug in to_mend else "done" if done else "open"
        found.append(Task(form.slug, form.title, status, points))
    return found
