"""The answers of one kind as columns: each question that is no file and not sealed, in its words.

Questions that editors own (criteria, papers) differ from case to case and are no columns. The names
of what was chosen are those that the case keeps; a list of choices that it does not keep is read
once for an office, whatever the number of cases.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django import forms

from forms.bulk.columns import Column
from forms.kinds import KINDS, Kind
from forms.kinds.asked import AsAsked
from forms.kinds.display import cells, shown
from forms.kinds.inputs import UploadField
from forms.kinds.rows import RowsField, Sources, rows_of
from forms.kinds.traits import Privacy, traits
from home.models import Office

#: What an answer is made of.
FIELDS = ("office_id", "kind_code", "answers", "chosen")
#: The answers that lists of choices look at; the same ones read the same.
STEERING = ("model_kind", "about_kind")
OPEN = (Privacy.NONE, Privacy.BASIC)


def answer_columns(kind_code: str) -> list[tuple[Any, list[Column]]]:
    """The columns that cases of this kind have besides, step by step; none without a kind.

    Two questions that are called alike (a name, a phone number) are told apart by their steps.
    """
    kind = KINDS.get(kind_code)
    if kind is None:
        return []
    answers = Answers(kind)
    found = [(step.title, list(answers.columns(step.base_fields))) for step in kind.steps]
    times = Counter(column.label for _title, columns in found for column in columns)
    return [
        (title, [told_apart(column, title, times[column.label]) for column in columns])
        for title, columns in found
        if columns
    ]


def told_apart(column: Column, title: Any, times: int) -> Column:
    return replace(column, label=f"{column.label} ({title})") if times > 1 else column


@dataclass
class Answers:
    """The answers of a kind, as texts, for one table."""

    kind: Kind
    offices: dict[int, Office] = field(default_factory=dict)
    sources: dict[tuple[Any, ...], Sources] = field(default_factory=dict)

    def columns(self, asked: Mapping[str, forms.Field]) -> Iterator[Column]:
        for name, one in asked.items():
            if not isinstance(one, UploadField) and not traits(one).seal:
                yield Column(
                    f"{self.kind.code}.{name}",
                    str(one.label or name),
                    FIELDS,
                    partial(self.text, name, one),
                    contact=traits(one).privacy not in OPEN,
                )

    def text(
        self,
        name: str,
        one: forms.Field,
        office_id: int,
        kind_code: str,
        answers: Mapping[str, Any],
        chosen: Mapping[str, Any],
    ) -> str:
        """Nothing of a case of another kind, and nothing where nothing was asked."""
        if kind_code != self.kind.code or name not in answers:
            return ""
        sources, asked = self.sources_of(office_id, answers), AsAsked(chosen=chosen)
        if isinstance(one, RowsField):
            return "\n".join(in_a_line(one, row, sources, asked) for row in rows_of(answers[name]))
        return shown(one, answers[name], sources, asked)

    def sources_of(self, office_id: int, answers: Mapping[str, Any]) -> Sources:
        steering = {name: answers.get(name) for name in STEERING}
        key = (office_id, *map(str, steering.values()))
        if key not in self.sources:
            self.sources[key] = Sources(self.office(office_id), steering)
        return self.sources[key]

    def office(self, office_id: int) -> Office:
        if office_id not in self.offices:
            place = Office.objects.select_related("site__root_page")
            self.offices[office_id] = place.get(pk=office_id)
        return self.offices[office_id]


def in_a_line(one: RowsField, row: Mapping[str, Any], sources: Sources, asked: AsAsked) -> str:
    """A row of a repeated group: what was answered in it, each with its question."""
    sealed = {name for name, cell in one.row.base_fields.items() if traits(cell).seal}
    told = {name: value for name, value in row.items() if name not in sealed}
    answered = cells(one, told, sources, asked)
    return "; ".join(f"{label}: {text}" for label, text in answered if text)
