"""The list that one came from: back to it, to the cases beside, and on after a decision."""

import html
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from forms.models import Visit
from forms.queue.case.neighbours import CARRIED, CameFrom, Neighbours
from forms.states import State
from home.models import Role
from tests import cases, factories

OLDEST_FIRST = "muc=cho-tiep-nhan&sap-xep=cu-nhat"


@pytest.fixture
def three(office):
    """Three cases that wait for reception, the oldest first."""
    now = timezone.now()
    return [cases.case(office, submitted_at=now - timedelta(hours=9 - n)) for n in range(3)]


def address(case, carried=OLDEST_FIRST):
    return f"{reverse('cases:case', args=[case.pk])}?{urlencode({CARRIED: carried})}"


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def leads_to(shown, case):
    return f'href="{reverse("cases:case", args=[case.pk])}?{CARRIED}=' in shown


def test_the_list_leads_to_a_case_with_its_own_address(at_work, three):
    client = at_work(Role.CLERK)
    listed = page(client, f"{reverse('cases:list')}?{OLDEST_FIRST}&loai=licence")
    assert all(leads_to(listed, case) for case in three)
    link = listed.split(f'href="{reverse("cases:case", args=[three[0].pk])}?')[1].split('"')[0]
    assert "loai=licence" in parse_qs(link)[CARRIED][0]


def test_a_case_leads_to_those_beside_it_in_the_order_of_the_list(at_work, three):
    client = at_work(Role.CLERK)
    first, middle, last = (page(client, address(case)) for case in three)
    assert 'rel="prev"' not in first
    assert leads_to(first, three[1])
    assert leads_to(middle, three[0])
    assert leads_to(middle, three[2])
    assert 'rel="next"' not in last
    assert "Hồ sơ cuối của danh sách" in last
    assert "Danh sách: Chờ tiếp nhận" in middle


def test_what_the_list_leaves_out_is_no_neighbour(at_work, three, office):
    nominations = cases.case(office, "nomination", submitted_at=three[0].submitted_at)
    client = at_work(Role.CLERK)
    shown = page(client, address(three[0], f"{OLDEST_FIRST}&loai=licence"))
    assert leads_to(shown, three[1])
    assert not leads_to(shown, nominations)


def test_a_case_that_left_the_list_still_knows_its_place(at_work, three):
    three[1].state = State.WITHDRAWN
    three[1].closed_at = timezone.now()
    three[1].save()
    shown = page(at_work(Role.CLERK), address(three[1]))
    assert leads_to(shown, three[0])
    assert leads_to(shown, three[2])


def test_without_a_list_one_is_led_to_the_first(at_work, three):
    shown = page(at_work(Role.CLERK), reverse("cases:case", args=[three[0].pk]))
    assert f'href="{reverse("cases:list")}"' in shown
    assert 'rel="next"' not in shown


def test_the_list_is_kept_through_the_clicks_of_a_visit(at_work, three):
    client = at_work(Role.CLERK)
    page(client, address(three[0]))
    client.post(reverse("cases:note", args=[three[0].pk]), {"note": "Đã xem."})
    assert leads_to(page(client, reverse("cases:case", args=[three[0].pk])), three[1])
    Visit.objects.update(shown_at=timezone.now() - timedelta(hours=1))
    assert not leads_to(page(client, reverse("cases:case", args=[three[0].pk])), three[1])


HOSTILE = [
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "muc=%00",
    "q=%00&muc=tat-ca",
    "muc=\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "x" * 5000,
    "&" * 300,
    "tu=%ff%fe",
    '"><script>alert(1)</script>',
    "q=" + "a" * 1500,
    "muc=tat-ca&tu=zzzz",
]


