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
from forms.queue.lists.paging import Cursor
from forms.queue.lists.screen import Screen
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
        listing = Screen(user, reread(address))
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
    listing = Screen(user, QueryDict(f"muc={tab}"))
    held = list(listing.selected.select_related("assignee"))
    pages, last = walked(user, f"muc={tab}&sap-xep={sort}")
    assert flat(pages) == in_order(held, sort)
    assert {len(page) for page in pages[:-1]} <= {25}
    back, _first = walked(user, last, "previous")
    assert back == pages[::-1]


@WAYS
@pytest.mark.parametrize("sort", GROUPED)
def test_looking_stops_at_the_horizon_and_goes_on_until_every_case_is_met(
    office, filled, people, sort, few, monkeypatch
):
    monkeypatch.setattr(plans, "FEW", few)
    monkeypatch.setattr(plans, "HORIZON", 20)
    user = person(office, given="Chi")
    asked = f"muc=tat-ca&sap-xep={sort}&loai=student&nguoi={people[1].pk}"
    found = list(Screen(user, QueryDict(asked)).selected.select_related("assignee"))
    pages, _last = walked(user, asked)
    assert flat(pages) == in_order(found, sort)
    everything, _last = walked(user, f"muc=tat-ca&sap-xep={sort}&han-tu=2020-01-01")
    assert flat(everything) == in_order(
        Case.objects.filter(next_on__gte="2020-01-01").select_related("assignee"), sort
    )


