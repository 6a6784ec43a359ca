"""The morning of each role: what waits, what is late, what came; bounded, and kind when empty."""

import html
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from forms.assigning import assign
from forms.clock import CalendarDay
from forms.models import Case, Mention, Supplement
from forms.notes.noting import write_note
from forms.queue.home.work import Work
from forms.queue.lists.morning import since
from forms.queue.lists.tabs import Desk
from forms.states import State
from home.models import Role
from tests import cases, factories

S, How = State, Supplement.How


def home(client):
    return html.unescape(client.get("/cms/").content.decode())


def numbers(items):
    return {item.code: item.number for item in items if item.number}


def work(user):
    return Work(type(user).objects.get(pk=user.pk))


@pytest.mark.parametrize(
    ("role", "lines"),
    [
        (Role.CLERK, ["muc=cho-tiep-nhan", "muc=cho-tra"]),
        (Role.OFFICER, ["muc=cua-toi", "muc=chua-phan-cong"]),
        (Role.DEPUTY, ["muc=cho-pho-phong"]),
        (Role.LEADER, ["muc=cho-ky", "muc=xin-loi"]),
        (Role.ASSOCIATION, ["muc=cho-hoi-khuyen-hoc"]),
    ],
)
def test_each_role_is_led_to_its_work(at_work, office, role, lines):
    shown = home(at_work(role))
    assert "Việc chờ tôi" in shown
    for line in lines:
        assert line in shown


def test_an_editor_has_no_such_morning(at_work, office):
    assert "Việc chờ tôi" not in home(at_work(Role.EDITOR))


def test_what_came_since_the_last_working_day(office, monkeypatch):
    """On a Monday everything since Friday morning is new."""
    monday = datetime(2026, 3, 16, 8, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: monday)
    clerk = factories.staff(office, Role.CLERK)
    for days in (0, 1, 2, 3, 4):
        cases.case(office, submitted_at=monday - timedelta(days=days))
    assert since(Desk.of(clerk, {office.pk})).date() == monday.date() - timedelta(days=3)
    assert numbers(work(clerk).news) == {"moi-nop": 4}
    assert numbers(work(clerk).standing) == {"cho-tiep-nhan": 5}


def test_new_cases_lead_to_a_list_of_just_these(at_work, office):
    client = at_work(Role.CLERK)
    old, new = (
        cases.case(office, submitted_at=timezone.now() - timedelta(days=days)) for days in (40, 0)
    )
    (item,) = (item for item in work(client.user).news if item.code == "moi-nop")
    shown = client.get(item.path).content.decode()
    assert (item.number, new.code in shown, old.code in shown) == (1, True, False)


def test_what_a_clerk_began_at_the_counter_waits_for_them(office, other):
    clerk, colleague = (factories.staff(office, Role.CLERK) for _two in range(2))
    page = factories.form_page(office, "nomination")
    begun = {"office": office, "form_page": page, "kind_code": "nomination", "origin": "counter"}
    Case.objects.create(**begun, taken_in_by=clerk)
    assert numbers(work(clerk).standing) == {"dang-nhap": 1}
    assert not numbers(work(colleague).standing)
    Case.objects.update(office=other)
    assert not work(clerk).anything


def test_what_was_given_to_me_by_others_is_news(office):
    officer = factories.staff(office, Role.OFFICER)
    case = cases.case(office, state=S.ACCEPTED)
    assign(case.pk, officer, factories.staff(office, Role.LEADER))
    assert numbers(work(officer).news) == {"moi-giao": 1}


def test_a_note_that_names_me_is_news_until_it_is_read(office):
    officer, clerk = factories.staff(office, Role.OFFICER), factories.staff(office, Role.CLERK)
    write_note(cases.case(office).pk, "Xem giúp nhé.", clerk, [officer])
    assert numbers(work(officer).news) == {"nhac-den": 1}
    Mention.objects.update(read_at=timezone.now())
    assert not numbers(work(officer).news)


@pytest.mark.parametrize("how", [How.ONLINE, How.TYPED, How.COUNTER, How.EXPIRED])
def test_what_its_citizen_completed_is_news_however_it_came(office, how):
    officer = factories.staff(office, Role.OFFICER)
    case = cases.case(office, state=S.PROCESSING, assignee=officer)
    now = timezone.now()
    cases.ask_for(case, due_on=timezone.localdate(), ended_at=now, how=how)
    expected = {} if how == How.EXPIRED else {"moi-bo-sung": 1}
    assert numbers(work(officer).news) == expected


def test_what_was_put_before_the_leader_is_news(office):
    leader = factories.staff(office, Role.LEADER)
    cases.case(office, state=S.SIGNING)
    found = work(leader)
    assert numbers(found.news) == {"moi-trinh": 1}
    assert [one.case.state for one in found.deadlines] == [S.SIGNING]


def test_deadlines_are_mine_and_the_first_ones(office, other):
    officer = factories.staff(office, Role.OFFICER)
    for days in range(8):
        due = timezone.localdate() + timedelta(days=8 - days)
        cases.case(office, state=S.PROCESSING, assignee=officer, due_on=due)
    cases.case(other, state=S.PROCESSING, assignee=officer)
    found = [one.case.due_on for one in work(officer).deadlines]
    assert found == sorted(found)
    assert len(found) == 5
    assert found[0] == timezone.localdate() + timedelta(days=1)


def test_nothing_of_another_office_is_counted(office, other):
    cases.case(other)
    cases.case(other, state=S.PROCESSING, due_on=timezone.localdate() - timedelta(days=9))
    clerk = work(factories.staff(office, Role.CLERK))
    assert not clerk.anything


def test_an_empty_morning_says_so_kindly(at_work, office):
    shown = home(at_work(Role.OFFICER))
    assert "Bạn không có hồ sơ nào đang tính hạn" in shown


def test_the_morning_takes_five_queries_at_most(office, django_assert_max_num_queries):
    leader = factories.staff(office, Role.LEADER)
    for state in (S.SIGNING, S.PROCESSING, S.ACCEPTED) * 4:
        cases.case(office, state=state)
    found = work(leader)
    assert found.roles
    assert found.offices  # in a test nothing is kept of it
    with django_assert_max_num_queries(5):
        assert found.sections
        assert found.deadlines
        assert not found.warnings


@pytest.fixture
def on(monkeypatch):
    def set_day(year, month, day):
        at = datetime(year, month, day, 9, tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    return set_day


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMIN])
def test_from_october_on_a_missing_year_is_said(at_work, office, on, role):
    CalendarDay.objects.filter(date__year=2027).delete()
    user = at_work(role)
    on(2026, 8, 3)
    assert "năm 2027 chưa được nhập" not in home(user)
    on(2026, 10, 1)
    assert "năm 2027 chưa được nhập" in home(user)


def test_before_october_it_is_said_when_limits_reach_into_it(office, on):
    CalendarDay.objects.filter(date__year=2027).delete()
    page = factories.procedure(office)
    type(page).objects.filter(pk=page.pk).update(working_days=120)
    on(2026, 8, 3)
    assert [
        year for _text, _office, year in work(factories.staff(office, Role.ADMIN)).warnings
    ] == [2027]


def test_clerks_are_not_bothered_with_it(at_work, office, on):
    CalendarDay.objects.filter(date__year=2027).delete()
    on(2026, 11, 2)
    assert "chưa được nhập" not in home(at_work(Role.CLERK))
