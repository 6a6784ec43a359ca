"""Links that open a draft on another device: one use, seven days, kept as a digest only."""

import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from forms.models import Case, DraftLink
from forms.sealing import digest, unseal
from forms.states import State
from home.models import Office

USABLE = timedelta(days=7)


def new_link(case: Case) -> str:
    """The token of a new link (128 random bits); links sent before stay as good as they were."""
    token = secrets.token_urlsafe(16)
    expires = timezone.now() + USABLE
    DraftLink.objects.create(case=case, digest=digest("link", token), expires_at=expires)
    return token


def links(token: str, office: Office) -> QuerySet[DraftLink]:
    """The link, at the office of its draft and while it lasts."""
    return DraftLink.objects.filter(
        digest=digest("link", token),
        expires_at__gt=timezone.now(),
        case__office=office,
        case__state=State.DRAFT,
    )


def usable(token: str, office: Office) -> bool:
    """Whether the link would still open something; looking uses nothing up."""
    return links(token, office).filter(used_by="").exists()


def open_link(token: str, office: Office, browser: str) -> tuple[Case, str] | None:
    """The draft and its PIN, once. Of two browsers at the same moment, one gets it."""
    link = links(token, office).select_related("case").first()
    if link is None or not link.open(browser):
        return None
    return link.case, unseal(link.case.sealed_pin) or ""
