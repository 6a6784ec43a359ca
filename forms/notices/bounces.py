"""Mails that come back: what a delivery status notification (RFC 3464) says of one of our notices.

A notice is known by its token, in the address that its bounces go to (VERP) and in its Message-ID.
The token is signed, so a bounce that somebody made up changes nothing (R-64).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from hmac import compare_digest

from django.conf import settings

from forms.models import Notice
from forms.sealing import digest

Fault = Notice.Fault
TOKEN = re.compile(r"notice\.(\d{1,18})\.([0-9a-f]{20})", re.IGNORECASE)
#: Where the address that a bounce was sent to, or the name of the mail that it is about, stands.
ADDRESSED = ("to", "delivered-to", "x-original-to", "envelope-to")
NAMED = ("message-id", "x-original-message-id", "return-path")
#: A bounce that is longer is none of ours.
LONGEST = 2 * 1024**2
STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})")
#: By class of RFC 3463, most telling first.
FAULTS = {
    "2.2": Fault.FULL,
    "1": Fault.ADDRESS,
    "2": Fault.ADDRESS,
    "3": Fault.UNREACHABLE,
    "4": Fault.UNREACHABLE,
    "7": Fault.POLICY,
}


def token(notice_id: int) -> str:
    """Names a notice to the world; only we can make one."""
    return f"notice.{notice_id}.{digest('notice', str(notice_id))[:20]}"


def envelope_sender(notice_id: int) -> str:
    """Who a mail server tells when it cannot deliver; with BOUNCE_ADDRESS, which notice as well."""
    if not settings.BOUNCE_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    name, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{token(notice_id)}@{domain}"


def fault_of(status: str) -> str:
    """What a status code means to a clerk."""
    found = STATUS.match(status)
    if found is None:
        return Fault.REFUSED
    _class, subject, detail = found.groups()
    return FAULTS.get(f"{subject}.{detail}") or FAULTS.get(subject) or Fault.REFUSED


def take_bounce(content: bytes) -> int | None:
    """Marks the notice that this message says could not be delivered; which one, if any.

    Whatever else arrives is not for us: it changes nothing, and nothing it holds is an error.
    """
    if len(content) > LONGEST:
        return None
    try:
        bounce = message_from_bytes(content)
        statuses = list(failed(bounce))
        known = next(ours(bounce), None)
    except Exception:  # the parser has no list of what hostile mail can make it raise
        return None
    if not statuses or known is None:
        return None
    on_its_way = Notice.objects.filter(
        pk=known, status__in=(Notice.Status.SENT, Notice.Status.WAITING)
    )
    found = on_its_way.update(
        status=Notice.Status.BOUNCED, fault=fault_of(statuses[0]), sealed="", next_try_at=None
    )
    return known if found else None


def failed(bounce: Message) -> Iterator[str]:
    """The status of each recipient who will not get the mail; who gets it later is not told."""
    for part in bounce.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and said(block, "action").strip().lower() == "failed":
                yield said(block, "status")


def ours(bounce: Message) -> Iterator[int]:
    """The notices that the bounce names by a token that we made."""
    for number, part in enumerate(bounce.walk()):
        names = ADDRESSED if number == 0 else NAMED
        texts = [said(part, name) for name in names]
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            texts.append(payload.decode("ascii", "replace") if isinstance(payload, bytes) else "")
        for text in texts:
            for match in TOKEN.finditer(text):
                notice_id = int(match[1])
                if compare_digest(token(notice_id), match.group().lower()):
                    yield notice_id


def said(part: Message, header: str) -> str:
    return " ".join(str(value) for value in part.get_all(header, []))
