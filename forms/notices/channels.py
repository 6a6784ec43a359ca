"""How a notice reaches its citizen: one small interface, with an adapter for each way.

A channel sends, or says by which of two errors why not: `Later` is tried again, `Never` is not.
"""

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from email.utils import formataddr, parseaddr
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from typing import Protocol

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.utils.module_loading import import_string

from forms.kinds.text import one_blank
from forms.models import Case, Notice
from forms.notices.bounces import envelope_sender, fault_of, token
from forms.notices.letters import clean, letter_of

Fault = Notice.Fault
#: An enhanced status code (RFC 3463) in a server's answer.
ENHANCED = re.compile(rb"^\s*(5\.\d{1,3}\.\d{1,3})\b")


class NotSent(Exception):
    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Later(NotSent):
    """Something is down or busy."""


class Never(NotSent):
    """It would be refused each time."""


class Channel(Protocol):
    def send(self, notice: Notice) -> None:
        """Hands the message over for good, or raises `Later` or `Never`."""


class Email:
    """Over Django's mail settings; a hard refusal of this very mail is final."""

    def send(self, notice: Notice) -> None:
        try:
            validate_email(notice.to)
        except ValidationError:
            raise Never(Fault.ADDRESS) from None
        mail = mail_of(notice)
        connection = get_connection()
        try:
            connection.open()
            connection.send_messages([mail])
        except OSError as error:  # every failure of SMTP and of the network is one
            raise judged(error) from error
        finally:
            with suppress(OSError):  # what was taken is taken, however rude the farewell
                connection.close()


def judged(error: OSError) -> NotSent:
    """Whether it would be the same next time, and what the clerk reads about it."""
    if isinstance(error, SMTPRecipientsRefused):
        [(code, said)] = error.recipients.values()
        return refused(code, said, Fault.ADDRESS)
    if isinstance(error, SMTPDataError):
        return refused(error.smtp_code, error.smtp_error, Fault.REFUSED)
    if isinstance(error, SMTPResponseException):  # of us, not of this mail: somebody will mend it
        return Later(Fault.BUSY if error.smtp_code < 500 else Fault.SERVER)
    return Later(Fault.NO_SERVER)


def refused(code: int, said: bytes | str, fault: str) -> NotSent:
    if code < 500:
        return Later(Fault.BUSY)
    enhanced = ENHANCED.match(said if isinstance(said, bytes) else said.encode())
    return Never(fault_of(enhanced[1].decode()) if enhanced else fault)


def mail_of(notice: Notice) -> EmailMultiAlternatives:
    """One mail to one address (R-44): in the office's name, answered to the office, and with a
    name of its own that stays the same however often it is tried."""
    letter, office = letter_of(notice), notice.case.office
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    headers = {
        "From": formataddr((one_blank(clean(office.short_name)), own)),
        "Message-ID": f"<{token(notice.pk)}@{own.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": notice.language,
    }
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        from_email=envelope_sender(notice.pk),
        to=[notice.to],
        reply_to=[office.email] if office.email else None,
        headers=headers,
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


class Console:
    """Prints short messages for phones: the place where an adapter for SMS or Zalo goes."""

    def send(self, notice: Notice) -> None:
        sys.stdout.write(f"Tin nhắn đến {notice.to}: {letter_of(notice).short}\n")
        sys.stdout.flush()


def channel_for(notice: Notice) -> Channel:
    if not notice.to:  # erased since, at the citizen's wish
        raise Never(Fault.ADDRESS)
    if notice.by_mail:
        return Email()
    if not settings.PHONE_CHANNEL:  # was there when the notice was written
        raise Later(Fault.SERVER)
    made: Callable[[], Channel] = import_string(settings.PHONE_CHANNEL)
    return made()


def contact_of(case: Case) -> str:
    """Where a case's citizen is told: by mail, else by phone where there is a way to phones."""
    return case.email or (case.phone if settings.PHONE_CHANNEL else "")


@register()
def phone_channel_exists(**_kwargs: object) -> list[CheckMessage]:
    try:
        if settings.PHONE_CHANNEL:
            import_string(settings.PHONE_CHANNEL)
    except ImportError as error:
        return [Error(f"PHONE_CHANNEL: {error}", id="forms.E001")]
    return []
