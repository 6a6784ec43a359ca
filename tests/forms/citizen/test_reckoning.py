"""A due date in words: counted from the right day, with the days that were off, or not claimed."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from forms.citizen import reckoning
from forms.citizen.reckoning import Off
from forms.clock import CalendarDay
from forms.models import Event
from forms.models.events import record
from forms.states import State
from tests import cases, factories

pytestmark = pytest.mark.django_db
HOLIDAY = CalendarDay.Kind.PUBLIC_HOLIDAY


@pytest.fixture
def office():
    """With Tết 2026 and a Saturday that was worked, as announced."""
    found = factories.office("hcmc")
    for day in range(16, 21):
        holiday(found, date(2026, 2, day), f"Tết Nguyên đán (ngày {day})")
    holiday(found, date(2026, 4, 27), "Giỗ Tổ Hùng Vương")
    holiday(found, date(2026, 8, 22), "Làm bù", kind=CalendarDay.Kind.WORKING_WEEKEND)
    return found


def holiday(office, day, name, kind=HOLIDAY):
    CalendarDay.objects.create(office=office, date=day, kind=kind, name=name)


def at(day):
    return timezone.make_aware(datetime.combine(day, time(9)))


def due(office, received, due_on, days=15, state=State.PROCESSING):
    case = cases.case(
        office, state=state, received_at=at(received), working_days=days, due_on=due_on
    )
    return reckoning.due_of(case, case.events.all())


def test_it_tells_from_which_day_it_counts_and_what_it_leaves_out(office):
    found = due(office, date(2026, 2, 10), date(2026, 3, 10))
    assert found.count.start == date(2026, 2, 10)
    assert not found.count.anew
    assert found.count.off == [Off(date(2026, 2, 16), date(2026, 2, 20), "Tết Nguyên đán")]
    assert (found.days, found.missing_year) == (15, None)


def test_days_off_apart_are_told_apart_and_a_weekend_joins_what_it_lies_between(office):
    holiday(office, date(2026, 2, 23), "Nghỉ bù")
    found = due(office, date(2026, 2, 10), date(2026, 4, 28), days=48)
    assert found.count.off == [
        Off(date(2026, 2, 16), date(2026, 2, 23), "Tết Nguyên đán, Nghỉ bù"),
        Off(date(2026, 4, 27), date(2026, 4, 27), "Giỗ Tổ Hùng Vương"),
    ]


def test_a_saturday_that_is_worked_is_told(office):
    found = due(office, date(2026, 8, 20), date(2026, 8, 24), days=3)
    assert found.count.worked == [date(2026, 8, 22)]
    assert found.count.off == []


def test_what_came_on_a_day_off_counts_from_the_working_day_that_it_counts_as(office):
    for saturday_or_sunday in (7, 8):
        found = due(office, date(2026, 3, saturday_or_sunday), date(2026, 3, 12), days=3)
        assert found.count.start == date(2026, 3, 9)  # the reader counts 10, 11 and 12


@pytest.mark.parametrize("clock", ["restart", "pause"])
def test_a_supplement_that_came_on_a_day_off_does_too(office, clock):
    asked, answered = at(date(2026, 3, 2)), at(date(2026, 3, 7))
    case = cases.case(
        office,
        state=State.PROCESSING,
        received_at=at(date(2026, 2, 25)),
        working_days=5,
        due_on=date(2026, 3, 16 if clock == "restart" else 11),
    )
    how = {"ended_at": answered, "how": "online", "clock": clock}
    cases.ask_for(case, asked_at=asked, due_on=date(2026, 3, 16), **how)
    record(case, Event.Act.MOVED, from_state=State.SUPPLEMENT, to_state=State.PROCESSING)
    event = case.events.last()
    event.at = answered
    found = reckoning.due_of(case, [event])
    assert (found.count.start, found.count.anew) == (date(2026, 3, 9), True)
    assert found.count.days == (5 if clock == "restart" else 2)


@pytest.mark.parametrize(
    ("clock", "due_on", "days"),
    [("restart", date(2026, 3, 10), 15), ("pause", date(2026, 2, 25), 6)],
)
def test_after_a_supplement_it_counts_anew_or_goes_on(office, clock, due_on, days):
    case = cases.case(
        office,
        state=State.PROCESSING,
        received_at=at(date(2026, 1, 28)),
        working_days=15,
        due_on=due_on,
    )
    answered = {"ended_at": at(date(2026, 2, 10)), "how": "online", "clock": clock}
    cases.ask_for(case, asked_at=at(date(2026, 2, 10)), due_on=date(2026, 2, 24), **answered)
    record(case, Event.Act.MOVED, from_state=State.SUPPLEMENT, to_state=State.PROCESSING)
    event = case.events.last()
    event.at = at(date(2026, 2, 10))
    found = reckoning.due_of(case, [event])
    assert (found.count.anew, found.count.days) == (True, days)
    assert found.count.start == date(2026, 2, 10)


def test_an_extension_tells_the_day_before(office):
    case = cases.case(
        office,
        state=State.PROCESSING,
        received_at=at(date(2026, 2, 10)),
        working_days=15,
        due_on=date(2026, 3, 20),
        extended_from=date(2026, 3, 10),
    )
    found = reckoning.due_of(case, case.events.all())
    assert (found.before, found.count) == (date(2026, 3, 10), None)


def test_a_day_that_was_set_otherwise_is_not_explained_by_a_count(office):
    found = due(office, date(2026, 2, 10), date(2026, 3, 20))
    assert found.count is None
    assert found.missing_year is None


def test_a_year_that_the_calendar_lacks_is_named(office):
    found = due(office, date(2026, 12, 30), date(2027, 1, 22))
    assert found.count is None
    assert found.missing_year == 2027


def test_it_says_by_how_many_working_days_the_office_is_late(office):
    calendar = cases.calendar(office)
    today = timezone.localdate()
    past = today.replace(year=today.year - 1)
    late = due(office, past, past).late
    assert late == calendar.between(past, today) > 200
    assert due(office, past, past, state=State.APPROVED).late == 0


def test_late_in_a_year_without_a_calendar_gives_no_number(office):
    found = due(office, date(2024, 3, 1), date(2024, 3, 22))
    assert found.late is None


def test_no_date_no_reckoning(office):
    case = cases.case(office, state=State.SUBMITTED)
    assert reckoning.due_of(case, []) is None
    waiting = cases.case(office, state=State.SUPPLEMENT)
    assert reckoning.due_of(waiting, []) is None
