"""What was chosen in the list: the act, and the ticked cases or all that its address means."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.bulk.acts import Act, acts
from forms.bulk.preparing import MOST_CHOSEN, NotChosen, Seen, chosen, matching
from forms.models import Case
from forms.queue.cases import CASE_ROLES
from forms.queue.lists.listing import Listing
from forms.sealing import digest
from forms.states import User
from home.models import roles_of

#: A ticked case: its id, and the version that the list showed.
TICKED = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})")
LONGEST = 2000
EXPORT = "export"
EXPORT_LABEL = gettext_lazy("Xuất ra tệp (CSV, XLSX)")


def roles_held(user: User) -> set[str]:
    return set().union(*roles_of(user).values())


def offered(user: User) -> list[Act]:
    """The acts that belong to the roles of this user."""
    held = roles_held(user)
    return [act for act in acts().values() if act.roles & held]


def demand_desk(user: User) -> None:
    """Bulk acts are for those who work cases; a superuser by that alone does not."""
    if not roles_held(user) & CASE_ROLES:
        raise PermissionDenied


@dataclass(frozen=True)
class Choice:
    """A post of the list's form, read but not yet judged."""

    user: User
    act: str
    seen: Seen
    #: All that the address means, instead of what is ticked.
    everything: bool
    address: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Choice":
        post = request.POST
        found = [TICKED.fullmatch(value) for value in post.getlist("chon")]
        address = post.get("dia-chi", "")
        # Cut off, a list's address would mean other cases than those that were seen.
        if not all(found) or len(address) > LONGEST:
            raise Http404
        return cls(
            request.user,
            post.get("viec", ""),
            {int(one[1]): int(one[2]) for one in found if one},
            "tat-ca" in post,
            address,
        )

    @cached_property
    def listing(self) -> Listing:
        """The list that was looked at; what makes no sense in its address counts as not there."""
        return Listing(self.user, QueryDict(self.address))

    @property
    def list_url(self) -> str:
        return f"{reverse('cases:list')}{self.listing.address()}"

    @property
    def cases(self) -> QuerySet[Case]:
        """Raises NotChosen with the reason; an id that the user does not see is a 404."""
        if self.everything:
            return matching(self.matching)
        try:
            return chosen(self.user, self.seen)
        except Case.DoesNotExist:
            raise Http404 from None

    @property
    def matching(self) -> QuerySet[Case]:
        return self.listing.selected

    def demand_act(self) -> Act:
        act = acts().get(self.act)
        if act is None:
            raise NotChosen(_("Hãy chọn một việc."))
        if not act.roles & roles_held(self.user):
            raise PermissionDenied
        return act


@dataclass(frozen=True)
class Bar:
    """What stands around the list for those who may act on many cases."""

    listing: Listing
    most: int = MOST_CHOSEN

    @cached_property
    def works(self) -> bool:
        """Whether the user has bulk acts at all, with this list or without."""
        return bool(roles_held(self.listing.user) & CASE_ROLES)

    @property
    def shown(self) -> bool:
        return self.works and bool(self.listing.page.rows)

    @cached_property
    def groups(self) -> list[tuple[Any, list[tuple[str, Any]]]]:
        """The acts to choose from, first those that fit cases of this page."""
        states = {case.state for case in self.listing.page.rows}
        fitting: list[Act] = []
        others: list[Act] = []
        for act in offered(self.listing.user):
            (fitting if not act.states or act.states & states else others).append(act)
        groups: list[tuple[Any, list[tuple[str, Any]]]] = [
            (_("Hợp với danh sách này"), [(act.code, act.label) for act in fitting]),
            (_("Xuất danh sách"), [(EXPORT, EXPORT_LABEL)]),
            (_("Việc khác"), [(act.code, act.label) for act in others]),
        ]
        return [(title, choices) for title, choices in groups if choices]

    @cached_property
    def matching(self) -> str:
        """How many the list says that it has; empty where this page is all there is."""
        page, listing = self.listing.page, self.listing
        return str(listing.counts[listing.tab.code]) if page.next or page.previous else ""

    @property
    def address(self) -> str:
        return self.listing.address().removeprefix("?")

    @property
    def key(self) -> str:
        """Names this list of this user to the browser, which remembers what is ticked in it."""
        return digest("list", str(self.listing.user.pk), self.address)[:16]
