"""Numbers in the search box: codes, phone numbers as people write them, and numbers of papers.

The number of an identity paper is found whole or not at all: the database keeps a keyed digest of
it and nothing to compare a part with (`forms.sealing`).
"""

import re
from collections.abc import Iterable
from functools import cache

from django.db.models import Q

from forms.kinds import KINDS
from forms.kinds.traits import traits
from forms.models import Case, SealedIndex
from forms.queue.cases import read_in_full, works_cases
from forms.queue.finding.words import Word
from forms.references import plain
from forms.sealing import digest
from forms.states import User

#: Personal numbers have 12 digits, numbers of companies up to 13, passports at most nine letters
#: and digits.
ID_NUMBER = re.compile(r"(?=.*\d)[0-9A-Z]{6,13}")
PART_OF_CODE = re.compile(r"(?=.*\d)(?=.*[.-])[0-9A-Z.]+(?:-[0-9L]+)*")
#: What a number is written with, in as many pieces as one likes.
PIECE = re.compile(r"\+?\(?\d[\d().-]*")
LEAST_DIGITS, WHOLE_PHONE = 3, 9
DAY_OF_CODE = re.compile(r"\d{6}")
#: The countries whose numbers the forms take.
ABROAD = re.compile(r"(?:\+|00)?(84|856|855)")


def bare(text: str) -> str:
    """Letters and digits alone, as the numbers of papers are kept."""
    return re.sub(r"[^0-9A-Z]", "", plain(text))


def is_piece(text: str) -> bool:
    """Whether this may be a part of a number written with blanks."""
    return PIECE.fullmatch(plain(text)) is not None


def number(text: str) -> Word | None:
    """How a code or a phone number is found by what was typed; None for any other text."""
    tidy = plain(text).rstrip(".-")
    found: list[str] = []
    if DAY_OF_CODE.fullmatch(tidy):
        found.append(f"-{tidy}-")
    if PART_OF_CODE.fullmatch(tidy) and len(tidy) > 2:
        code = tidy.lower()
        found += [f"#{code}", f".{code}", f"-{code}  "]
    if PIECE.fullmatch(tidy):
        found += phone(tidy)
    return tuple(dict.fromkeys(found)) or None


def phone(tidy: str) -> list[str]:
    """A phone number is kept as +84901234567, and asked for whole, by its beginning or its end."""
    digits = re.sub(r"\D", "", tidy)
    if len(digits) < LEAST_DIGITS:
        return []
    if tidy.startswith(("+", "00")):
        return [f"  +{digits.removeprefix('00')}"]
    ways = [f"  {digits}", f"{digits}  "]
    if digits.startswith("0"):
        ways.append(f"  +84{digits[1:]}")
        if len(digits) >= WHOLE_PHONE:
            ways.append(f"{digits[1:]}  ")
    elif ABROAD.match(digits):
        ways.append(f"  +{digits}")
    return ways


def with_paper(numbers: Iterable[str], user: User) -> dict[str, Q]:
    """Of these numbers, those that a case holds which this user reads in full, each with those
    cases. One query at most.

    Which exist elsewhere must not show, not even by what is found instead: neither at an office
    where the user is but heard on some cases, nor to a superuser, to whom no number is told.
    """
    readable = Case.objects.filter(read_in_full(user), submitted_at__isnull=False)
    by_digest = {
        digest("field", name, one): one
        for one in numbers
        if works_cases(user) and ID_NUMBER.fullmatch(one)
        for name in findable()
    }
    if not by_digest:
        return {}
    here = SealedIndex.objects.filter(digest__in=by_digest, case__in=readable)
    found: dict[str, set[str]] = {}
    for known in here.values_list("digest", flat=True).distinct():
        found.setdefault(by_digest[known], set()).add(known)
    return {
        one: Q(pk__in=here.filter(digest__in=known).values("case")) for one, known in found.items()
    }


@cache
def findable() -> frozenset[str]:
    """The sealed answers, of any kind, that can be found by their exact value."""
    return frozenset(
        name
        for kind in KINDS.values()
        for step in kind.steps
        for name, field in step.base_fields.items()
        if traits(field).find
    )
