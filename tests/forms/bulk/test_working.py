"""A run is worked off line by line: each with its act or not at all, whoever dies in between."""

import os
import random
import time
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms.bulk import acts as bulk_acts
from forms.bulk import working
from forms.models import BulkLine, BulkRun, Case, Event, Notice
from forms.models.bulk import KEPT, SILENT
from forms.models.events import faults
from forms.moves.transitions import move
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.bulk.conftest import APPROVE, REJECT, prepared
from tests.killing import Copy

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
Outcome, Work = BulkLine.Outcome, BulkRun.Work


def signing(office, number, **columns):
    return [cases.case(office, state=State.SIGNING, **columns) for _number in range(number)]


def again(run):
    return BulkRun.objects.get(pk=run.pk)


def jobs(name):
    return DBTaskResult.objects.filter(task_path=f"forms.bulk.working.{name}")


def begin(run):
    """As `start`, for a run that is longer than what is done at once."""
    BulkRun.objects.filter(pk=run.pk).update(work=Work.STARTED, answers=run.answers)


def whole(some, to):
    """Each case came there once, with one line, one notice and a number of its own."""
    moved = Event.objects.filter(to_state=to).values_list("case", flat=True)
    assert Counter(moved) == dict.fromkeys([case.pk for case in some], 1)
    told = Notice.objects.filter(topic=to).values_list("case", flat=True)
    assert Counter(told) == dict.fromkeys([case.pk for case in some], 1)
    numbers = Case.objects.filter(state=to).values_list("decision_number", flat=True)
    assert len(set(numbers)) == len(some)
    for case in Case.objects.filter(state=to):
        assert faults(case) == []


def test_a_few_cases_are_done_at_once(office, leader):
    some = signing(office, 3)
    run = prepared(leader, REJECT, some, reason="Chưa đủ.")
    assert working.start(run)
    assert again(run).counts[Outcome.DONE] == 3
    assert again(run).over
    assert not jobs("work").exists()
    whole(some, State.NOT_APPROVED)


def test_many_are_left_to_the_worker(office, leader, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 2)
    run = prepared(leader, REJECT, signing(office, 3), reason="Chưa đủ.")
    working.start(run)
    assert again(run).at_work
    [job] = jobs("work")
    working.work.call(*job.args_kwargs["args"])
    assert again(run).counts[Outcome.DONE] == 3


def test_pressed_twice_it_begins_once(office, leader):
    run = prepared(leader, REJECT, signing(office, 2), reason="Chưa đủ.")
    twin = again(run)
    twin.answers = {"reason": "Khác."}
    assert working.start(run)
    assert not working.start(twin)
    assert again(run).answers == {"reason": "Chưa đủ."}


def test_a_case_that_somebody_moved_meanwhile_is_skipped_with_who_and_when(
    office, leader, outcomes
):
    first, second = signing(office, 2)
    run = prepared(leader, REJECT, [first, second], reason="Chưa đủ.")
    colleague = factories.staff(office, Role.LEADER, last_name="Trần", first_name="Thị Mẫu")
    move(first.pk, State.APPROVED, colleague, first.version)
    working.start(run)
    (skipped, why), (done, _remark) = outcomes(run)
    assert (skipped, done) == (Outcome.SKIPPED, Outcome.DONE)
    assert "Trần Thị Mẫu" in why


def test_a_case_seen_long_ago_is_left_out_by_the_version_that_was_seen(office, leader, outcomes):
    [case] = signing(office, 1)
    case.version -= 1
    [(outcome, why)] = outcomes(prepared(leader, REJECT, [case]))
    assert outcome == Outcome.SKIPPED
    assert "chuyển hồ sơ này" in why


def test_a_role_that_ends_in_the_middle_ends_the_run(office, leader, outcomes):
    run = prepared(leader, REJECT, signing(office, 2), reason="Chưa đủ.")
    begin(run)
    assert working.do_next(run.pk)
    leader.groups.clear()
    working.go_through(run.pk)
    (done, _remark), (skipped, why) = outcomes(run)
    assert (done, skipped) == (Outcome.DONE, Outcome.SKIPPED)
    assert why == "Bạn không còn làm việc với hồ sơ này."


def test_a_missing_year_of_the_calendar_fails_one_case_and_not_the_others(office, clerk, outcomes):
    some = [cases.case(office) for _number in range(2)]
    run = prepared(clerk, "submitted-accepted", some, working_days=400)
    office.calendarday_set.filter(date__year__gt=timezone.localdate().year).delete()
    working.start(run)
    assert {outcome for outcome, _why in outcomes(run)} == {Outcome.FAILED}
    assert all("Lịch làm việc chưa có năm" in why for _outcome, why in outcomes(run))


