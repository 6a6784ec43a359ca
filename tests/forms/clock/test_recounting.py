"""A change of the calendar moves what it touches, once, and says so; nothing else moves."""

import threading
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms.clock import Calendar, CalendarDay, recounting
from forms.clock.recounting import foresee, go_on, one_chunk, start
from forms.clock.years import days_of, put_in_force, read, written
from forms.models import Case, Event, MovedDay, Notice, Recount
from forms.models.events import faults, record
from forms.states import FINAL, State
from home.models import Role
from tests import cases, factories

S = State
ON = datetime(2026, 3, 2, 9)  # a Monday
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    aware = ON.replace(tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: aware)


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    call_command("load_calendar", "hcmc", stdout=StringIO())
    return found


def running(office, **columns):
    """A case received this Monday morning, due in ten working days: on Monday 16/03."""
    fields = {"state": S.PROCESSING, "working_days": 10, "due_on": date(2026, 3, 16)}
    return cases.case(office, **{**fields, "due_part": 0, **columns})


def off(office, day=DAY, kind="public_holiday"):
    return CalendarDay.objects.create(office=office, date=day, kind=kind, name="Ngày nghỉ thử")


def recounted(office, since=DAY, by=None):
    recount = start(office, since, "Thêm ngày", by)
    go_on.call(recount.pk)
    recount.refresh_from_db()
    return recount


@pytest.mark.engines
def test_a_day_off_moves_the_promise_and_says_so_everywhere(office):
    admin = factories.staff(office, Role.ADMIN)
    case = running(office)
    off(office)
    recount = recounted(office, by=admin)
    after = Case.objects.get(pk=case.pk)
    assert (after.due_on, after.due_part) == (date(2026, 3, 17), 0)
    assert after.version == case.version  # whoever has the case open decides on what they saw
    line = after.events.get(act=Event.Act.RECKONED)
    assert line.actor == admin
    assert "16/03/2026 → 17/03/2026" in line.note
    assert faults(after) == []
    notice = after.notices.get()
    assert notice.topic == Notice.Told.RECKONED
    assert "17/03/2026" in notice.note
    moved = recount.moved.get()
    assert (moved.before, moved.after, moved.missing) == (case.due_on, after.due_on, None)
    assert recount.finished_at
    wakes = DBTaskResult.objects.filter(task_path__endswith="recounting.go_on")
    assert wakes.count() == 1  # the one that `start` queued; none waits to go on


def test_what_is_due_before_the_change_is_not_touched(office):
    running(office, working_days=2, due_on=date(2026, 3, 4))
    off(office)
    assert start(office, DAY, "Thêm ngày", None) is None
    assert not foresee(office, Calendar.of(office), DAY)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.APPROVED, *FINAL])
def test_only_open_cases_move(office, state):
    cases.case(office, state=state)
    assert start(office, date(2026, 1, 1), "x", None) is None


def test_a_day_that_is_worked_after_all_brings_the_promise_forward(office):
    off(office)
    case = running(office, due_on=date(2026, 3, 17))
    CalendarDay.objects.filter(office=office, date=DAY).delete()
    recounted(office)
    case.refresh_from_db()
    assert case.due_on == date(2026, 3, 16)


def test_no_promise_comes_so_early_that_nobody_could_keep_it(office, monkeypatch):
    case = running(office, received_at=timezone.now() - timedelta(days=20), due_on=DAY)
    recounted(office, since=date(2026, 2, 1))
    case.refresh_from_db()
    assert case.due_on == date(2026, 3, 3)  # the next working day
    assert recounted(office, since=date(2026, 2, 1)).moved.count() == 0


def test_the_citizens_own_day_only_becomes_later(office):
    case = cases.case(office, state=S.SUPPLEMENT, supplement_due_on=date(2026, 3, 16))
    case.supplements.update(asked_at=timezone.now())
    asked = case.supplements.get()
    off(office)
    recounted(office)
    case.refresh_from_db()
    asked.refresh_from_db()
    assert case.supplement_due_on == asked.due_on == date(2026, 3, 17)
    assert case.due_on is None
    assert MovedDay.objects.get().what == MovedDay.What.ANSWER
    CalendarDay.objects.filter(date=DAY).delete()
    assert recounted(office).moved.count() == 0


def test_a_year_that_goes_missing_is_reported_and_nothing_moves(office):
    case = running(office, working_days=230, due_on=date(2027, 2, 2))
    CalendarDay.objects.filter(office=office, date__year=2027).delete()
    foreseen = foresee(office, Calendar.of(office), date(2027, 1, 1))
    assert [move.missing for move in foreseen.unknown] == [2027]
    recount = recounted(office, since=date(2027, 1, 1))
    assert recount.moved.get().missing == 2027
    after = Case.objects.get(pk=case.pk)
    assert (after.due_on, after.history_length) == (case.due_on, case.history_length)


def test_what_was_foreseen_is_what_moves(office):
    for days in range(5, 12):
        due = Calendar.of(office).after(ON.date(), days)
        running(office, working_days=days, due_on=due)
    foreseen = foresee(office, Calendar.of(office).changed({DAY: "public_holiday"}), DAY)
    off(office)
    recount = recounted(office)
    made = set(recount.moved.values_list("case", "before", "after"))
    assert {(move.case.pk, move.before, move.after) for move in foreseen.moves} == made
    assert len(made) == 6


