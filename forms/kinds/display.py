"""Answers as people read them: for the check page, the receipt, the citizen and the officer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

from forms.kinds.asked import AsAsked
from forms.kinds.base import Kind
from forms.kinds.inputs import (
    ChoiceField,
    DayField,
    DerivedField,
    NumberField,
    PatternField,
    PhoneField,
    SeveralField,
    UploadField,
    national_phone,
)
from forms.kinds.papers import is_beside, note_on
from forms.kinds.place import PlaceField, shown_place
from forms.kinds.rows import RowsField, Sources, blank, numbered_rows
from forms.kinds.steps import Step, first_id
from forms.kinds.traits import traits
from home.models import Office

Cells = tuple[tuple[Any, str], ...]
#: Of a draft: nothing is kept, everything is as it is today.
TODAY = AsAsked()


@dataclass(frozen=True)
class Item:
    """One answer: a text, or a table of rows, or files; `anchor` is its place in the step.

    `numbers` are the places of the rows in their group, each called `one`; `wrong` says what is
    still wrong with the answer of a draft.
    """

    name: str
    label: Any
    text: str = ""
    rows: tuple[Cells, ...] = ()
    files: tuple[Any, ...] = ()
    anchor: str = ""
    #: What was said of the files.
    note: str = ""
    numbers: tuple[int, ...] = ()
    one: Any = ""
    wrong: Any = ""

    @property
    def lines(self) -> list[tuple[int, Cells]]:
        """The rows with their places in the group."""
        return list(zip(self.numbers, self.rows, strict=True))

    @property
    def empty(self) -> bool:
        return not (self.text or self.rows or self.files or self.note)


@dataclass(frozen=True)
class Section:
    """The answers of one step."""

    slug: str
    title: Any
    items: tuple[Item, ...]


def answered(
    kind: Kind,
    office: Office,
    answers: Mapping[str, Any],
    checked: Iterable[Step] | None = None,
    *,
    attachments: Mapping[str, list[Any]] | None = None,
    mask: bool = False,
    asked: AsAsked = TODAY,
) -> list[Section]:
    """Every question that was asked with its answer; those left empty have no text.

    Give `checked`, the steps of `kind.check`, where they are at hand, else the attachments. With
    `mask`, the numbers of papers show their last four characters only. `asked` holds the
    questions and names that a sent case keeps (R-08).
    """
    if checked is None:
        sources = Sources(office, answers)
        checked = [
            step(office, answers, attachments=attachments, sources=sources)
            for step in kind.steps_for(answers)
        ]
    sections = [
        Section(step.slug, step.title, tuple(items(step, answers, mask, asked))) for step in checked
    ]
    return [section for section in sections if section.items]


def items(
    step: Step, answers: Mapping[str, Any], mask: bool, asked: AsAsked = TODAY
) -> Iterator[Item]:
    for name, (label, field) in asked.fields(step).items():
        if is_beside(name) or not traits(field).applies(answers):
            continue
        value = answers.get(name)
        if isinstance(field, UploadField):
            files = tuple(step.attachments.get(name, ()))
            yield Item(
                name,
                label,
                files=files,
                anchor=anchor(step, name),
                note=note_on(name, answers, files=bool(files)),
                wrong=wrong(step, name),
            )
        elif isinstance(field, RowsField):
            yield table(step, name, label, field, value, asked)
        else:
            text = shown(field, value, step.sources, asked)
            if mask and is_number(field):
                text = masked(text)
            place = "" if isinstance(field, DerivedField) else anchor(step, name)
            yield Item(name, label, text, anchor=place, wrong=wrong(step, name))
    for label, text in asked.totals(step, answers):
        yield Item("", label, text)


def is_number(field: forms.Field) -> bool:
    """Whether the answer is the number of somebody's paper: it is sealed, and has a form."""
    return traits(field).seal and isinstance(field, PatternField)


def table(step: Step, name: str, label: Any, field: RowsField, value: Any, asked: AsAsked) -> Item:
    """A repeated group with its rows, each under its place among all that are stored."""
    counted = numbered_rows(value)
    return Item(
        name,
        label,
        rows=tuple(cells(field, row, step.sources, asked) for _place, row in counted),
        anchor=f"rows-{name}",
        numbers=tuple(place for place, _row in counted),
        one=field.one,
        wrong=wrong(step, name),
    )


def wrong(step: Step, name: str) -> Any:
    """The first thing that is wrong with an answer; nothing when the step was not judged."""
    if not step.is_bound or name not in step.fields:
        return ""
    group = step.row_sets.get(name)
    rows = group.filled if group else []
    faults: list[Any] = [step.errors.get(name)]
    faults += [fault for row in rows for fault in row.errors.values()]
    return next((fault[0] for fault in faults if fault), "")


def anchor(step: Step, name: str) -> str:
    """The field's place in its step; none when the step no longer asks it."""
    return first_id(step[name]) if name in step.fields else ""


def cells(
    field: RowsField, row: Mapping[str, Any], sources: Sources, asked: AsAsked = TODAY
) -> Cells:
    return tuple(
        (column.label, shown(column, row.get(name), sources, asked))
        for name, column in field.row.base_fields.items()
    )


def shown(field: forms.Field, value: Any, sources: Sources, asked: AsAsked = TODAY) -> str:
    """The text of one answer; what does not fit its field is shown as it was typed."""
    if isinstance(field, forms.BooleanField):
        return _("Có") if value is True else _("Không")
    if blank(value):
        return ""
    if isinstance(field, SeveralField):
        return ", ".join(label(field, str(one), sources, asked) for one in listed(value))
    if isinstance(field, PlaceField):
        kept = asked.name(field.source, str(value))
        return kept or shown_place(str(value), sources.gazetteer, field.anywhere)
    if isinstance(field, ChoiceField):
        return label(field, str(value), sources, asked)
    if isinstance(field, DayField):
        return day(value)
    if isinstance(field, NumberField):
        return number(value, field.grouped)
    if isinstance(field, PhoneField):
        return national_phone(str(value))
    return str(value)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def label(field: ChoiceField | SeveralField, code: str, sources: Sources, asked: AsAsked) -> str:
    """The name of a choice: as it was when the case was sent, else as it is."""
    kept = asked.name(field.source, code) if field.source else None
    return kept if kept is not None else labels(field, sources).get(code, code)


def labels(field: ChoiceField | SeveralField, sources: Sources) -> dict[str, str]:
    """Labels by code; a commune with its province: Phường Ninh Kiều, Thành phố Cần Thơ."""
    if field.source is None:
        return flat([*list(field.choices), *field.legacy])  # type: ignore[arg-type]
    return sources.labels(field.source, flat)


def flat(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, label in choices:
        if isinstance(label, list | tuple):
            found |= {str(inner): f"{text}, {code}" for inner, text in label}
        else:
            found[str(code)] = str(label)
    return found


def day(value: Any) -> str:
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    except ValueError:
        return str(value)


def number(value: Any, grouped: bool) -> str:
    """In the reader's way of writing numbers: 1.234.567,5 in Vietnamese."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite() or abs(exact) >= 10**18:
        return str(value)
    plain = format(exact, "f")
    short = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(formats.number_format(short, use_l10n=True, force_grouping=grouped))


def masked(text: str) -> str:
    """`********1234`: enough to know one's own number by, too little to use."""
    return f"********{text[-4:]}" if len(text) > 4 else "*" * len(text)
