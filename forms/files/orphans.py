"""Files that no row names, and rows whose file is gone: what a crash or a lost disk leaves (R-33).

A file is stored before its row is committed and deleted after its row is gone. So whatever is
killed between the two leaves at worst a file too many, which is swept up here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from forms.models import Attachment
from forms.models.attachments import private_storage

#: A file this old without a row belongs to a request that failed, not to one that still runs.
UNCLAIMED = timedelta(hours=1)
#: The first letters of every name that `storage_name` gives: each folder is checked for itself, so
#: that no more than a 256th part of all names is in memory.
FOLDERS = [f"{number:02x}" for number in range(256)]
OURS = re.compile("[0-9a-f]{2}/[0-9a-f-]{36}/[0-9a-f]{32}")


@dataclass(frozen=True)
class Row:
    """A row that names a private file."""

    model: type[models.Model]
    pk: Any
    file: str

    def __str__(self) -> str:
        return f"{self.model._meta.label} {self.pk}: {self.file}"


@dataclass(frozen=True)
class Found:
    """What is wrong in one folder, and which rows were thought lost but have their file again."""

    unclaimed: list[str]
    lost: list[Row]
    back: list[Row]


def check() -> Iterator[Found]:
    """Compares every folder with its rows."""
    marked = set(Attachment.every.filter(lost_at__isnull=False).values_list("pk", flat=True))
    for folder in FOLDERS:
        stored = {one.name: one.at for one in private_storage().below(folder)}
        rows = list(rows_of(folder))
        named = {row.file for row in rows}
        before = timezone.now() - UNCLAIMED
        free = [
            name
            for name, at in stored.items()
            if name not in named and at < before and OURS.fullmatch(name)
        ]
        yield Found(
            unclaimed=sorted(set(free) - claimed(free)),
            lost=[row for row in rows if row.file not in stored and is_lost(row)],
            back=[row for row in rows if is_in(marked, row) and row.file in stored],
        )


def private_fields() -> Iterator[models.FileField]:
    """Every column that names private files, whichever model it belongs to."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, models.FileField) and field.storage is private_storage():
                yield field


def rows_of(folder: str) -> Iterator[Row]:
    for field in private_fields():
        rows = field.model._base_manager.filter(**{f"{field.name}__startswith": f"{folder}/"})
        for pk, name in rows.values_list("pk", field.name):
            yield Row(field.model, pk, name)


def claimed(names: list[str]) -> set[str]:
    """Those that a row names by now: asked again before anything is deleted."""
    found: set[str] = set()
    for field in private_fields() if names else ():
        rows = field.model._base_manager.filter(**{f"{field.name}__in": names})
        found |= set(rows.values_list(field.name, flat=True))
    return found


def is_in(marked: set[Any], row: Row) -> bool:
    return row.model is Attachment and row.pk in marked


def is_lost(row: Row) -> bool:
    """Asked again: the file may have come since the folder was listed, or the row may be gone."""
    if private_storage().exists(row.file):
        return False
    return row.model._base_manager.filter(pk=row.pk).exists()


def repair(found: Found) -> None:
    """Deletes the files that nobody claims, and marks the rows whose file is gone.

    No row is deleted: it says what a citizen has sent, and a backup may bring the file again.
    """
    for name in found.unclaimed:
        private_storage().delete(name)
    mark(found.lost, lost=True)
    mark(found.back, lost=False)


def mark(rows: list[Row], *, lost: bool) -> None:
    pks = [row.pk for row in rows if row.model is Attachment]
    if pks:
        changed = Attachment.every.filter(pk__in=pks, lost_at__isnull=lost)
        changed.update(lost_at=timezone.now() if lost else None)
