"""The daily digest: the home screen as a mail, once on each working morning, with no personal data.

Each row is claimed by one statement, and its next attempt is queued before this one begins, as
notices do; what has not gone out by noon is not sent any more.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forms.clock import Calendar, MissingYear
from forms.kinds.text import one_blank
from forms.models import Digest, DigestWish
from forms.queue.cases import READERS
from forms.queue.home.work import BEGUN, BULK, TOLD_OF_YEARS, Item, Work
from forms.sealing import digest as keyed
from forms.states import Text
from home.models import Office, OfficeGroup
from home.models.offices import all_offices

logger = logging.getLogger(__name__)
Status = Digest.Status
#: Longer than sending takes: a sender that has been silent for so long is dead.
TAKEN = timedelta(minutes=15)
NOON = 12
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60)]


def prepare(now: datetime | None = None) -> int:
    """Writes the rows of those whose hour has come, each with the job that sends it."""
    now = timezone.localtime(now)
    offices = [office.pk for office in at_work(now)]
    held = OfficeGroup.objects.filter(role__in=READERS | TOLD_OF_YEARS, office__in=offices)
    made = 0
    for user_id in wanting(held, now):
        with transaction.atomic():
            row, new = Digest.objects.get_or_create(user_id=user_id, day=now.date())
            if new:
                send.enqueue(row.pk)
                made += 1
    return made


def at_work(now: datetime) -> Iterator[Office]:
    """The offices that have a working morning at this moment; without a calendar, none has.

    It is over at noon, when no digest is sent any more, even where the counter closes before: who
    wants theirs at eleven gets it.
    """
    if now.hour >= NOON:
        return
    calendars = Calendar.of_all([office.pk for office in all_offices()])
    for office in all_offices():
        try:
            if calendars[office.pk].worked(now.date()):
                yield office
        except MissingYear:
            continue


def wanting(held: Any, now: datetime) -> list[int]:
    """Who works there, has an address, and wants a mail by this hour; one query."""
    usual = DigestWish._meta.get_field("hour").default
    come = Q(digest_wish=None) if now.hour >= usual else Q(pk__in=[])
    wish = come | Q(digest_wish__wanted=True, digest_wish__hour__lte=now.hour)
    users = get_user_model()._default_manager.filter(wish, is_active=True)
    found = users.filter(groups__office_group__in=held).exclude(email="")
    had = Digest.objects.filter(day=now.date()).values("user")
    return list(found.exclude(pk__in=had).distinct().values_list("pk", flat=True))


@task(backend="jobs")
def send(digest_id: int) -> None:
    """Sends one digest if it waits."""
    taken = take(digest_id)
    if taken is None:
        return
    row, wake = taken
    morning = Morning(row)
    if not (still_wanted(row) and morning.work.anything):
        finish(row, wake, Status.NOTHING)
        return
    try:
        morning.mail().send()
    except OSError as error:  # every failure of SMTP and of the network is one
        put_off(row, wake, error)
    else:
        finish(row, wake, Status.SENT)


def still_wanted(row: Digest) -> bool:
    """Whether it is still that morning, and somebody is there to read it."""
    now = timezone.localtime()
    this_morning = row.day == now.date() and now.hour < NOON
    return bool(this_morning and row.user.is_active and row.user.email)


def take(digest_id: int) -> tuple[Digest, UUID] | None:
    """Claims a row that waits, and queues the job that looks after it."""
    now = timezone.now()
    until = now + TAKEN
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    mine = Digest.objects.filter(due, pk=digest_id, status=Status.WAITING)
    with transaction.atomic():
        if not mine.update(next_try_at=until, attempts=F("attempts") + 1):
            return None
        wake = UUID(send.using(run_after=until).enqueue(digest_id).id)
    row = Digest.objects.select_related("user__wagtail_userprofile").get(pk=digest_id)
    return row, wake


def put_off(row: Digest, wake: UUID, error: OSError) -> None:
    logger.warning("Digest %d was not sent: %s", row.pk, type(error).__name__)
    if row.attempts > len(WAITS):
        finish(row, wake, Status.FAILED)
        return
    until = timezone.now() + WAITS[row.attempts - 1]
    with transaction.atomic():
        Digest.objects.filter(pk=row.pk, status=Status.WAITING).update(next_try_at=until)
        DBTaskResult.objects.filter(pk=wake).update(run_after=until)


def finish(row: Digest, wake: UUID, status: str) -> None:
    sent_at = timezone.now() if status == Status.SENT else None
    with transaction.atomic():
        Digest.objects.filter(pk=row.pk).update(status=status, sent_at=sent_at, next_try_at=None)
        DBTaskResult.objects.filter(pk=wake).delete()


@dataclass
class Morning:
    """The mail of one person on one day, in the language of their CMS."""

    row: Digest

    @cached_property
    def work(self) -> Work:
        return Work(self.row.user)

    @property
    def language(self) -> str:
        profile = getattr(self.row.user, "wagtail_userprofile", None)
        return profile.get_preferred_language() if profile else settings.LANGUAGE_CODE

    @property
    def base(self) -> str:
        return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")

    @property
    def total(self) -> int:
        """Each case once, on however many of the lists it is."""
        others = (item.number for item in self.work.standing if item.code in (BULK, BEGUN))
        return self.work.different(warns=False) + sum(others)

    @cached_property
    def subject(self) -> str:
        """Said three times, counted once."""
        total = self.total
        told = ngettext(
            "Sáng nay: %(number)d việc chờ bạn", "Sáng nay: %(number)d việc chờ bạn", total
        )
        late = self.work.different(warns=True)
        more = _(", %(number)d hồ sơ trễ hạn") % {"number": late} if late else ""
        return told % {"number": total} + more

    @property
    def sender(self) -> str:
        return ", ".join(office.short_name for office in self.work.offices)

    @property
    def sections(self) -> list[tuple[Text, list[Item]]]:
        """Those of the screen in which there is something."""
        full = [
            (title, [item for item in items if item.number])
            for _code, title, _nothing, items in self.work.sections
        ]
        return [(title, items) for title, items in full if items]

    def mail(self) -> EmailMultiAlternatives:
        """Counts, codes and links; no name of anybody."""
        own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        headers = {
            "From": formataddr((one_blank(self.sender), own)),
            "Message-ID": f"<digest.{self.row.pk}.{self.name}@{own.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": self.language,
        }
        with override(self.language):
            html, text = self.html, self.text
            mail = EmailMultiAlternatives(
                one_blank(self.subject), text, to=[self.row.user.email], headers=headers
            )
        mail.attach_alternative(html, "text/html")
        mail.connection = get_connection()
        return mail

    @property
    def name(self) -> str:
        """The same however often this one is tried."""
        return keyed("digest", str(self.row.pk), f"{self.row.day}")[:16]

    @property
    def settings_url(self) -> str:
        return f"{self.base}{reverse('wagtailadmin_account')}"

    @property
    def html(self) -> str:
        return render_to_string("forms/mail/digest.html", {"morning": self, "work": self.work})

    @property
    def text(self) -> str:
        return render_to_string("forms/mail/digest.txt", {"morning": self, "work": self.work})
