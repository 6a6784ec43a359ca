"""The list that one came from leads back, to the case before and to the case after.

Its address is carried from case to case, and kept with the visit so that no form needs to carry it.
It is only ever read as a list's address and written anew: nothing in it can lead elsewhere (R-52).
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from forms.models import Case, Visit
from forms.queue.lists.listing import PLACE, Listing
from forms.states import User

CARRIED = "danh-sach"
LONGEST = 2000
#: In the session: after a decision, on to the next case.
GOES_ON = "queue-goes-on"


class CameFrom:
    """A list, as the way to a case."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing

    @classmethod
    def read(cls, user: User, address: str) -> "CameFrom | None":
        """The list of this address, if it can be one."""
        if not address or len(address) > LONGEST or "\0" in address:
            return None
        query = QueryDict(address)
        hostile = any("\0" in value for values in query.lists() for value in values[1])
        found = None if hostile else cls(Listing(user, query))
        return found if found and len(found.address) <= LONGEST else None

    @cached_property
    def address(self) -> str:
        """All that the list was, written anew."""
        return self.listing.address(**{PLACE: self.listing.place})[1:]

    @property
    def url(self) -> str:
        return f"{reverse('cases:list')}?{self.address}"

    @property
    def name(self) -> Any:
        return self.listing.tab.label

    def url_of(self, pk: int) -> str:
        """A case, reached by this list."""
        return f"{reverse('cases:case', args=[pk])}?{urlencode({CARRIED: self.address})}"

    def neighbour(self, case: Case, *, back: bool) -> int | None:
        """The case next to this one in the list's order, wherever this one stands by now."""
        return self.listing.planned.beside(case, back=back)


class Neighbours:
    """The list and the two cases beside this one: one query each."""

    def __init__(self, case: Case, came: CameFrom, session: Mapping[str, Any]) -> None:
        self.case, self.came = case, came
        self.goes_on = bool(session.get(GOES_ON))

    @cached_property
    def previous(self) -> str:
        return self.url(back=True)

    @cached_property
    def next(self) -> str:
        return self.url(back=False)

    def url(self, *, back: bool) -> str:
        pk = self.came.neighbour(self.case, back=back)
        return self.came.url_of(pk) if pk else ""


def came_from(user: User, case: Case) -> CameFrom | None:
    """The list by which the user came to the case in this visit."""
    kept = Visit.objects.filter(case=case, user=user.pk).values_list("came_from", flat=True)
    return CameFrom.read(user, kept.first() or "")


def onward(request: HttpRequest, case: Case) -> tuple[CameFrom, int | None] | None:
    """Ask before the case moves: the list to go on in after a decision, and its next case.

    Nothing where the user stays on the case, which is the usual.
    """
    came = came_from(request.user, case) if request.session.get(GOES_ON) else None
    return (came, came.neighbour(case, back=False)) if came else None
