"""The apologies that wait before a leader: the list, and one page to settle each."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forms.assigning import assign
from forms.clock.apologising import prepare
from forms.models import Apology, Case
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds.ugly import UGLY

#: What a browser can send, and not so long that it takes its time.
SENT = [one for one in UGLY if "\udfff" not in one and len(one) < 5_000]

LIST = "/cms/ho-so/xin-loi/"


def late(office, **columns):
    due = timezone.localdate() - timedelta(days=14)
    case = cases.case(office, state=State.PROCESSING, due_on=due, **columns)
    prepare(office)
    return case


def page(client, url=LIST):
    return html.unescape(client.get(url).content.decode())


def send(client, case, act, **fields):
    data = {"act": act, "version": case.version, **fields}
    return client.post(f"/cms/ho-so/{case.pk}/xin-loi/", data)


def test_the_list_says_how_late_and_who_has_it(at_work, office, other):
    case, theirs = late(office), late(other)
    shown = page(at_work(Role.LEADER))
    assert case.code in shown
    assert "10 ngày làm việc" in shown
    assert "Chuyên viên" in shown
    assert theirs.code not in shown


def test_it_is_there_at_the_first_look_without_the_nights_work(at_work, office):
    case = cases.case(
        office, state=State.PROCESSING, due_on=timezone.localdate() - timedelta(days=9)
    )
    assert case.code in page(at_work(Role.LEADER))


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER])
def test_only_leaders_see_it(at_work, office, role):
    case = late(office)
    client = at_work(role)
    assert client.get(LIST).status_code == 302
    assert client.get(f"/cms/ho-so/{case.pk}/xin-loi/").status_code == 302


def test_another_offices_is_not_there(at_work, other):
    assert at_work(Role.LEADER).get(f"/cms/ho-so/{late(other).pk}/xin-loi/").status_code == 404


def test_a_case_that_owes_none_has_no_such_page(at_work, office):
    case = cases.case(office, state=State.PROCESSING)
    assert at_work(Role.LEADER).get(f"/cms/ho-so/{case.pk}/xin-loi/").status_code == 404


def test_one_page_signs_it(at_work, office):
    case, leader = late(office), at_work(Role.LEADER)
    assert "Không cần xin lỗi nữa" not in page(leader, f"/cms/ho-so/{case.pk}/xin-loi/")
    sent = send(leader, case, "sign", reason="Chờ ý kiến.", working_days="5")
    assert (sent.status_code, sent["Location"]) == (302, LIST)
    case.refresh_from_db()
    assert case.extended_by == 5
    assert case.code not in page(leader).split("q-screen")[1]


def test_nothing_typed_is_lost(at_work, office):
    case = late(office)
    sent = send(at_work(Role.LEADER), case, "sign", reason="Chờ ý kiến.", working_days="")
    assert sent.status_code == 422
    assert "Chờ ý kiến." in html.unescape(sent.content.decode())
    stale = at_work(Role.LEADER).post(
        f"/cms/ho-so/{case.pk}/xin-loi/",
        {"act": "sign", "version": 0, "reason": "Chờ ý kiến.", "working_days": "5"},
    )
    assert stale.status_code == 409
    assert "Chờ ý kiến." in html.unescape(stale.content.decode())


def test_a_second_lateness_says_that_no_new_day_is_left(at_work, office):
    case = late(office, extended_from=timezone.localdate() - timedelta(days=30))
    leader = at_work(Role.LEADER)
    assert "đã được gia hạn một lần" in page(leader, f"/cms/ho-so/{case.pk}/xin-loi/")
    assert send(leader, case, "sign", reason="x", working_days="5").status_code == 403
    assert send(leader, case, "sorry", reason="Chờ ý kiến.").status_code == 302
    assert Apology.objects.get().standing == Apology.Standing.SIGNED


def test_whoever_comes_second_is_led_to_the_case(at_work, office):
    case = late(office, extended_from=timezone.localdate() - timedelta(days=30))
    send(at_work(Role.LEADER), case, "sorry", reason="Chờ ý kiến.")
    again = send(at_work(Role.LEADER), case, "sorry", reason="Chờ ý kiến.")
    assert again["Location"] == f"/cms/ho-so/{case.pk}/"


def test_what_is_wrong_in_it_does_not_hide_that_the_case_has_changed(at_work, office):
    case, other = late(office), at_work(Role.LEADER)
    assign(case.pk, factories.staff(office, last_name="Trần", first_name="Mới"), other.user)
    sent = send(at_work(Role.LEADER), case, "sign", reason="Chờ ý kiến.", working_days="")
    assert sent.status_code == 409
    shown = html.unescape(sent.content.decode())
    assert "Trần Mới" in shown
    assert "Chờ ý kiến." in shown


def test_what_was_typed_for_a_way_that_is_shut_meanwhile_is_given_back(at_work, office):
    case, leader = late(office), at_work(Role.LEADER)
    Case.objects.filter(pk=case.pk).update(extended_from=case.due_on, extended_by=1)
    shut = send(leader, case, "sign", reason="Chờ ý kiến của Bộ.", working_days="5")
    assert shut.status_code == 403
    assert "Chờ ý kiến của Bộ." in html.unescape(shut.content.decode())


def test_the_list_takes_as_many_queries_for_twenty_as_for_one(
    at_work, office, django_assert_max_num_queries
):
    for _n in range(20):
        late(office)
    leader = at_work(Role.LEADER)
    page(leader)
    with django_assert_max_num_queries(16):
        page(leader)


def test_no_value_breaks_the_page(at_work, office):
    case = late(office)
    leader = at_work(Role.LEADER)
    for value in SENT:
        fields = {"reason": value, "working_days": value, "why_not": value}
        for act in ("sign", "sorry", "dismiss", value):
            data = {"act": act, "version": value, **fields}
            status = leader.post(f"/cms/ho-so/{case.pk}/xin-loi/", data).status_code
            assert status in (403, 409, 422), (act, value)
        assert leader.get(LIST, {"trang": value}).status_code in (200, 400)


def at(client):
    """The tab of the queue: the codes that it shows, and its count."""
    shown = page(client, "/cms/ho-so/?muc=xin-loi")
    count = re.search(r'muc=xin-loi"[^>]*>[^<]*<span class="q-count">([^<]+)<', shown)
    codes = re.findall(r'<a href="/cms/ho-so/\d+/\?[^"]*">([^<]+)</a>', shown)
    return codes, count and count[1]


@pytest.mark.engines
def test_they_are_a_tab_of_the_queue_with_their_count(at_work, office, other):
    case, over = late(office), cases.case(office, state=State.RETURNED)
    Apology.objects.create(case=over, late_since=timezone.localdate() - timedelta(days=3))
    prepare(office)
    late(other)
    leader = at_work(Role.LEADER)
    assert at(leader) == ([case.code, over.code], "2")
    assert f'href="{LIST}"' in page(leader, "/cms/ho-so/?muc=xin-loi")
    assert 'muc=xin-loi"' in page(leader, "/cms/")


def test_the_tab_is_filled_at_the_first_look_without_the_nights_work(at_work, office):
    due = timezone.localdate() - timedelta(days=9)
    case = cases.case(office, state=State.PROCESSING, due_on=due)
    assert at(at_work(Role.LEADER))[0] == [case.code]


@pytest.mark.parametrize("act", ["sign", "sorry", "dismiss"])
def test_what_is_settled_leaves_the_tab(at_work, office, act):
    case, leader = late(office, extended_from=None), at_work(Role.LEADER)
    if act == "sorry":
        Case.objects.filter(pk=case.pk).update(extended_from=case.due_on, extended_by=1)
    if act == "dismiss":
        Case.objects.filter(pk=case.pk).update(due_on=timezone.localdate() + timedelta(days=9))
    given = {"reason": "Nhiều hồ sơ.", "working_days": "3", "why_not": "Đã dời hạn."}
    assert send(leader, case, act, **given).status_code == 302
    assert at(leader) == ([], "0")
    assert prepare(office) == 0
    assert at(leader) == ([], "0")


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.DEPUTY])
def test_who_signs_nothing_has_no_such_tab(at_work, office, role):
    case, client = late(office), at_work(role)
    shown = page(client, "/cms/ho-so/?muc=xin-loi")
    assert "muc=xin-loi" not in shown
    assert LIST not in shown
    assert case.code in page(client, "/cms/ho-so/?muc=qua-han")


def test_who_leads_one_office_and_works_at_another_signs_at_the_first(at_work, office, other):
    case, theirs = late(office), late(other)
    leader = at_work(Role.LEADER)
    leader.user.groups.add(other.groups.get(role=Role.CLERK).group)
    assert at(leader) == ([case.code], "1")
    assert theirs.code in page(leader, "/cms/ho-so/?muc=qua-han")
