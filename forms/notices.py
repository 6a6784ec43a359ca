"""Telling the citizen: which moves are told, and the mail that tells them."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from forms.draft_links import new_link
from forms.models import Batch, Case, Notice
from forms.plain_words import meaning
from forms.sealing import seal, unseal
from forms.states import State

logger = logging.getLogger(__name__)

#: Moves a citizen is told of; the others are the office's inner business.
TOLD = frozenset(
    {
        State.SUBMITTED,
        State.ACCEPTED,
        State.SUPPLEMENT,
        State.APPROVED,
        State.NOT_APPROVED,
        State.RETURNED,
        State.REFUSED,
        State.STOPPED,
        State.WITHDRAWN,
        State.EXPIRED,
    }
)
#: Longer than any mail takes: a sender that has been silent for so long is dead.
TAKEN = timedelta(minutes=15)
#: Mails that one request for links can cause.
MOST_LINKS = 3
#: For how long a mail is tried again; after that a clerk has to call.
TRIED = timedelta(hours=48)


def notify(case: Case, topic: str, *, note: str = "", pin: str = "") -> Notice | None:
    """Writes the notice and the job that sends it; a citizen without e-mail gets none."""
    if topic not in TOLD or not case.email:
        return None
    return write(case, topic, case.email, case.language, note=note, sealed=seal(pin))


def tell(case: Case, about: Notice.Told, **more: str) -> Notice | None:
    """As `notify`, of what is no new state."""
    if not case.email:
        return None
    return write(case, about, case.email, case.language, **more)


def write(case: Case, topic: str, to: str, language: str, **more: str) -> Notice:
    """Writes a notice and the job that sends it, both rows of the transaction around it.

    So no worker sees them before that is done, and nothing comes between the case and its mail.
    """
    notice = Notice.objects.create(case=case, topic=topic, to=to, language=language, **more)
    send.enqueue(notice.pk)
    return notice


@task(backend="jobs")
def send_links(office_id: int, sealed_email: str, language: str) -> None:
    """Sends links to the newest drafts that name this address, if there are any."""
    email = unseal(sealed_email)
    found = Case.objects.filter(office_id=office_id, state=State.DRAFT, email__iexact=email)
    for case in found.order_by("-changed_at")[:MOST_LINKS]:
        write(case, Notice.Draft.LINK, email, language)


def waiting() -> QuerySet[Notice]:
    """Notices that nobody is sending at this moment."""
    free = Q(sent_at=None) | Q(sent_at__lt=timezone.now() - TAKEN)
    return Notice.objects.filter(free, status=Notice.Status.WAITING)


@task(backend="jobs")
def send(notice_id: int) -> None:
    """Sends one notice if it waits; `send_notices` tries again what fails here."""
    deliver(notice_id)


def deliver(notice_id: int) -> bool:
    """Sends a waiting notice; of several senders at once, one takes it (`sent_at` says since when).

    A mail server that fails leaves it waiting. Only a sender killed between the mail and the row
    makes a second mail.
    """
    taken = waiting().filter(pk=notice_id)
    if not taken.update(sent_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    mine = Notice.objects.filter(pk=notice_id)
    notice = mine.select_related("case__office__site").get()
    try:
        message(notice).send()
    except OSError as error:  # every failure of SMTP and of the network is one
        logger.warning("Notice %d was not sent: %s", notice_id, type(error).__name__)
        late = notice.created_at < timezone.now() - TRIED
        if late or isinstance(error, SMTPRecipientsRefused):
            mine.update(status=Notice.Status.FAILED, sent_at=None, sealed="")
        else:
            mine.update(sent_at=None)
        return False
    mine.update(status=Notice.Status.SENT, sent_at=timezone.now(), sealed="")
    return True


def message(notice: Notice) -> EmailMultiAlternatives:
    """The mail in the citizen's language; answers and names stay out of it (domain: section 10)."""
    case = notice.case
    with translation.override(notice.language):
        context: dict[str, Any] = {
            "notice": notice,
            "case": case,
            "office": case.office,
            "title": notice.title,
            "meaning": meaning(notice.topic),
            "pin": unseal(notice.sealed) or "",
            "batch": batch_told_of(notice),
            "url": link_url(notice) if notice.topic in Notice.Draft else follow_url(notice),
        }
        subject = " ".join(render_to_string("forms/mail/subject.txt", context).split())
        text = render_to_string("forms/mail/body.txt", context)
        html = render_to_string("forms/mail/body.html", context)
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(subject, text, to=[notice.to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def batch_told_of(notice: Notice) -> Batch | None:
    """The batch that was filed: the notice of its first case stands for all."""
    if notice.topic != State.SUBMITTED:
        return None
    return Batch.objects.filter(rows__case=notice.case_id).first()


def follow_url(notice: Notice) -> str:
    """The address of the follow page at the case's own office, in the citizen's language."""
    return address(notice, "follow")


def link_url(notice: Notice) -> str:
    """A link that opens the draft; made as the mail is sent, so that nobody else ever holds it."""
    return address(notice, "draft_link", new_link(notice.case))


def address(notice: Notice, name: str, *args: str) -> str:
    with translation.override(notice.language):
        return f"{notice.case.office.site.root_url}{reverse(name, args=args)}"