def test_another_office_is_not_touched(office):
    other = factories.office("cantho")
    call_command("load_calendar", "cantho", stdout=StringIO())
    theirs = running(other)
    running(office)
    off(office)
    recounted(office)
    theirs.refresh_from_db()
    assert theirs.due_on == date(2026, 3, 16)


@pytest.mark.engines
def test_one_that_was_cut_short_goes_on_and_moves_no_case_twice(office, monkeypatch):
    monkeypatch.setattr(recounting, "CHUNK", 2)
    for _n in range(5):
        running(office)
    off(office)
    recount = start(office, DAY, "Thêm ngày", None)
    assert one_chunk(recount.pk)  # then the worker is killed
    assert MovedDay.objects.count() == 2
    go_on.call(recount.pk)
    go_on.call(recount.pk)
    recount.refresh_from_db()
    assert (recount.seen, MovedDay.objects.count()) == (5, 5)
    assert Event.objects.filter(act=Event.Act.RECKONED).count() == 5


def test_a_chunk_that_fails_leaves_nothing_behind(office, monkeypatch):
    running(office)
    off(office)
    recount = start(office, DAY, "x", None)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(recounting, "tell", broken)
    with pytest.raises(RuntimeError):
        one_chunk(recount.pk)
    assert not MovedDay.objects.exists()
    assert Recount.objects.get().seen == 0


def test_a_year_is_taken_in_with_what_it_moves(office):
    running(office)
    days = [*days_of(office, 2026), CalendarDay(date=DAY, kind="public_holiday", name="Nghỉ")]
    difference, recount = put_in_force(office, 2026, read(office, 2026, written(days)))
    assert (difference.since, recount.why) == (DAY, "Nhập lịch năm 2026")
    go_on.call(recount.pk)
    assert MovedDay.objects.get().after == date(2026, 3, 17)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_recount_move_each_case_once(monkeypatch):
    office = factories.office("hcmc")
    call_command("load_calendar", "hcmc", stdout=StringIO())
    monkeypatch.setattr(recounting, "CHUNK", 3)
    for _n in range(12):
        running(office)
    off(office)
    recount = start(office, DAY, "x", None)

    def work():
        try:
            while one_chunk(recount.pk):
                pass
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert MovedDay.objects.count() == Event.objects.filter(act=Event.Act.RECKONED).count() == 12


def recount_all():
    out = StringIO()
    call_command("recount", "hcmc", stdout=out)
    return out.getvalue().strip()


def test_the_command_finds_what_a_change_left_behind(office):
    case = running(office)
    off(office)  # and nothing was reckoned anew
    said = "hcmc: 0 extensions completed, 1 cases seen, {} days moved, 0 unknown"
    assert recount_all() == said.format(1)
    case.refresh_from_db()
    assert case.due_on == date(2026, 3, 17)
    assert recount_all() == said.format(0)
    assert faults(case) == []


def test_the_command_names_an_office_that_is_not_there(office):
    with pytest.raises(CommandError, match="no office 'hue'"):
        call_command("recount", "hue")


def extended_of_old(office, promised=date(2026, 3, 16), due_on=date(2026, 3, 19), **columns):
    """A case whose extension did not keep the number of its days."""
    case = running(office, due_on=due_on, extended_from=promised, **columns)
    record(case, Event.Act.EXTENDED, note="Nhiều hồ sơ.")
    case.save()
    return case


@pytest.mark.parametrize(
    ("promised", "due_on", "days"),
    [
        (date(2026, 3, 16), date(2026, 3, 19), 3),
        (date(2026, 2, 24), date(2026, 3, 5), 3),  # late then: from the day of the extension
    ],
)
def test_an_extension_of_old_moves_with_the_calendar_once_its_days_are_known(
    office, promised, due_on, days
):
    received = {"received_at": timezone.now() - timedelta(days=10 if due_on < DAY else 0)}
    granted = Calendar.of(office).between(timezone.localdate(received["received_at"]), promised)
    case = extended_of_old(office, promised, due_on, **received, working_days=granted)
    assert "1 extensions completed" in recount_all()
    case.refresh_from_db()
    assert (case.extended_by, case.due_on) == (days, due_on)
    off(office, date(2026, 3, 4))
    assert "0 extensions completed, 1 cases seen, 1 days moved" in recount_all()
    case.refresh_from_db()
    assert case.due_on == Calendar.of(office).after(due_on, 1)


def test_of_an_extension_before_a_supplement_the_days_left_tell(office):
    case = cases.case(office, state=S.SUPPLEMENT, working_days=10, received_at=timezone.now())
    Case.objects.filter(pk=case.pk).update(extended_from=date(2026, 3, 16))
    case.refresh_from_db()
    record(case, Event.Act.EXTENDED, note="Nhiều hồ sơ.")
    case.save()
    later = timezone.now() + timedelta(hours=2)
    case.supplements.update(asked_at=later, days_left=13)  # until 19/03
    recount_all()
    case.refresh_from_db()
    assert case.extended_by == 3


def test_what_nothing_tells_stays_as_it_was_promised(office):
    case = extended_of_old(office, reopened_at=timezone.now() + timedelta(days=1))
    assert "0 extensions completed" in recount_all()
    CalendarDay.objects.all().delete()
    other = extended_of_old(office)
    assert "0 extensions completed" in recount_all()
    for one in (case, other):
        one.refresh_from_db()
        assert (one.extended_by, one.due_on) == (None, date(2026, 3, 19))
