"""One extension a case, by a leader, with a reason, a new day in working days and an apology."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.extending import extend, may_extend
from forms.models import Case, Event, Notice, Slip
from forms.models.events import faults
from forms.moves.transitions import Forbidden, Refused, Stale
from forms.slips.dates import in_words
from forms.slips.rendering import page_of
from forms.states import RUNNING, State
from home.models import Role
from tests import cases, factories

WHY = "Chờ ý kiến của cơ quan phối hợp."


@pytest.fixture
def leader(office):
    return factories.staff(office, Role.LEADER, last_name="Trần", first_name="Ký")


def extended(case, user, days=5, why=WHY):
    return extend(case.pk, user, case.version, why, days)


def test_the_new_day_is_counted_in_working_days_after_the_promised_one(office, leader):
    case = cases.case(office, state=State.PROCESSING)
    after = extended(case, leader)
    assert after.due_on == Calendar.of(office).after(case.due_on, 5)
    assert (after.extended_from, after.state) == (case.due_on, State.PROCESSING)
    assert after.version == case.version + 1


def test_of_a_late_case_it_is_counted_from_today(office, leader):
    late = timezone.localdate() - timedelta(days=9)
    case = extended(cases.case(office, state=State.SIGNING, due_on=late), leader)
    assert case.due_on == Calendar.of(office).after(timezone.localdate(), 5)
    assert not case.overdue


def test_it_apologises_on_paper_and_by_mail(office, leader):
    case = cases.case(office, state=State.PROCESSING)
    after = extended(case, leader)
    said = page_of(Slip.objects.get(case=case, form="04"))
    for expected in (WHY, in_words(case.due_on), in_words(after.due_on), "xin lỗi", "Trần Ký"):
        assert expected in said, expected
    notice = Notice.objects.get(case=case)
    assert (notice.topic, notice.note) == (Notice.Told.EXTENDED, WHY)


def test_it_is_a_line_of_the_history_with_its_reason(office, leader):
    case = extended(cases.case(office, state=State.PROCESSING), leader)
    line = case.events.get(act=Event.Act.EXTENDED)
    assert (line.actor, line.note) == (leader, WHY)
    assert faults(Case.objects.get(pk=case.pk)) == []


def test_there_is_one_a_case(office, leader):
    case = extended(cases.case(office, state=State.PROCESSING), leader)
    with pytest.raises(Forbidden, match="một lần"):
        extended(case, leader)
    assert case.slips.filter(form="04").count() == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.EDITOR, Role.ADMIN])
def test_nobody_but_a_leader_of_the_office_extends(office, role):
    case = cases.case(office, state=State.PROCESSING)
    strangers = [factories.staff(office, role), factories.superuser()]
    strangers.append(factories.staff(factories.office("cantho"), Role.LEADER))
    for stranger in strangers:
        with pytest.raises(Forbidden):
            extended(case, stranger)


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_only_where_the_clock_runs(office, leader, state):
    case = cases.case(office, state=state)
    assert may_extend(leader, case)[0] == (state in RUNNING and state != State.SUBMITTED)


def test_the_days_of_a_request_about_personal_data_are_not_extended(office, leader):
    request = cases.case(office, "data_request", about=cases.case(office))
    request.due_on = timezone.localdate()
    assert not may_extend(leader, request)[0]


def test_without_a_reason_or_days_nothing_happens(office, leader):
    case = cases.case(office, state=State.PROCESSING)
    for days, why, field in ((5, "  ", "reason"), (0, WHY, "working_days")):
        with pytest.raises(Refused) as refused:
            extended(case, leader, days, why)
        assert refused.value.field == field
    case.refresh_from_db()
    assert case.extended_from is None


def test_a_calendar_that_ends_too_early_stops_it(office, leader):
    case = cases.case(office, state=State.PROCESSING)
    CalendarDay.objects.all().delete()
    with pytest.raises(MissingYear):
        extended(case, leader)
    assert not Slip.objects.exists()


def test_whoever_saw_an_older_version_is_told(office, leader):
    case = cases.case(office, state=State.PROCESSING)
    extended(case, leader)
    with pytest.raises(Stale):
        extended(case, factories.staff(office, Role.LEADER))
