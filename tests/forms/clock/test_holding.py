"""A change of the calendar and a day that is just being promised by it never miss each other."""

import threading
from collections.abc import Callable
from datetime import date, datetime, time
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from forms.clock import CalendarDay
from forms.clock.extending import extend
from forms.clock.holding import calendar_in_force
from forms.clock.recounting import go_on, start
from forms.clock.years import days_of, put_in_force, read, written
from forms.models import Case, Recount
from forms.moves.transitions import Details, move
from forms.states import State
from forms.supplements.asking import Asking
from home.models import Office, Role
from tests import cases, factories

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
S = State
ON = datetime(2026, 3, 2, 9)  # a Monday
OFF = date(2026, 3, 4)
#: How long somebody is watched who is to wait, in seconds.
WATCHED = 0.4


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    aware = ON.replace(tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: aware)


@pytest.fixture
def office():
    found = factories.office("hcmc")
    call_command("load_calendar", "hcmc", stdout=StringIO())
    return found


def beside(work: Callable[[], object]) -> threading.Thread:
    """Somebody else at work, over a connection of their own, who has to wait for us."""

    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(WATCHED)
    assert thread.is_alive()
    return thread


def a_day_off(office):
    days = [*days_of(office, 2026), CalendarDay(date=OFF, kind="public_holiday", name="Nghỉ")]
    put_in_force(office, 2026, read(office, 2026, written(days)))


def other_hours(office):
    """What came in at nine counts from the afternoon now."""
    with transaction.atomic():
        Office.objects.filter(pk=office.pk).update(morning_ends=time(8))
        start(office, date(2000, 1, 1), "Đổi giờ làm việc", None)


def receive(case, people):
    move(case.pk, S.ACCEPTED, people[Role.CLERK], case.version, Details(working_days=3))


def ask(case, people):
    details = Details("Thiếu giấy.", supplement=Asking(3))
    move(case.pk, S.SUPPLEMENT, people[Role.OFFICER], case.version, details)


def take_back(case, people):
    move(case.pk, S.PROCESSING, people[Role.CLERK], case.version, Details())


def prolong(case, people):
    extend(case.pk, people[Role.LEADER], case.version, "Nhiều hồ sơ.", 3)


def reopen(case, people):
    move(case.pk, S.PROCESSING, people[Role.LEADER], case.version, Details("Tính sai."))


#: Everything that promises a day: from which state, how, and with the day off and without it.
PROMISES = [
    (S.SUBMITTED, receive, date(2026, 3, 5), date(2026, 3, 6)),
    (S.PROCESSING, ask, date(2026, 3, 5), date(2026, 3, 6)),
    (S.SUPPLEMENT, take_back, date(2026, 3, 5), date(2026, 3, 6)),
    (S.PROCESSING, prolong, date(2026, 3, 6), date(2026, 3, 9)),
    (S.STOPPED, reopen, date(2026, 3, 5), date(2026, 3, 6)),
]


def about_to(office, state):
    limit: dict[str, Any] = {"working_days": 3}
    if state == S.PROCESSING:
        limit = {"working_days": 1, "due_on": date(2026, 3, 3)}
    received = {} if state == S.SUBMITTED else {"received_at": timezone.now(), **limit}
    case = cases.case(office, state=state, **received)
    case.supplements.update(asked_at=timezone.now())
    people = {role: factories.staff(office, role) for role in Role}
    return case, people


def promised(case):
    case = Case.objects.get(pk=case.pk)
    return case.supplement_due_on or case.due_on


@pytest.mark.parametrize(("state", "act", "before", "after"), PROMISES)
def test_a_change_waits_for_a_day_that_is_just_being_promised_and_then_moves_it(
    office, state, act, before, after
):
    case, people = about_to(office, state)
    with transaction.atomic():
        act(case, people)
        administrator = beside(lambda: a_day_off(office))
        assert promised(case) == before
    administrator.join()
    go_on.call(Recount.objects.latest("pk").pk)
    assert promised(case) == after


@pytest.mark.parametrize(("state", "act", "before", "after"), PROMISES)
def test_a_day_that_is_promised_during_a_change_waits_and_is_right_at_once(
    office, state, act, before, after
):
    case, people = about_to(office, state)
    with transaction.atomic():
        a_day_off(office)
        somebody = beside(lambda: act(case, people))
    somebody.join()
    assert promised(case) == after


def test_so_it_is_when_the_hours_change(office):
    case, people = about_to(office, S.SUBMITTED)
    with transaction.atomic():
        other_hours(office)
        clerk = beside(lambda: receive(case, people))
    clerk.join()
    case.refresh_from_db()
    assert (case.due_on, case.due_part) == (date(2026, 3, 5), 1)


def test_two_who_promise_do_not_wait_for_each_other(office):
    def reckon():
        with transaction.atomic():
            calendar_in_force(office)
        connection.close()

    with transaction.atomic():
        calendar_in_force(office)
        other = threading.Thread(target=reckon)
        other.start()
        other.join(20)
        assert not other.is_alive()
