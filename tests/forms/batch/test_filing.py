"""Filing: all good rows or none, once, whoever else files at the same time."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from forms.batch import filing, jobs
from forms.models import Batch, BatchRow, Case, Event, Notice, SealedIndex
from forms.models.events import faults
from forms.notices.channels import mail_of
from forms.references import new_code, pin_matches
from forms.states import State
from tests import batches, cases, factories
from tests.batches import filed, judged, sheet, students
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.django_db


def ready(batch, rows):
    """The batch handed in for filing; its job has not begun."""
    judged(batch, sheet(rows))
    batch.begin(Batch.Work.FILING, len(rows))
    batch.save()
    return batch


def run(batch):
    jobs.file_good_rows.call(batch.pk, batch.version)


@pytest.mark.engines
def test_cases_are_as_a_citizens_own_submission_makes_them(batch):
    filed(judged(batch, sheet(students(3))))
    call_command("verify_history", verbosity=0)
    for case in Case.objects.all():
        assert (case.state, case.version, case.history_length) == (State.SUBMITTED, 1, 1)
        assert faults(case) == []
        assert case.agreed_text_id == batch.agreed_text_id
        assert case.consented_at == case.submitted_at is not None
        assert case.email == "dieuphoi@example.vn"
        assert case.all_answers["host_institution"] == "truong-mau"
        assert "passport_no" not in case.answers
        assert pin_matches(case.key.hex, batch.pin_of(case), case.pin_digest)
        rows = case.sealed_index.exclude(field__startswith="alike.")
        fields = set(rows.values_list("field", flat=True))
        assert fields == {"passport_no", "represented_id"}
    assert len(set(Case.objects.values_list("code", flat=True))) == 3


def test_one_notice_tells_of_the_batch(batch):
    filed(judged(batch, sheet(students(3))))
    mail = mail_of(Notice.objects.get())
    assert mail.to == ["dieuphoi@example.vn"]
    assert batch.code in mail.body
    assert "STUDENT" not in mail.body


def test_codes_follow_those_before_without_a_gap(batch, office):
    before = new_code(office)
    filed(judged(batch, sheet(students(3))))
    after = new_code(office)
    codes = [before, *Case.objects.order_by("pk").values_list("code", flat=True), after]
    numbers = [int(code[-4:]) for code in codes]
    assert numbers == list(range(numbers[0], numbers[0] + 5))


def test_codes_of_another_office_with_the_same_agency_code_are_passed_over(batch, office):
    other = factories.office("cantho")
    taken = new_code(office)[:-4] + "0003"
    cases.case(other, "student", code=taken)
    filed(judged(batch, sheet(students(3))))
    found = Case.objects.filter(office=office).order_by("pk").values_list("code", flat=True)
    assert [code[-4:] for code in found] == ["0002", "0004", "0005"]


@pytest.mark.parametrize("place", ["Case", "Event", "SealedIndex", "notify", "free_codes"])
def test_a_failure_in_the_middle_leaves_nothing(batch, monkeypatch, place):
    ready(batch, students(3))

    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    thing = getattr(filing, place)
    if hasattr(thing, "objects"):
        monkeypatch.setattr(type(thing.objects), "bulk_create", fail)
    else:
        monkeypatch.setattr(filing, place, fail)
    with pytest.raises(RuntimeError):
        run(batch)
    monkeypatch.undo()
    rows = [Case, Event, SealedIndex, Notice]
    assert not any(model.objects.exists() for model in rows)
    run(batch)
    assert Case.objects.count() == 3
    assert Case.objects.order_by("code").first().code.endswith("-0001")


def test_a_job_run_twice_files_once(batch):
    ready(batch, students(3))
    run(batch)
    run(batch)
    assert Case.objects.count() == 3


def test_rows_that_are_good_no_more_wait_for_the_next_sheet(batch, office):
    ready(batch, students(3))
    cases.case(office, "student", answers=given.student(passport_no="PA0000002"))
    run(batch)
    assert Case.objects.filter(batch_row__batch=batch).count() == 2
    assert [standing for _n, standing in batches.standings(batch)] == ["filed", "wrong", "filed"]


def test_somebody_who_was_refused_can_be_filed_again(batch):
    filed(judged(batch, sheet(students(1))))
    Case.objects.update(state=State.REFUSED, closed_at=timezone.now())
    filed(judged(batch, sheet(students(1))))
    assert Case.objects.count() == 2
    assert BatchRow.objects.filter(person__isnull=False).count() == 1


def test_a_quota_that_does_not_hold_all_takes_none(batch, form_page):
    form_page.quota = 2
    form_page.save()
    ready(batch, students(3))
    run(batch)
    batch.refresh_from_db()
    assert not Case.objects.exists()
    assert (batch.work, batch.problems) == ("", ["Đã nhận đủ hồ sơ"])


def test_what_was_handed_in_in_time_is_in_time(batch, form_page):
    ready(batch, students(1))
    form_page.closes_at = timezone.now() - timedelta(minutes=1)
    form_page.save()
    Batch.objects.update(handed_in_at=timezone.now() - timedelta(minutes=2))
    run(batch)
    assert Case.objects.count() == 1


def test_many_rows_cost_few_more_statements(batch, statements):
    counts = []
    for rows in (students(2), students(60, first=100)):
        ready(batch, rows)
        with statements() as found:
            run(batch)
        counts.append(len(found))
    assert counts[1] - counts[0] < 30  # SQLite takes a few dozen rows a statement


def in_threads(*calls):
    """All at once, each with its own connection; returns what each raised."""
    raised, start = [], threading.Barrier(len(calls))

    def run_one(call):
        start.wait()
        try:
            call()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run_one, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_file_once(batch):
    ready(batch, students(40))
    assert in_threads(lambda: run(batch), lambda: run(batch)) == []
    assert Case.objects.count() == 40
    assert Notice.objects.count() == 1
    call_command("verify_history", verbosity=0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_batches_with_the_same_students_file_each_once(batch, office, form_page):
    other = batches.batch(office, form_page)
    ready(batch, students(40))
    ready(other, students(40, first=21))
    assert in_threads(lambda: run(batch), lambda: run(other)) == []
    assert Case.objects.count() == 60
    people = BatchRow.objects.filter(case__isnull=False).values_list("person", flat=True)
    assert len(set(people)) == 60
    codes = sorted(int(code[-4:]) for code in Case.objects.values_list("code", flat=True))
    assert codes == list(range(1, 61))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_sheets_at_once_leave_the_rows_of_the_later(batch):
    judged(batch, sheet(students(5)))
    batch.sheet = batches.seal(jobs.packed(sheet(students(7))))
    batch.begin(Batch.Work.CHECKING, 0)
    batch.save()
    check = jobs.check_sheet.call
    assert in_threads(*[lambda: check(batch.pk, batch.version)] * 2) == []
    assert batch.rows.count() == 7
