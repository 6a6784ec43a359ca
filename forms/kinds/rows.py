"""Repeated groups: a field whose answer is a list of rows, for example the teachers of a centre."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from forms.kinds.declared import DeclaredForm
from forms.kinds.inputs import SuggestInput
from forms.kinds.place import PlaceField, PlaceInput
from forms.kinds.text import BROKEN
from forms.kinds.traits import Condition, Privacy, with_traits
from home.gazetteer import Gazetteer, gazetteer
from home.models import Office
from search.numbers import whole

Answers = dict[str, Any]
LONGEST_RAW = 5000  # of what is kept of an answer that does not pass, in characters
FILL_IN = _("Hãy điền mục này.")
CHOOSE_ONE = _("Hãy chọn một mục.")
TICK = _("Hãy đánh dấu vào ô này để tiếp tục.")
EMPTY: tuple[Any, ...] = (None, "", [], ())
#: Marks a stored row that was removed but can still be taken back: it counts for nothing.
GONE = "gone"


def blank(value: Any) -> bool:
    """Whether nothing was answered; zero is an answer, an unticked box is none."""
    return value is False or any(value is empty or value == empty for empty in EMPTY)


def as_json(value: Any) -> Any:
    """A cleaned value as it is stored: dates in ISO form, decimals as text, the rest as it is."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def rows_of(value: Any) -> list[Answers]:
    """The rows of a stored answer that count: not removed, and not all empty."""
    return [row for _place, row in numbered_rows(value)]


def numbered_rows(value: Any) -> list[tuple[int, Answers]]:
    """The rows that count, each with its place among all that are stored."""
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return [
        (place, row)
        for place, row in enumerate(rows)
        if not row.get(GONE) and not all(map(blank, row.values()))
    ]


def raw(values: list[Any], many: bool) -> Any:
    """What was typed and did not pass, kept so that the citizen can mend it."""
    kept = [BROKEN.sub("", str(value))[:LONGEST_RAW] for value in values[:200]]
    return kept if many else (kept[-1] if kept else "")


def required_message(field: forms.Field) -> Any:
    """What is said of a question left open, in the words of what is to be done."""
    if isinstance(field, forms.BooleanField):
        return TICK
    return CHOOSE_ONE if isinstance(field, forms.ChoiceField) else FILL_IN


class Sources:
    """Choices that are data, read once for all steps and rows of one request."""

    def __init__(self, office: Office, answers: Mapping[str, Any]) -> None:
        self.office, self.answers = office, answers
        self.read: dict[Any, list[Any]] = {}
        self.named: dict[Any, dict[str, str]] = {}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return gazetteer()

    def choices(self, source: Callable[..., Any]) -> list[Any]:
        if source not in self.read:
            self.read[source] = list(source(self.office, self.answers))
        return self.read[source]

    def labels(self, source: Callable[..., Any], flat: Callable[..., Any]) -> dict[str, str]:
        """The labels by code of what a source reads, made once."""
        if source not in self.named:
            self.named[source] = flat(self.choices(source))
        return self.named[source]

    def fill(self, field: forms.Field, empty: list[Any]) -> None:
        """Gives a field the choices or the suggestions that its source reads.

        Choices are read when they are looked at: an answer left empty costs no query.
        """
        if isinstance(field, PlaceField):
            field.look(self.office.province_id, lambda: self.gazetteer)
        elif source := getattr(field, "source", None):
            first = [] if isinstance(field, forms.MultipleChoiceField) else empty
            field.choices = lambda: [*first, *self.choices(source)]  # type: ignore[attr-defined]
        if suggest := getattr(field, "suggest", None):
            assert isinstance(field.widget, SuggestInput)
            field.widget.suggestions = tuple(self.choices(suggest))


