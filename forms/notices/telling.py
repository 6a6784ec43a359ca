"""Telling the citizen: a notice is written with what it tells of, and sent by the worker after."""

import logging
import traceback
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forms.filing.origins import Origin
from forms.models import Case, Notice
from forms.models.statements import insert
from forms.notices.channels import Later, Never, channel_for, contact_of
from forms.sealing import seal, unseal
from forms.states import TOLD, State

logger = logging.getLogger(__name__)

Status, Fault = Notice.Status, Notice.Fault
#: Longer than sending takes: a sender that has been silent for so long is dead.
TAKEN = timedelta(minutes=15)
#: Mails that one request for links can cause.
MOST_LINKS = 3
#: How long each failed attempt waits for the next: 48 hours in all; then a clerk has to call.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, *[240] * 11)]


def notify(case: Case, topic: str, *, note: str = "", pin: str = "") -> Notice | None:
    """Writes the notice and the job that sends it; who cannot be reached gets none."""
    to = contact_of(case)
    if topic not in TOLD or not to:
        return None
    return write(case, topic, to, case.language, note=note, sealed=seal(pin))


def tell(case: Case, about: Notice.Told, **more: str) -> Notice | None:
    """As `notify`, of what is no new state."""
    to = contact_of(case)
    if not to:
        return None
    return write(case, about, to, case.language, **more)


def write(case: Case, topic: str, to: str, language: str, **more: str) -> Notice:
    """Writes a notice and the job that sends it, both rows of the transaction around it (R-66).

    So no worker sees them before that is done, and nothing comes between the case and its mail.
    """
    notice = Notice(case=case, topic=topic, to=to, language=language, **more)
    insert(notice)
    send.enqueue(notice.pk)
    return notice


@task(backend="jobs")
def send_links(office_id: int, sealed_email: str, language: str) -> None:
    """Sends links to the newest drafts that name this address, if there are any."""
    email = unseal(sealed_email)
    found = Case.objects.filter(office_id=office_id, state=State.DRAFT, email__iexact=email)
    found = found.exclude(origin=Origin.COUNTER)  # a clerk's, which has no PIN yet
    for case in found.order_by("-changed_at")[:MOST_LINKS]:
        write(case, Notice.Draft.LINK, email, language)


def waiting() -> QuerySet[Notice]:
    """Notices that may be taken up at this moment."""
    due = Q(next_try_at=None) | Q(next_try_at__lte=timezone.now())
    return Notice.objects.filter(due, status=Status.WAITING)


@task(backend="jobs", priority=10)  # somebody waits for it; papers and scans can wait for it
def send(notice_id: int) -> None:
    """Sends one notice if it waits."""
    deliver(notice_id)


def deliver(notice_id: int) -> bool:
    """Sends a waiting notice, once however many try; what fails is tried again by the worker.

    Only a sender killed between the mail server's yes and the row's makes a second mail, and that
    one bears the Message-ID of the first (R-63).
    """
    taken = take(notice_id)
    if taken is None:
        return False
    notice, wake = taken
    try:
        if notice.attempts > len(WAITS) + 1:  # each time whoever sent it was killed
            raise Never(Fault.INTERNAL)
        channel_for(notice).send(notice)
    except Later as error:
        put_off(notice, wake, error.fault)
    except Never as error:
        finish(notice, wake, Status.FAILED, error.fault)
    except Exception as error:  # ours: the other notices must not wait for somebody to mend it
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("%s at %s:%s", type(error).__name__, place.filename, place.lineno)
        put_off(notice, wake, Fault.INTERNAL)
    else:
        finish(notice, wake, Status.SENT)
        return True
    return False


def take(notice_id: int) -> tuple[Notice, UUID] | None:
    """Takes a notice up, by one statement, and queues the job that looks after it.

    So one job is always on its way for a notice that waits: whether this sender fails or is
    killed, the worker comes back to it, and needs no timer.
    """
    until = timezone.now() + TAKEN
    mine = waiting().filter(pk=notice_id)
    with transaction.atomic():
        if not mine.update(next_try_at=until, attempts=F("attempts") + 1, fault=Fault.CUT):
            return None
        wake = UUID(send.using(run_after=until).enqueue(notice_id).id)
    notice = Notice.objects.select_related("case__office__site").filter(pk=notice_id).first()
    if notice is None:  # erased at this moment, at the citizen's wish
        return None
    if notice.follows_the_case:
        notice.to = contact_of(notice.case) or notice.to
    return notice, wake


def put_off(notice: Notice, wake: UUID, fault: str) -> None:
    """Lets the notice wait for its next attempt, which the worker makes; gives up in the end."""
    logger.warning("Notice %d was not sent: %s", notice.pk, fault)
    if notice.attempts > len(WAITS):
        finish(notice, wake, Status.FAILED, fault)
        return
    until = timezone.now() + WAITS[notice.attempts - 1]
    mine = Notice.objects.filter(pk=notice.pk, status=Status.WAITING, attempts=notice.attempts)
    with transaction.atomic():
        mine.update(next_try_at=until, fault=fault)
        DBTaskResult.objects.filter(pk=wake).update(run_after=until)


def finish(notice: Notice, wake: UUID, status: str, fault: str = "") -> None:
    """Keeps what became of the notice, and no secret of it."""
    if status == Status.FAILED:
        logger.warning("Notice %d is given up: %s", notice.pk, fault)
    sent_at = timezone.now() if status == Status.SENT else None
    with transaction.atomic():
        Notice.objects.filter(pk=notice.pk, status=Status.WAITING).update(
            status=status, fault=fault, to=notice.to, sent_at=sent_at, next_try_at=None, sealed=""
        )
        DBTaskResult.objects.filter(pk=wake).delete()


def send_again(notice: Notice) -> bool:
    """Begins anew with a notice that is stuck; False if somebody else was first."""
    if not notice.stuck:
        return False
    as_read = {"status": notice.status, "attempts": notice.attempts, "fault": notice.fault}
    with transaction.atomic():
        found = Notice.objects.filter(pk=notice.pk, **as_read).update(
            status=Status.WAITING, attempts=0, fault="", next_try_at=None, sent_at=None
        )
        if found:
            send.enqueue(notice.pk)
    return bool(found)


def came_back(case: Case) -> bool:
    """Whether the last mail to the address that the case has now did not arrive; one query."""
    if not case.email:
        return False
    past = case.notices.filter(to=case.email).exclude(status=Status.WAITING)
    return past.values_list("status", flat=True).first() in (Status.BOUNCED, Status.FAILED)