@WAYS
def test_a_place_is_the_same_when_its_case_has_moved_on(office, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    cases.many(office, 40, state=State.PROCESSING)
    cases.many(office, 40, state=State.SIGNING)
    user = person(office)
    first = Screen(user, QueryDict("muc=tat-ca&sap-xep=trang-thai"))
    seen, following = [case.pk for case in first.page.rows], first.next_url
    Case.objects.filter(pk=seen[-1]).update(state=State.SIGNING)
    pages, _last = walked(user, following)
    assert {*seen} & {*flat(pages)} == {seen[-1]}  # met once more, where it is now
    assert len({*seen, *flat(pages)}) == 80


@WAYS
def test_cases_of_those_who_left_stand_by_their_names_and_those_who_went_elsewhere_at_the_end(
    office, other, few, monkeypatch
):
    monkeypatch.setattr(plans, "FEW", few)
    left, away, here = (person(office, given=one) for one in ("An", "Bé", "Cúc"))
    left.groups.clear()
    left.is_active = False
    left.save()
    older = timezone.now() - timedelta(days=9)
    at_an, at_cuc, nobodys = (
        cases.case(office, assignee=user, submitted_at=older) for user in (left, here, None)
    )
    at_be = cases.case(office, assignee=away, submitted_at=older - timedelta(days=1))
    away.groups.set([other.groups.get(role=Role.OFFICER).group])
    cases.case(other, assignee=away)
    for sort, expected in (
        ("nguoi-xu-ly", [at_an, at_cuc, nobodys, at_be]),
        ("nguoi-xu-ly-nguoc", [at_cuc, at_an, nobodys, at_be]),
    ):
        listing = Screen(here, QueryDict(f"muc=tat-ca&sap-xep={sort}"))
        assert [case.pk for case in listing.page.rows] == [case.pk for case in expected]
    offered = [name for _pk, name in listing.scope.people]
    assert offered == ["Nguyễn Văn Cúc"]


@WAYS
@pytest.mark.parametrize("sort", GROUPED)
def test_two_offices_are_one_list(office, other, people, sort, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    user = people[0]
    user.groups.add(other.groups.get(role=Role.OFFICER).group)
    for place in (office, other):
        cases.many(place, 40, assignee=user)
        cases.many(place, 20)
    pages, last = walked(user, f"muc=tat-ca&sap-xep={sort}")
    assert flat(pages) == in_order(Case.objects.select_related("assignee"), sort)
    back, _first = walked(user, last, "previous")
    assert back == pages[::-1]


@pytest.mark.parametrize("sort", GROUPED)
def test_people_of_another_office_are_neither_named_nor_a_place(office, other, sort):
    stranger = person(other, given="Lạ")
    cases.many(other, 30, assignee=stranger)
    made = cases.many(office, 30)
    user = person(office)
    listing = Screen(user, QueryDict(f"muc=tat-ca&sap-xep={sort}"))
    assert stranger not in listing.scope.staff
    assert {case.pk for case in listing.page.rows} < {case.pk for case in made}
    place = str(Cursor(False, timezone.now(), 1, str(stranger.pk)))
    asked = Screen(user, QueryDict(f"muc=tat-ca&sap-xep={sort}&tu={place}"))
    assert asked.page.rows == listing.page.rows


@WAYS
@pytest.mark.parametrize("sort", GROUPED)
def test_from_case_to_case_goes_as_the_list_does(office, filled, sort, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    user = person(office)
    expected = in_order(Case.objects.select_related("assignee"), sort)
    came = CameFrom.read(user, f"muc=tat-ca&sap-xep={sort}")
    triples = zip([None, *expected[:-1]], expected, [*expected[1:], None], strict=True)
    for before, pk, after in [*triples][::20]:
        case = Case.objects.get(pk=pk)
        assert came.neighbour(case, back=True) == before
        assert came.neighbour(case, back=False) == after


@WAYS
@pytest.mark.parametrize("sort", GROUPED)
def test_who_is_heard_on_one_kind_sees_no_other(office, filled, sort, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    guest = person(office, Role.ASSOCIATION, given="Khuyến")
    pages, _last = walked(guest, f"muc=tat-ca&sap-xep={sort}")
    nominations = Case.objects.filter(kind_code="nomination").select_related("assignee")
    assert flat(pages) == in_order(nominations, sort)


@pytest.mark.parametrize("sort", GROUPED)
@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.code)
def test_only_groups_that_the_tab_leaves_are_asked(office, sort, tab):
    user = person(office)
    chain = Screen(user, QueryDict(f"muc={tab.code}&sap-xep={sort}")).planned
    if tab.open and chain.by == "state":
        assert not {chain.groups[rank].value for rank in chain.asked} & {*FINAL}
    one = Screen(user, QueryDict(f"muc={tab.code}&sap-xep={sort}&loai=student")).planned
    assert len(one.asked) == (1 if chain.by == "kind_code" else len(chain.asked))


@pytest.mark.parametrize(
    ("sort", "said"), [("trang-thai", "ascending"), ("trang-thai-nguoc", "descending")]
)
def test_the_head_says_the_order_and_offers_the_other(at_work, office, sort, said):
    cases.many(office, 3)
    page = at_work().get(f"/cms/ho-so/?muc=tat-ca&sap-xep={sort}").content.decode()
    turned = {"trang-thai": "trang-thai-nguoc", "trang-thai-nguoc": "trang-thai"}[sort]
    head = page.partition(f'aria-sort="{said}"')[2].partition("</th>")[0]
    assert f"sap-xep={turned}" in head
    assert "Trạng thái" in head
    assert page.count("aria-sort") == 1


@pytest.mark.parametrize("sort", GROUPED)
def test_counts_and_what_is_done_to_all_are_those_of_the_plain_list(office, filled, sort):
    user = person(office)
    for asked in ("", "&loai=student", "&nguoi=khong"):
        plain, list_ = (
            Screen(user, QueryDict(f"muc=tat-ca{asked}{more}")) for more in ("", f"&sap-xep={sort}")
        )
        assert list_.counts == plain.counts
        assert {*list_.selected} == {*plain.selected}


@pytest.mark.parametrize("sort", GROUPED)
@pytest.mark.parametrize("asked", ["muc=tat-ca", "muc=qua-han", "muc=tat-ca&loai=student"])
def test_an_order_by_groups_costs_at_most_one_query_more(at_work, office, filled, sort, asked):
    client = at_work()

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    plain = queries(f"/cms/ho-so/?{asked}&sap-xep=moi-nhat")
    assert queries(f"/cms/ho-so/?{asked}&sap-xep={sort}") <= plain + 1