@pytest.mark.engines
@pytest.mark.parametrize("carried", HOSTILE)
def test_R52_whatever_is_carried_leads_only_to_lists_and_cases_of_ours(at_work, three, carried):
    client = at_work(Role.CLERK)
    shown = page(client, address(three[0], carried))
    assert "<script>alert" not in shown
    came = CameFrom.read(client.user, carried)
    if came is not None:
        assert urlsplit(came.url).netloc == ""
        assert came.url.startswith(reverse("cases:list"))
        assert "evil" not in came.address


def test_R19_another_offices_case_is_nobodys_neighbour(at_work, three, other):
    cases.case(other, submitted_at=three[0].submitted_at)
    client = at_work(Role.CLERK)
    came = CameFrom.read(client.user, f"{OLDEST_FIRST}&don-vi={other.pk}")
    beside = [came.neighbour(three[1], back=back) for back in (True, False)]
    assert beside == [three[0].pk, three[2].pk]


def test_the_two_neighbours_cost_a_query_each(at_work, three, django_assert_num_queries):
    client = at_work(Role.CLERK)
    came = CameFrom.read(client.user, OLDEST_FIRST)
    beside = Neighbours(three[1], came, {})
    with django_assert_num_queries(2):
        assert beside.previous
        assert beside.next


# On after a decision.


def refuse(client, case):
    url = reverse("cases:move", args=[case.pk, State.REFUSED])
    return client.post(url, {"version": case.version, "reason": "Nộp nhầm."})


def test_after_a_decision_one_stays_unless_one_wishes_otherwise(at_work, three):
    client = at_work(Role.CLERK)
    page(client, address(three[0]))
    assert refuse(client, three[0]).url == reverse("cases:case", args=[three[0].pk])


def test_after_a_decision_one_goes_on_to_the_next_and_is_told(at_work, three):
    client = at_work(Role.CLERK)
    page(client, address(three[0]))
    client.post(reverse("cases:going_on", args=[three[0].pk]), {"on": ""})
    assert "sang hồ sơ sau ✓" in page(client, reverse("cases:case", args=[three[0].pk]))
    moved = refuse(client, three[0])
    assert moved.url == address(three[1], "muc=cho-tiep-nhan")  # whose usual order it is
    shown = page(client, moved.url)
    assert f"Hồ sơ {three[0].code}: Từ chối tiếp nhận." in shown
    assert "Đây là hồ sơ kế tiếp" in shown
    assert reverse("cases:case", args=[three[0].pk]) in shown


def test_after_the_last_one_is_back_in_the_list(at_work, three):
    client = at_work(Role.CLERK)
    page(client, address(three[2]))
    client.post(reverse("cases:going_on", args=[three[2].pk]), {"on": ""})
    moved = refuse(client, three[2])
    assert moved.url.startswith(reverse("cases:list"))
    assert "Đã hết danh sách." in page(client, moved.url)


def test_the_wish_can_be_taken_back(at_work, three):
    client = at_work(Role.CLERK)
    page(client, address(three[0]))
    client.post(reverse("cases:going_on", args=[three[0].pk]), {"on": ""})
    client.post(reverse("cases:going_on", args=[three[0].pk]), {"off": ""})
    assert refuse(client, three[0]).url == reverse("cases:case", args=[three[0].pk])


def test_R17_nobody_chooses_on_a_case_of_another_office(at_work, other):
    theirs = cases.case(other)
    url = reverse("cases:going_on", args=[theirs.pk])
    assert at_work().post(url, {"on": ""}).status_code == 404


def test_who_sees_no_list_has_no_neighbours(three):
    assert CameFrom.read(factories.superuser(), OLDEST_FIRST).neighbour(three[0], back=False)


@pytest.mark.engines
@pytest.mark.parametrize("carried", ["tu=" + "é" * 1900, "q=" + "ư" * 1900, "q=a%00"])
def test_R52_whatever_is_carried_is_kept_or_left(at_work, three, carried):
    client = at_work()
    query = {"danh-sach": carried}
    assert client.get(reverse("cases:case", args=[three[0].pk]), query).status_code == 200
    assert client.get(reverse("cases:case", args=[three[0].pk])).status_code == 200