def sent(form: forms.Form, name: str) -> list[Any]:
    """Every value that a browser sent for a field, of which the name is given with its row's."""
    field = form.fields[name.rpartition("-")[2]]
    if isinstance(field.widget, PlaceInput):
        return [field.widget.value_from_datadict(form.data, {}, name) or ""]
    return list(form.data.getlist(name))  # type: ignore[attr-defined]


class Row(DeclaredForm):
    """One row of a repeated group, for example one teacher."""

    #: Whether the citizen removed the row, and may take it back.
    gone = False
    #: Whether the citizen came to change this very row: it is shown open.
    wanted = False

    def clean(self) -> Answers:
        super().clean()
        self.rules()
        return self.cleaned_data

    def rules(self) -> None:
        """A place for what the fields of a row demand of each other."""


class RowsField(forms.Field):
    """A repeated group; its answer is a list of rows, each a mapping of the row's fields."""

    widget = forms.HiddenInput  # never rendered: templates show the group's rows

    def __init__(self, row: type[Row], *, least: int, most: int, one: Any, **kwargs: Any) -> None:
        self.row, self.least, self.most, self.one = row, least, most, one
        super().__init__(**kwargs)


def rows(
    label: str | Promise,
    row: type[Row],
    *,
    one: str | Promise,
    least: int = 0,
    most: int = 60,
    help: str | Promise = "",
    privacy: Privacy = Privacy.NONE,
    seal: bool = False,
    asked: Condition | tuple[Condition, ...] = (),
) -> RowsField:
    """A repeated group of at least `least` rows; `one` names a single row ("Giáo viên")."""
    field = RowsField(
        row, least=least, most=most, one=one, label=label, help_text=help, required=False
    )
    return with_traits(field, privacy=privacy, seal=seal, asked=asked)


class RowSet:
    """The rows of one group as forms, bound to what was posted or filled from what was stored."""

    def __init__(
        self, name: str, field: RowsField, stored: Any, data: Any | None, sources: Sources
    ) -> None:
        self.name, self.field, self.sources = name, field, sources
        if data is None:
            kept = stored if isinstance(stored, list) else []
            known = [row for row in kept if isinstance(row, dict)][: field.most]
            shown = known or [{} for _row in range(max(field.least, 1))]
            self.forms = [self.form(n, initial=row) for n, row in enumerate(shown)]
            for form, row in zip(self.forms, shown, strict=True):
                form.gone = bool(row.get(GONE))
        else:
            self.forms = [self.form(n, data=data) for n in range(self.count(data))]
            for form in self.forms:
                form.gone = bool(data.get(form.add_prefix(GONE)))

    def form(self, number: int, **kwargs: Any) -> Row:
        """A row that passes when it is empty: it then counts as not there."""
        form = self.field.row(prefix=f"{self.name}-{number}", empty_permitted=True, **kwargs)
        for field in form.fields.values():
            self.sources.fill(field, [("", "—")])
            field.error_messages["required"] = required_message(field)
        return form

    def count(self, data: Any) -> int:
        return min(whole(str(data.get(f"{self.name}-count", "")), 4) or 0, self.field.most)

    @property
    def full(self) -> bool:
        return sum(not form.gone for form in self.forms) >= self.field.most

    @cached_property
    def filled(self) -> list[Row]:
        """The rows in which something was typed."""
        return [form for form in self.forms if not form.gone and form.has_changed()]

    def typed(self, form: Row) -> Answers:
        """A row as stored: cleaned where it passes, else as typed."""
        form.errors  # noqa: B018  (cleans)
        cells = {
            name: as_json(form.cleaned_data[name])
            if name in form.cleaned_data
            else raw(sent(form, form.add_prefix(name)), many=False)
            for name in form.fields
        }
        return {**cells, GONE: True} if form.gone else cells

    def stored(self, keep_empty: bool = False) -> list[Answers]:
        return [self.typed(form) for form in (self.forms if keep_empty else self.filled)]

    @property
    def valid(self) -> bool:
        return all(form.is_valid() for form in self.filled)
