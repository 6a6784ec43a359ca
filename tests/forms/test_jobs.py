"""A job that we write is the row that upstream would write, so upstream's workers find it."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from forms.jobs import Jobs
from forms.notices.telling import send

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
OWN = {"id", "enqueued_at"}  # of each row


@pytest.mark.parametrize("wait", [None, timedelta(hours=1)])
def test_a_job_is_the_row_that_upstream_writes(wait):
    task = send.using(priority=3, run_after=timezone.now() + wait if wait else None)
    Jobs("jobs", {}).enqueue(task, [7], {"a": "ă"})
    (ours,) = DBTaskResult.objects.values()
    DBTaskResult.objects.all().delete()
    DatabaseBackend("jobs", {}).enqueue(task, [7], {"a": "ă"})
    (theirs,) = DBTaskResult.objects.values()
    assert {n: v for n, v in ours.items() if n not in OWN} == {
        n: v for n, v in theirs.items() if n not in OWN
    }
    assert ours["id"] != theirs["id"]
    assert theirs["enqueued_at"] - ours["enqueued_at"] < timedelta(minutes=1)


def test_a_worker_finds_it_and_its_result_can_be_asked_for():
    result = send.enqueue(404)
    assert DBTaskResult.objects.ready().get().task_result == result
    assert send.get_result(result.id).args == [404]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_job():
    with transaction.atomic():
        send.enqueue(1)
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()
