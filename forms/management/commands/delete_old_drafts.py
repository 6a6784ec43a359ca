"""Deletes drafts 30 days after their last change, as the forms promise, and files left behind."""

import uuid
from datetime import timedelta
from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from forms.citizen.access import KEPT
from forms.models import Attachment, Case
from forms.models.cases import drop_drafts
from forms.states import State

#: A file this old without a row belongs to a request that failed, not to one that still runs.
UNCLAIMED = timedelta(days=1)


class Command(BaseCommand):
    help = "Deletes drafts nobody has changed for 30 days, and private files that no case has."

    def handle(self, *args: Any, **options: Any) -> None:
        old = Case.objects.filter(state=State.DRAFT, changed_at__lt=timezone.now() - KEPT)
        drafts = sum(self.delete_draft(pk) for pk in list(old.values_list("pk", flat=True)))
        files = sum(self.sweep(folder) for folder in folders_of(""))
        self.stdout.write(f"{drafts} old drafts and {files} unclaimed files deleted.")

    def delete_draft(self, pk: int) -> int:
        """Looks again under the row's lock: the citizen may have come back meanwhile."""
        with transaction.atomic():
            draft = Case.objects.select_for_update().filter(
                pk=pk, state=State.DRAFT, changed_at__lt=timezone.now() - KEPT
            )
            found = list(draft)
            drop_drafts(found)
        return len(found)

    def sweep(self, folder: str) -> int:
        """Deletes the files of one folder of cases that no row names."""
        storage, deleted = storages["private"], 0
        for case in folders_of(folder):
            if not is_key(case):
                continue
            path = f"{folder}/{case}"
            rows = Attachment.objects.filter(file__startswith=f"{path}/")
            known = set(rows.values_list("file", flat=True))
            for name in storage.listdir(path)[1]:
                file = f"{path}/{name}"
                age = timezone.now() - storage.get_modified_time(file)
                if file not in known and age > UNCLAIMED:
                    storage.delete(file)
                    deleted += 1
        return deleted


def folders_of(path: str) -> list[str]:
    try:
        return storages["private"].listdir(path)[0]
    except FileNotFoundError:  # nobody has sent a file yet
        return []


def is_key(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
