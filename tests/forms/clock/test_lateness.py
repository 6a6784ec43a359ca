"""Late is what was promised for before now: by the half-day, on indexed columns."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from forms.clock import Calendar, CalendarDay
from forms.clock.halves import AFTERNOON, MORNING
from forms.clock.lateness import in_time, late, past_noon
from forms.clock.reckoning import History
from forms.models import Case
from forms.queue.case.due import Spent, due_of, spent
from forms.states import State
from tests import cases, factories

S = State
TODAY = date(2026, 3, 10)  # a Tuesday


@pytest.fixture
def at(monkeypatch):
    def set_hour(hour, minute=0, day=TODAY):
        moment = datetime(day.year, day.month, day.day, hour, minute)
        aware = moment.replace(tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: aware)

    set_hour(8)
    return set_hour


def due(office, day, part, state=S.PROCESSING):
    return cases.case(office, state=state, due_on=day, due_part=part)


def found(condition):
    return set(Case.objects.filter(condition))


@pytest.mark.parametrize(
    ("hour", "minute", "late_now"), [(8, 0, False), (11, 30, False), (11, 31, True), (23, 59, True)]
)
def test_what_is_due_in_a_morning_is_late_after_it(office, at, hour, minute, late_now):
    case = due(office, TODAY, MORNING)
    at(hour, minute)
    assert case.overdue is late_now
    assert (case in found(late(past_noon([office.pk])))) is late_now
    assert (case in found(in_time(past_noon([office.pk])))) is not late_now


def test_what_is_due_in_an_afternoon_is_late_on_the_next_day(office, at):
    case = due(office, TODAY, AFTERNOON)
    at(20)
    assert not case.overdue
    at(0, 1, date(2026, 3, 11))
    assert case.overdue
    assert found(late(past_noon([office.pk]))) == {case}


def test_the_office_decides_when_its_morning_ends(office, at):
    other = factories.office("cantho")
    type(other).objects.filter(pk=other.pk).update(morning_ends="10:00")
    here, there = due(office, TODAY, MORNING), due(other, TODAY, MORNING)
    at(10, 30)
    assert found(late(past_noon([office.pk, other.pk]))) == {there}
    assert not here.overdue
    assert there.overdue


@pytest.mark.parametrize("state", [S.SUBMITTED, S.SUPPLEMENT, S.APPROVED, S.RETURNED])
def test_nothing_is_late_where_no_clock_runs(office, state):
    cases.case(office, state=state)
    assert found(late(past_noon([office.pk]))) == set()


@pytest.mark.parametrize(
    ("hour", "day", "words"),
    [
        (8, TODAY, "Đến hạn hôm nay"),
        (14, TODAY, "Quá hạn từ trưa nay"),
        (8, date(2026, 3, 11), "Quá hạn 1 ngày làm việc"),
    ],
)
def test_the_words_say_the_same(office, at, hour, day, words):
    case = due(office, TODAY, MORNING)
    at(hour, 0, day)
    assert due_of(case, Calendar.of(office), day).text == words


def test_on_a_day_off_after_a_friday_it_is_late_and_not_due_today(office, at):
    friday, saturday = date(2026, 3, 13), date(2026, 3, 14)
    case = due(office, friday, AFTERNOON)
    at(8, 0, saturday)
    found_ = due_of(case, Calendar.of(office), saturday)
    assert (found_.tone, found_.text) == ("late", "Quá hạn")


def test_received_on_a_day_off_a_case_has_its_whole_limit_and_no_day_more(office, at):
    """Day 0 is the Monday; ten days after it is Monday two weeks later."""
    saturday = date(2026, 3, 14)
    at(9, 0, saturday)
    case = cases.case(office, state=S.PROCESSING, working_days=10, due_on=date(2026, 3, 30))
    for day, used, words in (
        (saturday, 0, "Còn 10 ngày làm việc"),
        (date(2026, 3, 16), 0, "Còn 10 ngày làm việc"),
        (date(2026, 3, 17), 1, "Còn 9 ngày làm việc"),
    ):
        at(9, 0, day)
        told = due_of(case, Calendar.of(office), day)
        assert spent(case, History(), Calendar.of(office), day) == Spent(used, 10)
        assert told.text == words


def test_a_year_that_is_missing_is_said_and_not_guessed(office, at):
    case = due(office, date(2027, 1, 5), MORNING)
    CalendarDay.objects.filter(date__year=2027).delete()
    assert "2027" in due_of(case, Calendar.of(office), TODAY).text
    assert spent(case, History(), Calendar.of(office), TODAY) is None


@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=1), date(2027, 1, 5)])
def test_so_is_this_year_whatever_day_it_is_due(office, at, on):
    case = due(office, on, MORNING)
    CalendarDay.objects.filter(date__year=2026).delete()
    assert "2026" in due_of(case, Calendar.of(office), TODAY).text
    assert spent(case, History(), Calendar.of(office), TODAY) is None


def test_an_extension_before_a_year_that_is_gone_breaks_nothing(office, at):
    case = due(office, TODAY, AFTERNOON)
    case.extended_from, case.extended_by = date(2025, 12, 30), 40
    CalendarDay.objects.filter(date__year=2025).delete()
    assert due_of(case, Calendar.of(office), TODAY).text == "Đến hạn hôm nay"
    assert spent(case, History(), Calendar.of(office), TODAY) is not None
