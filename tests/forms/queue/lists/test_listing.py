"""The list of cases: tabs, filters, search, order, pages, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.kinds import KINDS
from forms.models import Case
from forms.queue.lists import plans
from forms.queue.lists.filters import filters_for
from forms.queue.lists.listing import Listing
from forms.queue.lists.screen import Screen
from forms.queue.lists.sorts import SORTS
from forms.queue.lists.tabs import TABS, Desk
from forms.states import State
from home.models import Role
from tests import cases, factories

URL = "/cms/ho-so/"
NAMES = [one.name for kind in KINDS for one in filters_for(kind)]
EVIL = [
    "",
    " ",
    "\0",
    "'",
    '"',
    "%",
    "_",
    "\\",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "%s%s%n",
    "\u202e\u200b\ufeff",
    "😀",
    "ế" * 5000,
    "9" * 400,
    "-1",
    "99999999999999999999",
    "1e309",
    "NaN",
    "²",
    "ສົມພອນ",
    "KzEgMjAyNi0wMS0wMQ",
    "KzEgMDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OQ",
    "Kzk5OTk5OTk5OTk5OTk5OTk5OTk5OSAyMDI2LTAxLTAx",
    "====",
    "é",
]


def codes(response):
    return re.findall(
        r'<a href="/cms/ho-so/\d+/(?:\?[^"]*)?">([^<]+)</a>', response.content.decode()
    )


def counts(response):
    found = re.findall(
        r'muc=([a-z-]+)[^"]*"[^>]*>[^<]*<span class="q-count">([^<]+)<', response.content.decode()
    )
    return dict(found)


@pytest.mark.parametrize(
    ("role", "tab"),
    [(Role.CLERK, "cho-tiep-nhan"), (Role.OFFICER, "cua-toi"), (Role.LEADER, "cho-ky")],
)
def test_each_role_begins_at_its_own_work(at_work, role, tab):
    page = at_work(role).get(URL).content.decode()
    assert re.search(rf'href="\?muc={tab}" aria-current="page"', page)


def test_the_tabs_hold_what_their_names_say(at_work, office):
    client = at_work(Role.OFFICER)
    today = timezone.localdate()
    for state in State:
        cases.case(office, state=state)
    cases.case(office, state=State.PROCESSING, assignee=client.user)
    cases.case(office, state=State.RETURNED, assignee=client.user)
    cases.case(office, state=State.ACCEPTED, assignee=client.user)
    cases.case(office, state=State.SIGNING, due_on=today - timedelta(days=3))
    cases.case(office, state=State.APPROVED, due_on=today - timedelta(days=3))
    cases.case(office, state=State.INSPECTION, due_on=today)
    cases.case(office, state=State.SUPPLEMENT, supplement_due_on=today - timedelta(days=1))
    assert counts(client.get(URL)) == {
        "cho-tiep-nhan": "1",
        "cua-toi": "2",
        "chua-phan-cong": "5",
        "cho-nguoi-nop": "2",
        "qua-han-bo-sung": "1",
        "cho-hoi-khuyen-hoc": "1",
        "cho-pho-phong": "1",
        "cho-ky": "2",
        "cho-tra": "3",
        "co-cau-hoi": "0",
        "sap-den-han": "1",
        "qua-han": "1",
        "tat-ca": "23",
    }


def test_due_soon_counts_working_days(office):
    calendar = cases.calendar(office)
    today = timezone.localdate()
    next_working = calendar.on_or_after(today + timedelta(days=1))
    after_it = calendar.on_or_after(next_working + timedelta(days=1))
    soon = cases.case(office, state=State.PROCESSING, due_on=next_working)
    cases.case(office, state=State.PROCESSING, due_on=after_it)
    desk = Desk.of(factories.staff(office), {office.pk})
    tab = next(tab for tab in TABS if tab.code == "sap-den-han")
    assert list(Case.objects.filter(tab.holds(desk))) == [soon]


def test_days_left_are_said_in_words(at_work, office):
    today = timezone.localdate()
    calendar = cases.calendar(office)
    client = at_work(Role.OFFICER)
    ahead = calendar.after(today, 4)
    for due in (today, ahead, today - timedelta(days=14)):
        cases.case(office, state=State.PROCESSING, due_on=due, assignee=client.user)
    page = client.get(URL).content.decode()
    assert "Đến hạn hôm nay" in page
    assert f"Còn {calendar.between(today, ahead)} ngày làm việc" in page
    late = calendar.between(today - timedelta(days=14), today)
    assert f"Quá hạn {late} ngày làm việc" in page
    assert f"{today:%d/%m/%Y}" in page


def test_a_calendar_without_the_year_says_so_and_breaks_nothing(at_work, office):
    client = at_work(Role.OFFICER)
    due = timezone.localdate().replace(year=timezone.localdate().year + 9, day=1)
    cases.case(office, state=State.PROCESSING, due_on=due, assignee=client.user)
    assert "Lịch làm việc chưa có năm" in client.get(URL).content.decode()


def search(client, q, **more):
    return set(codes(client.get(URL, {"muc": "tat-ca", "q": q, **more})))


def test_search_by_code_name_and_sealed_number(at_work, office, other):
    client = at_work()
    named = cases.case(office, "student", State.SUBMITTED)
    for _number in range(3):
        cases.case(office)
    assert search(client, named.code) == {named.code}
    assert search(client, named.code.lower()[:-1] + " ") >= {named.code}
    assert search(client, named.code[-11:]) == {named.code}
    assert search(client, named.code[-4:]) == {named.code}
    assert search(client, "vongsa somphone") == {named.code}
    assert search(client, "PA1234567") == {named.code}
    assert search(client, "pa 123 4567") == {named.code}
    assert search(client, "PA123456") == set()
    assert search(client, "không có gì như thế") == set()


def test_search_needs_no_marks_and_minds_none(at_work, office):
    client = at_work()
    case = cases.case(office)
    for typed in ("trung tam ngoai ngu binh minh", "BÌNH MINH", "nguyệt", "minh trung"):
        assert search(client, typed) == {case.code}, typed


def test_search_finds_nothing_of_another_office(at_work, other):
    case = cases.case(other, "student")
    client = at_work()
    for typed in (case.code, "SOMPHONE", "PA1234567"):
        assert search(client, typed) == set()


def test_filters_narrow_and_counts_follow(at_work, office):
    client = at_work()
    student = cases.case(office, "student", State.SIGNING)
    cases.case(office, "licence", State.SIGNING)
    cases.case(office, "student", State.SUBMITTED)
    response = client.get(URL, {"muc": "tat-ca", "loai": "student", "trang-thai": "signing"})
    assert codes(response) == [student.code]
    assert counts(response)["tat-ca"] == "1"
    assert counts(response)["cho-tiep-nhan"] == "0"


def test_an_empty_result_leads_on(at_work, office):
    cases.case(office)
    page = at_work().get(URL, {"q": "Bình Minh"}).content.decode()
    assert "Tìm trong tất cả hồ sơ" in page
    assert re.search(r'href="\?muc=tat-ca&amp;tim=', page)


def walked(user, address, name="next"):
    """The ids of every page from this address on, following the links."""
    pages = []
    while address:
        listing = Screen(user, QueryDict(address.lstrip("?")))
        pages.append([case.pk for case in listing.page.rows])
        last = address
        address = getattr(listing, f"{name}_url") if getattr(listing.page, name) else ""
    return pages, last


@pytest.mark.parametrize("sort", [code for code, sort in SORTS.items() if not sort.by])
def test_pages_show_every_case_once_forth_and_back(office, sort):
    made, user = cases.many(office, 83), factories.staff(office)
    pages, last = walked(user, f"muc=tat-ca&sap-xep={sort}")
    assert [len(page) for page in pages] == [25, 25, 25, 8]
    seen = [pk for page in pages for pk in page]
    order = SORTS[sort]
    sign = "-" if order.descending else ""
    in_order = Case.objects.order_by(f"{sign}{order.column}", f"{sign}id")
    assert seen == list(in_order.values_list("pk", flat=True))
    assert set(seen) == {case.pk for case in made}
    back, _first = walked(user, last, "previous")
    assert back == pages[::-1]


def test_the_pages_are_linked(at_work, office):
    cases.many(office, 60)
    client = at_work()
    first = client.get(URL, {"muc": "tat-ca"})
    assert 'rel="prev"' not in first.content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first.content.decode()).group(1)
    second = client.get(URL + following.replace("&amp;", "&"))
    assert set(codes(first)).isdisjoint(codes(second))
    back = re.search(r'rel="prev" href="([^"]+)"', second.content.decode()).group(1)
    assert codes(client.get(URL + back.replace("&amp;", "&"))) == codes(first)


def queries(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER])
def test_the_first_page_costs_the_same_for_50_cases_and_for_5000(at_work, office, role):
    client = at_work(role)
    officer = factories.staff(office)
    cases.many(office, 50, assignee=officer)
    client.get(URL)
    few = queries(client)
    cases.many(office, 4950, assignee=officer)
    assert queries(client) == few
    assert few <= 23  # three of them are of what is kept in memory outside of a transaction
    assert counts(client.get(URL))["tat-ca"] == "hơn 200"


@pytest.mark.parametrize(("most", "said"), [(6, "từ 3"), (7, "4")])
def test_counting_open_work_under_a_filter_stops_at_the_horizon(
    at_work, office, monkeypatch, most, said
):
    """Three are among the newest six, the fourth is the oldest of all."""
    monkeypatch.setattr(plans, "HORIZON", most)
    monkeypatch.setattr(plans, "FEW", 0)
    old = timezone.now() - timedelta(days=9)
    waiting = {"state": State.SUBMITTED, "kind_code": "student"}
    cases.many(office, 1, **waiting, submitted_at=old)
    cases.many(office, 3, state=State.SUBMITTED, kind_code="licence")
    cases.many(office, 3, **waiting)
    page = at_work(Role.CLERK).get(URL, {"muc": "cho-tiep-nhan", "loai": "student"})
    assert counts(page)["cho-tiep-nhan"] == said


def test_evil_words_break_nothing(at_work, office):
    client = at_work()
    cases.many(office, 3)
    for value in EVIL:
        for name in ("q", "muc", "sap-xep", "tu", "cot", "ds", *NAMES):
            response = client.get(URL, {"muc": "tat-ca", name: value})
            assert response.status_code in (200, 400), (name, value)
            assert b"<script>alert" not in response.content


def test_an_address_that_makes_no_sense_is_the_plain_list(office):
    user = factories.staff(office, Role.CLERK)
    listing = Listing(user, QueryDict("muc=x&loai=y&trang-thai=draft&don-vi=99&sap-xep=z&tu=w"))
    assert listing.tab.code == "cho-tiep-nhan"
    assert listing.chosen == {}
    assert listing.page.rows == []
