"""Deletes drafts 30 days after their last change, as the forms promise."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from forms.citizen.access import KEPT
from forms.models import Case
from forms.models.cases import drop_drafts
from forms.states import State


class Command(BaseCommand):
    help = "Deletes drafts nobody has changed for 30 days, with their files."

    def handle(self, *args: Any, **options: Any) -> None:
        old = Case.objects.filter(state=State.DRAFT, changed_at__lt=timezone.now() - KEPT)
        drafts = sum(self.delete_draft(pk) for pk in list(old.values_list("pk", flat=True)))
        self.stdout.write(f"{drafts} old drafts deleted.")

    def delete_draft(self, pk: int) -> int:
        """Looks again under the row's lock: the citizen may have come back meanwhile."""
        with transaction.atomic():
            draft = Case.objects.select_for_update().filter(
                pk=pk, state=State.DRAFT, changed_at__lt=timezone.now() - KEPT
            )
            found = list(draft)
            drop_drafts(found)
        return len(found)
