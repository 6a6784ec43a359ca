"""Telling the citizen: which moves are told, and the mail that tells them."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django_tasks import task

from forms.models import Case, Notice
from forms.plain_words import meaning
from forms.sealing import seal, unseal
from forms.states import State, citizen_name

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
MOST_ATTEMPTS = 8


def notify(case: Case, topic: str, *, note: str = "", pin: str = "") -> Notice | None:
    """Writes the notice now and sends it after commit; a citizen without e-mail gets none."""
    if topic not in TOLD or not case.email:
        return None
    notice = Notice.objects.create(
        case=case, topic=topic, language=case.language, to=case.email, note=note, sealed=seal(pin)
    )
    transaction.on_commit(lambda: send.enqueue(notice.pk))
    return notice


@task(backend="jobs")
def send(notice_id: int) -> None:
    """Sends one waiting notice, once: whoever takes the attempt first sends it."""
    notice = Notice.objects.select_related("case__office__site").get(pk=notice_id)
    taken = Notice.objects.filter(
        pk=notice_id, status=Notice.Status.WAITING, attempts=notice.attempts
    ).update(attempts=F("attempts") + 1)
    if not taken:
        return
    try:
        message(notice).send()
    except OSError:
        if notice.attempts + 1 >= MOST_ATTEMPTS:
            Notice.objects.filter(pk=notice_id).update(status=Notice.Status.FAILED)
        raise
    Notice.objects.filter(pk=notice_id).update(
        status=Notice.Status.SENT, sent_at=timezone.now(), sealed=""
    )


def message(notice: Notice) -> EmailMultiAlternatives:
    """The mail in the citizen's language; answers and names stay out of it (domain: section 10)."""
    case = notice.case
    with translation.override(notice.language):
        context: dict[str, Any] = {
            "notice": notice,
            "case": case,
            "office": case.office,
            "title": citizen_name(notice.topic),
            "meaning": meaning(notice.topic),
            "pin": unseal(notice.sealed) or "",
            "follow_url": follow_url(notice),
        }
        subject = render_to_string("forms/mail/subject.txt", context).strip().replace("\n", " ")
        text = render_to_string("forms/mail/body.txt", context)
        html = render_to_string("forms/mail/body.html", context)
    mail = EmailMultiAlternatives(subject, text, to=[notice.to])
    mail.attach_alternative(html, "text/html")
    return mail


def follow_url(notice: Notice) -> str:
    """The absolute address of the follow page at the case's own office, in the citizen's language."""
    prefix = "" if notice.language == "vi" else f"/{notice.language}"
    return f"{notice.case.office.site.root_url}{prefix}/tra-cuu/"