def test_a_fault_of_ours_fails_one_case_tells_nothing_and_goes_on(
    office, leader, outcomes, monkeypatch, caplog
):
    some = signing(office, 2)
    run = prepared(leader, REJECT, some, reason="Chưa đủ.")

    def fail_first(pk, *args):
        if pk == some[0].pk:
            raise ZeroDivisionError(some[0].applicant)
        return move(pk, *args)

    monkeypatch.setattr(bulk_acts, "move", fail_first)
    working.start(run)
    assert [outcome for outcome, _why in outcomes(run)] == [Outcome.FAILED, Outcome.DONE]
    assert "ZeroDivisionError" in caplog.text
    assert some[0].applicant not in caplog.text


def test_stopped_what_is_done_stays_done_and_the_rest_can_be_gone_on_with(office, leader):
    some = signing(office, 3)
    run = prepared(leader, REJECT, some, reason="Chưa đủ.")
    begin(run)
    working.do_next(run.pk)
    assert working.stop(run)
    working.go_through(run.pk)
    run = again(run)
    assert (run.counts[Outcome.DONE], run.ready, run.over) == (1, 2, True)
    working.start(run)
    assert again(run).counts[Outcome.DONE] == 3
    whole(some, State.NOT_APPROVED)


def test_a_silent_run_is_gone_on_with_and_a_lively_one_is_only_looked_after(office, leader):
    run = prepared(leader, REJECT, signing(office, 1), reason="Chưa đủ.")
    begin(run)
    working.look_after.call(run.pk)
    assert again(run).ready == 1
    assert jobs("look_after").count() == 1
    BulkRun.objects.update(worked_at=timezone.now() - SILENT - timedelta(seconds=1))
    working.look_after.call(run.pk)
    assert again(run).over
    working.look_after.call(run.pk)
    assert jobs("look_after").count() == 2  # nobody looks after what is over


def test_the_cost_of_a_line_does_not_grow_with_the_run(office, leader):
    def queries(number):
        run = prepared(leader, REJECT, signing(office, number), reason="Chưa đủ.")
        begin(run)
        working.do_next(run.pk)
        with CaptureQueriesContext(connection) as found:
            working.do_next(run.pk)
        return len(found)

    assert queries(2) == queries(30) <= 40


def test_old_runs_and_those_never_confirmed_go(office, leader):
    now = timezone.now()
    kept, left, old = (prepared(leader, REJECT, signing(office, 1)) for _number in range(3))
    BulkRun.objects.filter(pk=kept.pk).update(created_at=now - KEPT / 2, work=Work.STARTED)
    BulkRun.objects.filter(pk=left.pk).update(created_at=now - timedelta(days=2))
    BulkRun.objects.filter(pk=old.pk).update(created_at=now - KEPT * 2, work=Work.STARTED)
    call_command("erase_leftovers", verbosity=0, stdout=StringIO())
    assert BulkRun.objects.get() == kept


@pytest.mark.django_db(transaction=True)
def test_killed_again_and_again_no_case_is_done_twice_and_none_forgotten(office, leader):
    some = signing(office, 60)
    run = prepared(leader, APPROVE, some)
    begin(run)
    chance, kills = random.Random(5), 0
    while again(run).ready > 20:
        worker = Copy(lambda: working.go_through(run.pk))
        time.sleep(chance.uniform(0.05, 0.6))
        worker.kill()
        kills += 1
    assert kills
    assert again(run).counts[Outcome.DONE] == Case.objects.filter(state=State.APPROVED).count()
    BulkRun.objects.update(worked_at=timezone.now() - SILENT * 2)
    working.look_after.call(run.pk)
    assert again(run).counts == {"ready": 0, "done": 60, "skipped": 0, "failed": 0}
    whole(some, State.APPROVED)


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_a_run(office, leader):
    some = signing(office, 30)
    run = prepared(leader, APPROVE, some)
    begin(run)
    workers = [Copy(lambda: working.go_through(run.pk)) for _number in range(3)]
    for worker in workers:
        worker.wait()
    assert again(run).counts[Outcome.DONE] == 30
    whole(some, State.APPROVED)


@pytest.mark.django_db(transaction=True)
def test_five_hundred_cases_are_decided_within_twenty_seconds(office, leader):
    """Of a machine that does nothing else; one that does is given as many times more."""
    some = signing(office, 500)
    run = prepared(leader, APPROVE, some)
    began, own = time.monotonic(), time.process_time()
    begin(run)
    working.go_through(run.pk)
    spent, own = time.monotonic() - began, time.process_time() - own
    print(f"500 decided in {spent:.1f} s, {own:.1f} s of them ours, on {connection.vendor}")  # noqa: T201
    assert again(run).counts[Outcome.DONE] == 500
    assert own < 20
    assert spent < 20 * max(1, os.getloadavg()[0])
