"""What is typed into the queue's search box: a code, words of subject and applicant, an ID."""

import re
from functools import cache

from django.db.models import Q

from forms.kinds import KINDS
from forms.kinds.traits import traits
from forms.models import SealedIndex
from forms.queue.case.batches import by_batch
from forms.references import BATCH_CODE, tidy_code
from forms.sealing import digest
from search.text import fold

LONGEST = 100
MOST_WORDS = 8
PART_OF_CODE = re.compile(r"[0-9A-Z.]*\d[0-9A-Z.-]*")
#: Personal numbers have 12 digits, passports at most 9 letters and digits.
ID_NUMBER = re.compile(r"(?=.*\d)[0-9A-Z]{6,14}")


def matching(typed: str) -> Q:
    """Cases that this text means; words must all be found, in any order, with or without marks."""
    typed = typed[:LONGEST]
    words = Q()
    for word in fold(typed).split()[:MOST_WORDS]:
        words &= Q(folded__contains=word)
    if (code := tidy_code(typed)) and BATCH_CODE.fullmatch(code):
        return by_batch(code)
    return words | by_code(code) | by_id_number(re.sub(r"[\s.-]", "", typed).upper())


def by_code(code: str) -> Q:
    """A whole code, its beginning, or the end that people read out: `261122-0007`, `0007`."""
    if not PART_OF_CODE.fullmatch(code):
        return Q(pk__in=[])
    return Q(code__startswith=code) | Q(code__endswith=f"-{code}")


def by_id_number(number: str) -> Q:
    """Cases that hold exactly this number, sealed as it is."""
    if not ID_NUMBER.fullmatch(number):
        return Q(pk__in=[])
    digests = [digest("field", name, number) for name in findable()]
    return Q(pk__in=SealedIndex.objects.filter(digest__in=digests).values("case"))


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
