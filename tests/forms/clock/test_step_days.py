"""By when a step should be done: derived, so that it moves with calendar, hours and course."""

from datetime import date, datetime, time
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from forms.clock import Calendar, CalendarDay
from forms.clock.step_days import step_due
from forms.models import Event, OfficeStep
from forms.moves.transitions import move
from forms.slips.handovers import handovers
from forms.states import State
from home.models import Office
from tests import cases, factories

S = State
MONDAY = datetime(2026, 3, 2, 9)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour, minute))


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: timezone.make_aware(MONDAY))


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    call_command("load_calendar", "hcmc", stdout=StringIO())
    return found


def due(case, state=S.PROCESSING):
    """Of a step begun this Monday morning."""
    return step_due(case, state, timezone.now(), Calendar.of(case.office))


def off(office, *days):
    for day in days:
        CalendarDay.objects.create(office=office, date=day, kind="public_holiday", name="Nghỉ")


def test_it_moves_with_the_calendar(office):
    case = cases.case(office, state=S.PROCESSING)
    assert due(case) == at(2026, 3, 11, 11, 30)  # seven working days, to the half
    off(office, date(2026, 3, 4), date(2026, 3, 10))
    assert due(case) == at(2026, 3, 13, 11, 30)


def test_it_moves_with_the_hours(office):
    Office.objects.filter(pk=office.pk).update(morning_ends=time(8), afternoon_ends=time(16, 30))
    office.refresh_from_db()
    assert due(cases.case(office, state=S.PROCESSING)) == at(2026, 3, 11, 16, 30)


def test_it_moves_with_the_course_of_the_office(office):
    OfficeStep.objects.create(office=office, kind_code="licence", state=S.PROCESSING, days="1.5")
    assert due(cases.case(office, state=S.PROCESSING)) == at(2026, 3, 3, 17)


def test_a_step_that_is_no_longer_taken_is_measured_as_long_as_a_case_stands_in_it(office):
    assert due(cases.case(office, "nomination", S.CO_REVIEW), S.CO_REVIEW) == at(2026, 3, 6, 11, 30)


def test_a_step_of_the_citizen_or_of_an_unknown_year_has_none(office):
    case = cases.case(office, state=S.SUPPLEMENT)
    assert due(case, S.SUPPLEMENT) is None
    CalendarDay.objects.all().delete()
    assert due(case) is None


def test_no_move_waits_for_the_calendar_and_none_fixes_a_day(office):
    officer = factories.staff(office)
    CalendarDay.objects.all().delete()
    case = cases.case(office, state=S.ACCEPTED)
    move(case.pk, S.PROCESSING, officer, case.version)
    assert not Event.objects.exclude(due_at=None).exists()


def test_case_page_and_control_sheet_say_the_day_as_it_is_now(office):
    officer = factories.staff(office)
    client = factories.signed_in(officer)
    case = cases.case(office, state=S.ACCEPTED)
    move(case.pk, S.PROCESSING, officer, case.version)
    address = f"/cms/ho-so/{case.pk}/"
    assert "11:30 11/03/2026" in client.get(address).content.decode()
    off(office, date(2026, 3, 4))
    assert "11:30 12/03/2026" in client.get(address).content.decode()
    move(case.pk, S.SIGNING, officer, case.version + 1)
    case.refresh_from_db()
    rows = handovers(case, case.events.latest("number"))
    assert rows[-1][4] == "11:30 12/03/2026"
