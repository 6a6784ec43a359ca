"""Deletes drafts past their office's time, as the forms promise.

Whoever left an address is told a week before, by a mail with a link that opens the draft.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from forms.filing.origins import Origin
from forms.models import Case, Notice
from forms.models.batches import drop_left
from forms.models.drafts import drafts_left_for, drop_drafts
from forms.notices.telling import write
from home.models import Office

#: Days before the end on which the citizen is told.
NOTICE = 7


class Command(BaseCommand):
    help = "Tells of drafts that expire soon; deletes expired ones with their files."

    def handle(self, *args: Any, **options: Any) -> None:
        told = drafts = 0
        for office in Office.objects.all():
            drafts += for_each(drafts_left_for(office, office.draft_days), delete)
            told += for_each(untold(office), tell)
            drop_left(office, office.draft_days)
        self.stdout.write(f"{told} notices written, {drafts} old drafts deleted.")


def for_each(drafts: QuerySet[Case], act: Callable[[Case], bool]) -> int:
    """Acts on each draft under its row's lock, having looked again: its citizen may be back."""
    done = 0
    for pk in list(drafts.values_list("pk", flat=True)):
        with transaction.atomic():
            draft = drafts.select_for_update(of=("self",)).filter(pk=pk).first()
            done += draft is not None and act(draft)
    return done


def delete(draft: Case) -> bool:
    drop_drafts([draft])
    return True


def untold(office: Office) -> QuerySet[Case]:
    """Drafts near their end whose citizens can be told, and were not since the last change."""
    since = Notice.objects.filter(
        case=OuterRef("pk"),
        topic=Notice.Draft.EXPIRES,
        created_at__gte=OuterRef("changed_at"),
    )
    days = office.draft_days - min(NOTICE, office.draft_days // 2)
    begun_online = drafts_left_for(office, days - 1).exclude(origin=Origin.COUNTER)
    return begun_online.exclude(email="").exclude(Exists(since))


def tell(draft: Case) -> bool:
    """False when what was typed as an address is none."""
    try:
        validate_email(draft.email)
    except ValidationError:
        return False
    write(draft, Notice.Draft.EXPIRES, draft.email, draft.language)
    return True
