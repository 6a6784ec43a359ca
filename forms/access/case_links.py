"""Links to the mailbox of a case: to a new PIN, and to a change of contact.

Made as the letter is sent, so that nobody else ever holds them; one use, a day, kept as a digest
only. A letter that is sent late finds the case with another mailbox: its link then opens nothing.
"""

import secrets
from datetime import timedelta

from django.utils import timezone

from forms.models import Case, ContactChange, Notice, PinLink
from forms.sealing import digest
from home.models import Office

USABLE = timedelta(hours=24)
#: Stands in the letter where there is nothing to open any more.
NOTHING = "het-han"


def pin_token(notice: Notice) -> str:
    case = notice.case
    if notice.to.lower() not in (case.email.lower(), case.phone):
        return NOTHING
    token = secrets.token_urlsafe(16)
    expires = timezone.now() + USABLE
    PinLink.objects.create(case=case, digest=digest("pin-link", token), expires_at=expires)
    return token


def pin_link(token: str, office: Office) -> PinLink | None:
    """The link, at the office of its case and while it lasts."""
    standing = PinLink.objects.filter(expires_at__gt=timezone.now(), case__office=office)
    return standing.filter(digest=digest("pin-link", token)).select_related("case").first()


def confirmation_token(notice: Notice) -> str:
    """For the change that waits at this moment; a letter sent again makes the earlier link void."""
    token = secrets.token_urlsafe(16)
    waiting = ContactChange.objects.alive().filter(case=notice.case)
    found = waiting.update(link_digest=digest("contact-link", token))
    return token if found else NOTHING


def change_asked(token: str, office: Office) -> ContactChange | None:
    """The change that the mail to the old mailbox asks about, done or not."""
    asked = ContactChange.objects.filter(case__office=office).select_related("case")
    return asked.filter(link_digest=digest("contact-link", token)).first()


def void_pin_links(case: Case) -> None:
    """No link to a new PIN that is still in a mailbox opens anything."""
    PinLink.objects.filter(case=case, used_by="").delete()
