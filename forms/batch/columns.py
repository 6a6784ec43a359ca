"""The columns of a sheet: what each is called, and how a cell is understood."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from forms.kinds import Kind
from forms.kinds.batching import columns
from forms.kinds.display import flat, labels
from forms.kinds.inputs import ChoiceField, DayField, NumberField, SeveralField
from forms.kinds.place import PlaceField
from forms.kinds.rows import Sources
from forms.kinds.text import BROKEN, tidy
from forms.kinds.traits import traits
from home.models import Office
from search.text import fold

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST = 5000  # of what is kept of a cell, in characters: longer than any answer may be
TICKED, NOT_TICKED = "co", "khong"
#: Days as spreadsheets count them; smaller numbers are years or mistakes, not days.
FIRST_DAY, SERIALS = date(1899, 12, 30), range(10_000, 73_050)
FORMULA = gettext_lazy("Ô này có công thức. Hãy ghi giá trị thay cho công thức.")
TICK = gettext_lazy("Hãy chọn Có hoặc Không.")


@dataclass(frozen=True)
class Column:
    """One answer of the kind as a column; `office` gives the choices that are data."""

    code: str
    field: forms.Field
    office: Office
    #: The title of its step, in which it is asked.
    group: Any
    #: Whether another column has the same label.
    shared: bool

    @property
    def label(self) -> str:
        return f"{self.field.label} ({self.group})" if self.shared else str(self.field.label)

    @property
    def required(self) -> bool:
        return self.field.required

    @property
    def conditional(self) -> bool:
        return self.required and bool(traits(self.field).asked)

    @property
    def is_day(self) -> bool:
        return isinstance(self.field, DayField)

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field, forms.BooleanField)

    @property
    def labels(self) -> dict[str, str]:
        """What may be chosen, by code, in the language of this moment; empty for free text."""
        if self.is_tick:
            return {TICKED: _("Có"), NOT_TICKED: _("Không")}
        sources = Sources(self.office, {})
        if isinstance(self.field, PlaceField):
            return sources.labels(self.field.source, flat)
        if not isinstance(self.field, ChoiceField | SeveralField):
            return {}
        found = labels(self.field, sources)
        return {code: str(label) for code, label in found.items() if code}

    @cached_property
    def words(self) -> dict[str, str]:
        """Codes by everything that they are called: themselves, and their labels in any language.

        What two of them are called once marks are left out is called by neither.
        """
        exact: dict[str, str] = {}
        folded: dict[str, set[str]] = {}
        for language in LANGUAGES:
            with override(language):
                for code, label in self.labels.items():
                    exact.setdefault(label.casefold(), code)
                    folded.setdefault(fold(label), set()).add(code)
        alone = {word: codes.pop() for word, codes in folded.items() if len(codes) == 1}
        return alone | exact | {code.casefold(): code for code in exact.values()}

    def code_of(self, text: str) -> str:
        """The code that a text means, or the text itself: the form then says what is wrong."""
        text = tidy(text)
        return self.words.get(text.casefold()) or self.words.get(fold(text)) or text

    def answer(self, text: str) -> Any:
        """A cell's text as a browser would send it."""
        if self.is_tick:
            return self.code_of(text) == TICKED
        if isinstance(self.field, SeveralField):
            return [self.code_of(part) for part in text.split(";") if part.strip()]
        if isinstance(self.field, ChoiceField | PlaceField):
            return self.code_of(text)
        return text

    def doubt(self, text: str) -> str:
        """What is wrong with a cell that no form sees; the empty text when nothing is."""
        if self.is_tick and text:
            return "" if self.code_of(text) in (TICKED, NOT_TICKED) else str(TICK)
        return ""

    def text(self, value: Any) -> str:
        """A cell's value as text: days as people write them, numbers without a false fraction."""
        if isinstance(value, bool):
            return TICKED if value else NOT_TICKED
        if isinstance(value, datetime | date):
            return f"{value:%d/%m/%Y}"
        if self.is_day and isinstance(value, int | float) and int(value) in SERIALS:
            return f"{FIRST_DAY + timedelta(days=int(value)):%d/%m/%Y}"
        if isinstance(value, float):
            plain = str(int(value)) if value.is_integer() else repr(value)
            return plain.replace(".", ",") if isinstance(self.field, NumberField) else plain
        text = BROKEN.sub("�", str(value))[:LONGEST]
        return "" if not tidy(text) else text


def columns_of(kind: Kind, office: Office) -> list[Column]:
    found = list(columns(kind))
    with override(settings.LANGUAGE_CODE):
        called = Counter(str(field.label) for _step, _code, field in found)
        return [
            Column(code, field, office, step.title, called[str(field.label)] > 1)
            for step, code, field in found
        ]


def names(column: Column) -> Iterator[str]:
    """Everything that a column's header may say."""
    yield column.code
    for language in LANGUAGES:
        with override(language):
            yield fold(tidy(column.label))
