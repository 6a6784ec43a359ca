"""Names of centres: the type, then a proper name that no other centre of the office has.

TT 21/2018/TT-BGDĐT. Names are compared without accents, so that "Hoà Bình" and "Hòa Bình" are one.
"""

import re
from collections.abc import Collection

from home.models import Office
from search.text import fold
from services.models import Licence

#: Words that say what kind of centre it is, as they open a folded name.
TYPE_WORDS = re.compile(
    r"(?:trung tam|ngoai ngu|anh ngu|tin hoc|ngon ngu|van hoa|giao duc|ky nang song|ky nang"
    r"|boi duong|kien thuc|nghe thuat|dao tao|va|,|-|–|&)(?: |$|(?=,))"
)
#: Words of an address that tell no place from another.
PLACE_WORDS = re.compile(r"\b(?:so|nha|duong|pho|ngo|hem|phuong|xa|quan|thanh pho|tp)\b")
GONE = (Licence.Status.DISSOLVED, Licence.Status.REVOKED)


def proper_name(name: str) -> str:
    """A centre's name folded, without the words for its type; may be empty."""
    rest = " ".join(fold(name).split())
    while match := TYPE_WORDS.match(rest):
        rest = rest[match.end() :].lstrip()
    return rest


def place_name(address: str) -> str:
    """An address folded, without the words that only say what its parts are."""
    return PLACE_WORDS.sub(" ", fold(address))


def is_taken(office: Office, name: str, besides: Collection[str | None]) -> bool:
    """Whether another existing centre of the office has the same proper name."""
    wanted = proper_name(name)
    rows = (
        Licence.objects.order_by()
        .filter(office=office, folded__endswith=wanted)
        .exclude(stored_status__in=GONE)
    )
    return any(
        proper_name(folded) == wanted and slug not in besides
        for slug, folded in rows.values_list("slug", "folded")
    )
