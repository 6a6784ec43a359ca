"""Drafts that nobody goes on with, and deleting one."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from forms.models.cases import Case
from forms.states import State
from home.models import Office


def drafts_left_for(office: Office, days: int) -> QuerySet[Case]:
    """Drafts that nobody has changed for more than so many whole days, in the office's time."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Case.objects.filter(
        office=office, state=State.DRAFT, changed_at__lt=midnight - timedelta(days=days)
    )


def drop_drafts(cases: Iterable[Case]) -> None:
    """Deletes drafts with their files; anything submitted is refused."""
    for case in cases:
        if not case.is_draft:
            raise ValueError("only a draft can be deleted")
        case.attachments.all().delete()
        case.delete()
