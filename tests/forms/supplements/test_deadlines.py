"""The citizen's own deadline: reminded once, returned only where the office wants it."""

import threading
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from forms.clock import CalendarDay
from forms.clock.years import SHIPPED
from forms.models import Case, Event, Notice, Remark, Supplement
from forms.models.events import faults
from forms.moves.transitions import Details, Forbidden, Refused, Stale, expire, move
from forms.states import Citizen, State
from forms.supplements.answering import Answering
from forms.supplements.asking import Asking, Mark
from forms.supplements.deadlines import return_expired
from forms.supplements.sending import send
from home.models import Office, Role
from services.models import ProcedurePage
from tests import cases, factories

VECTORS = yaml.safe_load(SHIPPED.read_text("utf-8"))["supplement_vectors"]
ADDRESS = Mark(Remark.What.FIELD, "dia-diem", "head_address", "Địa điểm", "Địa chỉ", "Sửa lại.")


def asked(office, due_in=10, **fields) -> Supplement:
    """A request of some days ago that is due in so many days."""
    today = timezone.localdate()
    due = today + timedelta(days=due_in)
    case = cases.case(office, state=State.SUPPLEMENT, supplement_due_on=due)
    case.supplements.all().delete()
    long_ago = timezone.now() - timedelta(days=30)
    return cases.ask_for(case, ADDRESS, **{"asked_at": long_ago, "due_on": due} | fields)


def nightly() -> str:
    out = StringIO()
    call_command("end_supplements", stdout=out)
    return out.getvalue()


@pytest.fixture
def on(monkeypatch):
    """`on("2026-03-05")`: from here on it is this day."""

    def set_day(day):
        day = day if isinstance(day, date) else date.fromisoformat(day)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    return set_day


@pytest.mark.parametrize("clock", ["restart", "pause"])
@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_clock_starts_anew_or_goes_on_as_the_procedure_says(office, on, vector, clock):
    CalendarDay.objects.all().delete()
    call_command("load_calendar", office.code, stdout=StringIO())
    procedure = factories.procedure(office, supplement_clock=clock)
    page = factories.form_page(office, procedure=procedure)
    clerk, officer = (factories.staff(office, role) for role in (Role.CLERK, Role.OFFICER))
    case = cases.case(office, form_page=page)
    on(vector["accepted"])
    case = move(case.pk, State.ACCEPTED, clerk, case.version, Details(working_days=vector["n"]))
    case = move(case.pk, State.PROCESSING, officer, case.version)
    on(vector["supplement_requested"])
    details = Details(reason="Thiếu.", supplement=Asking(5))
    case = move(case.pk, State.SUPPLEMENT, officer, case.version, details)
    found = case.supplements.get()
    assert (found.clock, found.days_used) == (clock, vector["days_used"])
    ProcedurePage.objects.update(supplement_clock="restart")  # an editor changes it meanwhile
    on(vector["resubmitted"])
    case = move(case.pk, State.PROCESSING, Citizen(), case.version)
    assert case.due_on == vector[f"expected_{clock}"]
    assert case.next_on == case.due_on or Case.objects.get(pk=case.pk).next_on == case.due_on


def test_a_case_that_was_late_already_gets_no_days_from_a_pause(office):
    procedure = factories.procedure(office, supplement_clock=ProcedurePage.Clock.PAUSE)
    page = factories.form_page(office, procedure=procedure)
    late = timezone.localdate() - timedelta(days=9)
    case = cases.case(office, state=State.PROCESSING, form_page=page, due_on=late)
    officer = factories.staff(office, Role.OFFICER)
    details = Details(reason="Thiếu.", supplement=Asking(5))
    case = move(case.pk, State.SUPPLEMENT, officer, case.version, details)
    case = move(case.pk, State.PROCESSING, officer, case.version)
    assert case.due_on == cases.calendar(office).on_or_after(timezone.localdate())


def test_only_one_request_is_open(office):
    first = asked(office)
    with pytest.raises(Exception, match=r"one_open_supplement|UNIQUE"):
        cases.ask_for(first.case, number=2, due_on=first.due_on)


