"""Working a run off: each line is taken up, done and written down in one transaction.

So several workers share a run, and one that is killed leaves a line either done or untouched. A job
that looks after the run is always on its way, as with notices: it goes on where nobody does.
"""

import logging
import time
import traceback
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from forms.bulk.acts import Act, Doing, acts
from forms.clock import MissingYear
from forms.models import BulkLine, BulkRun
from forms.models.bulk import SILENT
from forms.moves.transitions import Forbidden, Refused, Stale

logger = logging.getLogger(__name__)

Outcome, Work = BulkLine.Outcome, BulkRun.Work
#: So many are done while the browser waits; more are a job's.
AT_ONCE = 20
#: How often a worker says that it is alive.
BEAT = 1.0


def start(run: BulkRun) -> bool:
    """Begins, or goes on with what was stopped; False when somebody else was first.

    Few cases are done when this returns, many are left to the worker.
    """
    idle = BulkRun.objects.filter(pk=run.pk, work=run.work).exclude(work=Work.STARTED)
    few = run.ready <= AT_ONCE
    with transaction.atomic():
        now = timezone.now()
        if not idle.update(work=Work.STARTED, answers=run.answers, ip=run.ip, worked_at=now):
            return False
        look_again(run.pk)
        if not few:
            work.enqueue(run.pk)
    if few:
        go_through(run.pk)
    return True


def stop(run: BulkRun) -> bool:
    """No further case is begun; what is done stays done."""
    return bool(BulkRun.objects.filter(pk=run.pk, work=Work.STARTED).update(work=Work.STOPPED))


@task(backend="jobs", priority=5)  # somebody watches it
def work(run_id: int) -> None:
    go_through(run_id)


@task(backend="jobs", priority=5)
def look_after(run_id: int) -> None:
    """Goes on with a run whose worker has died; looks again later while one is at work."""
    run = BulkRun.objects.filter(pk=run_id).first()
    if run is None or not run.at_work:
        return
    look_again(run_id)
    if run.silent:
        go_through(run_id)


def look_again(run_id: int) -> None:
    look_after.using(run_after=timezone.now() + SILENT + timedelta(seconds=1)).enqueue(run_id)


def go_through(run_id: int) -> None:
    """Works off line after line until none is left, or the run is stopped."""
    run = BulkRun.objects.filter(pk=run_id).first()
    if run is None:
        return
    heard = 0.0
    with translation.override(run.language):
        while do_next(run_id):
            if time.monotonic() - heard > BEAT:
                BulkRun.objects.filter(pk=run_id).update(worked_at=timezone.now())
                heard = time.monotonic()


@transaction.atomic
def do_next(run_id: int) -> bool:
    """Takes up one line that nobody else holds, and does it; False when there is none."""
    waiting = BulkLine.objects.filter(run=run_id, run__work=Work.STARTED, outcome=Outcome.READY)
    free = waiting.select_for_update(of=("self",), skip_locked=True).select_related("run")
    line = free.order_by("number").first()
    if line is None:
        return False
    line.end(*attempt(line))
    return True


def attempt(line: BulkLine) -> tuple[str, str]:
    """Does the act to the case of this line, and says what became of it."""
    act = acts()[line.run.act]
    try:
        with transaction.atomic():
            return Outcome.DONE, done(act, line)
    except (Stale, Forbidden) as error:
        return Outcome.SKIPPED, str(error.reason)
    except Refused as error:
        return Outcome.FAILED, str(error.reason)
    except MissingYear as error:
        return Outcome.FAILED, str(error)
    except Exception as error:  # ours: the other cases must not wait for somebody to mend it
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
        return Outcome.FAILED, _("Lỗi của hệ thống: hãy báo người quản trị.")


def done(act: Act, line: BulkLine) -> str:
    """The user is read anew for each case: who has lost a role meanwhile does nothing more."""
    user = get_user_model().objects.get(pk=line.run.user_id)
    return str(act.do(Doing(line.run, line, user)) or "")
