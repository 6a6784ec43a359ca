"""Words of the search box as conditions on `Case.found_by`, the same on every database.

A word is found anywhere in the text, or, of one or two letters, where a word begins; a number of
three digits or more where a number begins or ends, which makes the end of a code or of a phone
number findable. Each way to find a word is a *needle*: a piece of plain text, three characters at
least, so that an index of trigrams holds it (`forms.trigrams`).

What costs least depends on how often a word occurs among a million cases. A rare one ("somphone",
a phone number) is looked up in the index, and the few cases are sorted. A frequent one ("trung
tâm", in most cases) is not worth looking up: its cases would all have to be read and sorted, while
the list, read in its own order along its own index, meets 25 of them within its first rows. The
two costs cross where about `FEW` of a million cases match; there each is still small.

The list tries the first way up to `FEW` and then goes the second (`forms.queue.lists.plans`).
PostgreSQL looks words up by itself, for it keeps how frequent they are in the column. SQLite has a
full-text index beside the table, which is asked first: it gives the cases, or says that there are
too many, and stops there.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from forms.queue.lists.plans import FEW
from forms.trigrams import COLUMN, INDEX
from search.text import plain

#: In ways to write it, of which one must be there; a phrase has a single one.
Word = tuple[str, ...]


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
    def of(cls, words: Iterable[Word]) -> "Said":
        wanted = list(words)
        if not wanted or connection.vendor != "sqlite":
            return cls(spelled_out(wanted), many=not wanted)
        few = looked_up(wanted)
        return cls(spelled_out(wanted), many=True) if few is None else cls(among(few))


def spelled_out(words: Iterable[Word]) -> Q:
    return reduce(and_, (reduce(or_, map(contains, one)) for one in words), Q())


def contains(needle: str) -> Q:
    return Q(**{f"{COLUMN}__contains": needle})


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