def test_the_citizen_is_reminded_once_two_working_days_before(office, on):
    CalendarDay.objects.all().delete()
    call_command("load_calendar", office.code, stdout=StringIO())
    on("2026-02-02")
    found = asked(office, due_on=date(2026, 2, 23))  # the first day after Tết
    for day, reminded in (("2026-02-11", 0), ("2026-02-12", 1), ("2026-02-13", 1)):
        on(day)
        nightly()
        told = Notice.objects.filter(case=found.case, topic=Notice.Told.REMINDER)
        assert told.count() == reminded, day
    assert found.case.events.filter(act=Event.Act.REMINDED).count() == 1
    assert faults(Case.objects.get(pk=found.case_id)) == []


def test_who_has_no_mail_is_to_be_called(office, settings):
    settings.PHONE_CHANNEL = ""
    found = asked(office, due_in=1)
    Case.objects.update(email="")
    nightly()
    nightly()
    line = found.case.events.get(act=Event.Act.REMINDED)
    assert "qua điện thoại" in line.note
    assert not Notice.objects.exists()


def test_what_is_due_today_is_no_more_than_reminded_of(office):
    Office.objects.update(returns_expired=True)
    found = asked(office, due_in=0)
    assert "1 reminded, 0 returned" in nightly()
    assert Case.objects.get(pk=found.case_id).state == State.SUPPLEMENT


def test_by_default_staff_look_at_what_is_overdue(office):
    found = asked(office, due_in=-1)
    assert "0 reminded, 0 returned" in nightly()
    assert Case.objects.get(pk=found.case_id).state == State.SUPPLEMENT


def test_an_office_that_wants_it_returns_what_is_overdue(office):
    Office.objects.update(returns_expired=True)
    found = asked(office, due_in=-1)
    assert "1 returned" in nightly()
    assert "0 returned" in nightly()
    case = Case.objects.get(pk=found.case_id)
    assert (case.state, case.closed_at is not None) == (State.EXPIRED, True)
    assert f"{found.due_on:%d/%m/%Y}" in case.events.get(to_state=State.EXPIRED).note
    assert case.notices.filter(topic=State.EXPIRED).count() == 1
    assert case.supplements.get().how == Supplement.How.EXPIRED
    assert faults(case) == []


def test_nobody_returns_what_is_not_overdue(office):
    case = asked(office, due_in=0).case
    with pytest.raises(Refused):
        expire(case, "Quá sớm.")
    clerk = factories.staff(office, Role.CLERK)
    with pytest.raises(Forbidden):
        move(case.pk, State.EXPIRED, clerk, case.version, Details(reason="Quá sớm."))


def test_a_year_that_the_calendar_lacks_stops_no_night(office):
    asked(office, due_in=2)
    CalendarDay.objects.all().delete()
    assert "0 reminded" in nightly()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R03_of_citizen_and_office_at_once_one_wins():
    office = factories.office("hcmc")
    cases.calendar(office)
    clerk = factories.staff(office, Role.CLERK)
    for number in range(12):
        found = asked(office, due_in=-1)
        case, barrier, ended = found.case, threading.Barrier(2), []

        def run(work, barrier=barrier, ended=ended):
            try:
                barrier.wait(timeout=10)
                ended.append(work())
            except Stale:
                ended.append(None)
            finally:
                connection.close()

        def answer(case=case):

            with transaction.atomic():
                mine = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
                answering = Answering.of(mine)
                return "answered" if answering and send(answering, {}) else None

        def close(case=case, found=found, number=number):
            if number % 2:
                return "expired" if return_expired(found.pk) else None
            details = Details(reason="Quá hạn.")
            return "expired" if move(case.pk, State.EXPIRED, clerk, case.version, details) else None

        threads = [threading.Thread(target=run, args=(work,)) for work in (answer, close)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        won = [word for word in ended if word]
        assert len(won) == 1, ended
        case = Case.objects.get(pk=case.pk)
        assert case.state == {"answered": State.PROCESSING, "expired": State.EXPIRED}[won[0]]
        assert case.supplements.get().ended_at
        assert faults(case) == []
