"""The questions and choices that are data, as they were put when a case was sent (R-08).

What is code has a version; what editors own (papers of a procedure, criteria of a set, names of
institutions and communes) changes under a case. So a sent case keeps the questions of such steps,
the names of what was chosen, and the sums: an old case reads as it read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from forms.kinds.inputs import NumberField, TextField, UploadField
from forms.kinds.place import PlaceField, shown_place
from forms.kinds.rows import RowsField, Sources
from forms.kinds.steps import Step
from forms.kinds.traits import traits

#: One question: name, label in Vietnamese, and which input it was.
Question = list[str]
Names = dict[str, dict[str, str]]
#: Beside the names of what was chosen: the sums of a step, by its slug.
TOTALS = "totals"


@dataclass(frozen=True)
class AsAsked:
    """What a sent case keeps. A draft keeps nothing: it is asked what is asked today."""

    questions: Mapping[str, list[Question]] = field(default_factory=dict)
    chosen: Mapping[str, Any] = field(default_factory=dict)

    def fields(self, step: Step) -> dict[str, tuple[Any, forms.Field]]:
        """Labels and fields of a step: those kept, or today's when the step is code."""
        if step.slug not in self.questions:
            return {name: (one.label, one) for name, one in step.fields.items()}
        return {
            name: label_and_field(step, name, label, kind)
            for name, label, kind in self.questions[step.slug]
        }

    def name(self, source: Any, code: str) -> str | None:
        return self.chosen.get(source.__name__, {}).get(code)

    def totals(self, step: Step, answers: Mapping[str, Any]) -> Iterable[tuple[Any, str]]:
        kept = self.chosen.get(TOTALS, {}).get(step.slug)
        if kept is None:
            return step.totals(answers)
        return [(gettext(label), text) for label, text in kept]


def label_and_field(step: Step, name: str, label: str, kind: str) -> tuple[Any, forms.Field]:
    """Today's field while it still asks the same, in the reader's language; else one like it."""
    known = step.fields.get(name) or step.base_fields.get(name)
    if known is None:
        return label, like(kind)
    with override("vi"):
        same = str(known.label) == label
    return (known.label if same else label), known


def like(kind: str) -> forms.Field:
    if kind == "file":
        return UploadField(types=())
    return NumberField() if kind == "number" else TextField()


def questions(checked: Iterable[Step]) -> dict[str, list[Question]]:
    """The questions of the steps whose questions are data; the same for all cases of a procedure
    or a set of criteria."""
    with override("vi"):
        return {
            step.slug: [
                [name, str(one.label), kind_of(one)]
                for name, one in step.fields.items()
                if step.applies(name)
            ]
            for step in checked
            if step.asks_data
        }


def kind_of(one: forms.Field) -> str:
    if isinstance(one, UploadField):
        return "file"
    return "number" if isinstance(one, NumberField) else "text"


def chosen(checked: Iterable[Step], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The names of what was chosen from data, and the sums."""
    found: dict[str, Any] = {}
    for step in checked:
        for one, codes in picked(step, answers):
            names = found.setdefault(one.source.__name__, {})
            names |= names_of(one, step.sources, codes - set(names))
        with override("vi"):
            if sums := [[str(label), text] for label, text in step.totals(answers)]:
                found.setdefault(TOTALS, {})[step.slug] = sums
    return {source: names for source, names in found.items() if names}


def picked(step: Step, answers: Mapping[str, Any]) -> Iterator[tuple[Any, set[str]]]:
    """Each field of a step whose choices are data, with the codes that were chosen."""
    for name, one in step.fields.items():
        given = answers.get(name)
        if traits(one).seal:
            continue  # its name would tell what is sealed
        if isinstance(one, RowsField):
            rows = [row for row in given or [] if isinstance(row, dict)]
            for column, cell in one.row.base_fields.items():
                if getattr(cell, "source", None):
                    yield cell, {str(row[column]) for row in rows if row.get(column)}
        elif given and getattr(one, "source", None):
            yield one, {str(code) for code in (given if isinstance(given, list) else [given])}


def names_of(one: Any, sources: Sources, codes: set[str]) -> dict[str, str]:
    if isinstance(one, PlaceField):
        return {code: shown_place(code, sources.gazetteer, one.anywhere) for code in codes}
    return dict(named(sources.choices(one.source), codes))


def named(choices: Iterable[tuple[Any, Any]], codes: set[str]) -> Iterator[tuple[str, str]]:
    """The names of these codes; what is code's own words needs none, it is translated."""
    for code, label in choices if codes else ():
        if isinstance(label, list | tuple):
            for inner, text in named(label, codes):
                yield inner, f"{text}, {code}"
        elif str(code) in codes and not isinstance(label, Promise):
            yield str(code), str(label)
