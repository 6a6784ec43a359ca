"""R-47: what is typed is read in time linear in its length: 50,000 characters in 50 ms of CPU.

Every field of every kind, every form of the citizen's other screens, and every function that takes
a text apart; a new one is measured as soon as it is declared.
"""

import contextlib
import time

import pytest
from django.core.exceptions import ValidationError

from forms import references
from forms.citizen.code_and_pin import CodeAndPin, PinAlone
from forms.citizen.helping import HelperForm
from forms.citizen.rating import RatingForm
from forms.citizen.resuming import AddressForm
from forms.citizen.withdrawing import WithdrawForm
from forms.kinds import KINDS, once, place, text
from forms.kinds.rows import RowsField
from home.gazetteer import gazetteer
from search import text as search_text
from tests import factories

pytestmark = pytest.mark.django_db
LENGTH, MOST = 50_000, 0.05
UNITS = {
    "letters": ("a", ""),
    "letters, then a mark": ("a", "!"),
    "digits": ("1", "x"),
    "zeros": ("0", "x"),
    "blanks within": (" ", "b"),
    "lines within": ("\n", "b"),
    "blanks and lines": (" \n", "b"),
    "points": ("1.", "x"),
    "commas": ("1,", "x"),
    "hyphens": ("a-", "!"),
    "at signs": ("a@", "!"),
    "labels": ("a.", "@"),
    "addresses": ("http://a.", "!"),
    "quotes": ("' ", "_"),
    "accents": ("ế", "!"),
    "Lao": ("ກ", "1"),
    "Khmer": ("ក្ក", "1"),
    "nothing": ("\u200b", "a"),
    "brackets": ("(*", ")"),
}
VALUES = {
    name: ("a" + unit * (LENGTH // len(unit)))[: LENGTH - 1] + end
    for name, (unit, end) in UNITS.items()
}


def seconds(act, value):
    """Of CPU, the best of three: what else the machine does is not counted."""
    found = []
    for _try in range(3):
        start = time.process_time()
        with contextlib.suppress(ValidationError):
            act(value)
        found.append(time.process_time() - start)
        if found[-1] < MOST:
            break
    return min(found)


def slow(acts):
    """Which of these need too long for which values."""
    return [
        (name, of, round(took, 3))
        for name, act in acts.items()
        for of, value in VALUES.items()
        if (took := seconds(act, value)) > MOST
    ]


def declared(fields):
    """Every field with those of its rows, by name."""
    for name, field in fields.items():
        if isinstance(field, RowsField):
            yield from declared({f"{name}.{n}": one for n, one in field.row.base_fields.items()})
        else:
            yield name, field


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_R47_every_field_of_a_kind(kind):
    factories.commune()
    gazetteer()
    fields = dict(declared(kind.base_fields))
    assert slow({name: field.clean for name, field in fields.items()}) == []
    assert slow({name: let_in(field) for name, field in fields.items()}) == []


def let_in(field):
    """Reads as much as the field looks at; what is far too long it refuses at once."""
    most = 4 * (getattr(field, "max_length", None) or LENGTH) + 100
    return lambda value: field.clean(value[:most])


@pytest.mark.parametrize(
    "form", [CodeAndPin, PinAlone, AddressForm, HelperForm, WithdrawForm, RatingForm]
)
def test_R47_every_form_beside_them(form):
    def judge(value):
        form(dict.fromkeys(form.base_fields, value)).is_valid()

    assert slow({form.__name__: judge}) == []


READERS = {
    "tidy": text.tidy,
    "one_line": text.one_line,
    "one_blank": text.one_blank,
    "ascii_digits": text.ascii_digits,
    "digits_only": text.digits_only,
    "code_letters": text.code_letters,
    "as_said": once.as_said,
    "split": place.split,
    "commune_code": place.commune_code,
    "plain": references.plain,
    "tidy_code": references.tidy_code,
    "fold": search_text.fold,
    "joined_numbers": search_text.joined_numbers,
    "without": lambda value: once.without(frozenset({"a"}), value),
    "found": lambda value: gazetteer().found(value),
    "near": lambda value: gazetteer().near(value),
    "within": lambda value: gazetteer().within(value, value),
}


@pytest.mark.parametrize("name", READERS)
def test_R47_every_function_that_takes_a_text_apart(name):
    factories.commune()
    gazetteer()
    assert slow({name: READERS[name]}) == []
