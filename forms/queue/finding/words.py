"""Words of the search box as conditions on `Case.found_by`, the same on every database.

A word is found anywhere in the text, or, of one or two letters, where a word begins; a number of
three digits or more where a number begins or ends, which makes the end of a code or of a phone
number findable. Each way to find a word is a *needle*: a piece of plain text, three characters at
least, so that an index of trigrams holds it (`forms.queue.finding.trigrams`).

What costs least depends on how often a word occurs among a million cases. A rare one ("somphone",
a phone number) is looked up in the index, and the few cases are sorted. A frequent one ("trung
tâm", in most cases) is not worth looking up: its cases would all have to be read and sorted, while
the list, read in its own order along its own index, meets 25 of them within its first rows. The
two costs cross where about `FEW` of a million cases match; there each is still small.

The list tries the first way up to `FEW` and then goes the second (`forms.queue.lists.plans`).
PostgreSQL looks words up by itself, for it keeps how frequent they are in the column. SQLite has a
full-text index beside the table, which is asked first: it gives the cases, or says that there are
too many, and stops there.

Whoever does not read all of a case (a guest who is heard on it, a superuser; of a restricted case
all but leaders) is told no phone number, and so finds none: of such cases a number counts only
outside of it.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db import connection
from django.db.models import F, Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Replace
from django.db.models.lookups import Contains

from forms.queue.finding.trigrams import COLUMN, INDEX
from forms.queue.lists.plans import FEW
from search.text import plain

#: In ways to write it, of which one must be there; a phrase has a single one.
Word = tuple[str, ...]
#: The cases that a reader reads in full, of those that are found; None: all of them.
InFull = Q | None
#: What everybody who sees a case is told of it.
TOLD_TO_ALL = Replace(COLUMN, F("phone"), output_field=TextField())  # type: ignore[arg-type]


def words_in(text: str) -> list[Word]:
    return [word(one) for one in plain(text).split()]


def word(text: str) -> Word:
    if len(text) < 3:
        return (f"  {text}",)
    if text.isdecimal():
        return (f"  {text}", f"{text}  ")
    return (text,)


def phrase_in(text: str) -> list[Word]:
    """All of it in a row, as in quotes."""
    found = plain(text)
    return [(found if len(found) > 2 else f"  {found}",)] if found else []


@dataclass(frozen=True)
class Said:
    """Cases in whose text each of the words is; `many` where they are known to be."""

    condition: Q
    many: bool = False

    @classmethod
    def of(cls, words: Iterable[Word], in_full: InFull = None) -> "Said":
        wanted = list(words)
        if not wanted or connection.vendor != "sqlite":
            return cls(spelled_out(wanted, in_full), many=not wanted)
        few = looked_up(wanted)
        if few is None:
            return cls(spelled_out(wanted, in_full), many=True)
        return cls(among(few) & outside_of_contacts(wanted, in_full))


def spelled_out(words: Iterable[Word], in_full: InFull = None) -> Q:
    wanted = list(words)
    return each(wanted, contains) & outside_of_contacts(wanted, in_full)


def outside_of_contacts(words: list[Word], in_full: InFull) -> Q:
    """What is asked besides of cases that the reader does not read in full."""
    numbers = [word for word in words if any(map(str.isdecimal, "".join(word)))]
    if in_full is None or not numbers:
        return Q()
    return in_full | each(numbers, says_openly)


def each(words: list[Word], there: Callable[[str], Q]) -> Q:
    return reduce(and_, (reduce(or_, map(there, one)) for one in words), Q())


def contains(needle: str) -> Q:
    return Q(**{f"{COLUMN}__contains": needle})


def says_openly(needle: str) -> Q:
    return Q(Contains(TOLD_TO_ALL, needle))


def looked_up(words: Iterable[Word]) -> list[int] | None:
    """The cases by SQLite's full-text index; None where they are many."""
    # Plain text holds no quotes; a trigram may begin with blanks, so each needle is a string.
    ways = (" OR ".join(f'"{needle}"' for needle in one) for one in words)
    match = " AND ".join(f"({way})" for way in ways)
    query = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT {FEW + 1}"
    with connection.cursor() as cursor:
        cursor.execute(query, [match])
        found = [pk for (pk,) in cursor.fetchall()]
    return found if len(found) <= FEW else None


def among(pks: list[int]) -> Q:
    """These cases, as one value, however many they are."""
    if not pks:
        return Q(pk__in=[])
    return Q(pk__in=RawSQL("SELECT value FROM json_each(%s)", [json.dumps(pks)]))
