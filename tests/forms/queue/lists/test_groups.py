"""Lists in the order of kinds, states and people: every case once, wherever one begins to read."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.kinds import KINDS
from forms.models import Case
from forms.models.events import name_of
from forms.queue.case.neighbours import CameFrom
from forms.queue.lists import plans
from forms.queue.lists.listing import Listing
from forms.queue.lists.sorts import SORTS
from forms.queue.lists.tabs import TABS
from forms.states import FINAL, State
from home.models import Role
from search.text import fold
from tests import cases, factories

pytestmark = pytest.mark.engines
GROUPED = [code for code, sort in SORTS.items() if sort.by]
#: Read as little, which is put in order here, and as much, which is walked along indexes.
WAYS = pytest.mark.parametrize("few", [2000, 0], ids=["few", "walk"])


def person(office, role=Role.OFFICER, *, given="Bình", **fields):
    user = factories.staff(office, role)
    for name, value in ({"last_name": "Nguyễn Văn", "first_name": given} | fields).items():
        setattr(user, name, value)
    user.save()
    return user


@pytest.fixture
def people(office):
    return [person(office, given=given) for given in ("Ánh", "Đức", "Yến")]


@pytest.fixture
def filled(office, people):
    """Cases of all kinds, states and people, three of each moment; some are nobody's."""
    made = cases.many(office, 30)
    for user in people:
        made += cases.many(office, 37, assignee=user)
    return made


def rank(case, by):
    """Where the group of a case stands, said once more in other words."""
    if by == "kind_code":
        return fold(str(KINDS[case.kind_code].title))
    if by == "state":
        return [*State].index(State(case.state))
    return fold(name_of(case.assignee)).split()[::-1]


def in_order(found, code):
    sort = SORTS[code]
    newest = sorted(found, key=lambda case: (case.submitted_at, case.pk), reverse=True)
    nobodys = [case for case in newest if sort.by == "assignee_id" and case.assignee is None]
    others = [case for case in newest if case not in nobodys]
    in_groups = sorted(others, key=lambda case: rank(case, sort.by), reverse=sort.turned)
    return [case.pk for case in [*in_groups, *nobodys]]


def reread(address):
    return QueryDict(address.lstrip("?"))


def walked(user, address, name="next"):
    """The ids of every page from this address on, looking further where looking stopped."""
    seen, last = [], address
    while address:
        listing = Listing(user, reread(address))
        seen.append([case.pk for case in listing.page.rows])
        last = address
        page = listing.page
        on = name if getattr(page, name) else "further"
        address = getattr(listing, f"{on}_url") if getattr(page, on) else ""
        if page.rows:
            last = listing.address(tu=listing.place)
    return seen, last


def flat(pages):
    return [pk for page in pages for pk in page]


@WAYS
@pytest.mark.parametrize("sort", GROUPED)
@pytest.mark.parametrize("tab", ["tat-ca", "chua-phan-cong", "qua-han", "cho-tra"])
def test_every_case_is_shown_once_group_by_group_forth_and_back(
    office, filled, sort, tab, few, monkeypatch
):
    monkeypatch.setattr(plans, "FEW", few)
    user = person(office, given="Chi")
    listing = Listing(user, QueryDict(f"muc={tab}"))
    held = list(listing.selected.select_related("assignee"))
    pages, last = walked(user, f"muc={tab}&sap-xep={sort}")
    assert flat(pages) == in_order(held, sort)
    assert {len(page) for page in pages[:-1]} <= {25}
    back, _first = walked(user, last, "previous")
    assert back == pages[::-1]
