"""Private files of a case."""

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms.models.batches import Batch
from forms.models.cases import Case
from forms.models.inspections import Inspection
from forms.models.messages import Message
from forms.models.supplements import Supplement


def private_storage() -> Any:
    """Outside MEDIA_ROOT and without a URL; `forms.files.downloads` is the only way to a file.

    A Storage that also lists: `below(folder)` gives name and time of each of its files.
    """
    return storages["private"]


def place_of(key: uuid.UUID) -> str:
    """A random name in the folder of its case: nothing that a citizen typed reaches a path."""
    return f"{key.hex[:2]}/{key}/{secrets.token_hex(16)}"


def storage_name(attachment: "Attachment", filename: str) -> str:
    return place_of(attachment.owner.key)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Deletes files with their rows."""

    def around(self, case: Case, number: int) -> tuple["AttachmentQuerySet", "AttachmentQuerySet"]:
        """The files of a case before its supplement of this number, and after it."""
        files = self.filter(case=case, inspection=None)
        came, left = Q(came_with=None), Q(left_with=None)
        before = files.filter(
            came | Q(came_with__number__lt=number), left | Q(left_with__number__gte=number)
        )
        after = files.filter(
            came | Q(came_with__number__lte=number), left | Q(left_with__number__gt=number)
        )
        return before, after

    def delete(self) -> tuple[int, dict[str, int]]:
        return drop(self)

    delete.queryset_only = True  # type: ignore[attr-defined]  # never on the manager


class InForce(models.Manager.from_queryset(AttachmentQuerySet)):  # type: ignore[misc]
    """The files that a case consists of."""

    def get_queryset(self) -> AttachmentQuerySet:
        found: AttachmentQuerySet = super().get_queryset()
        return found.filter(in_force=True)


class Attachment(models.Model):
    """One file for one component of the dossier; `slot` is the upload field's code.

    `label` is what the component was called when the file was sent: a procedure page edited later
    does not change what an old case says (R-08). It belongs to a case, or to a batch: the paper by
    which a school files for its students.

    A supplement brings files and takes files away. What it brings is not in force until it is sent,
    what it takes away stays in force until then and is kept after it, for the comparison.
    """

    class Scan(models.TextChoices):
        WAITING = "waiting", _("Chưa quét vi-rút")
        CLEAN = "clean", _("Đã quét vi-rút")
        INFECTED = "infected", _("Có mã độc")

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="attachments")
    batch = models.ForeignKey(Batch, models.CASCADE, null=True, related_name="attachments")
    slot = models.CharField(max_length=60)
    label = models.CharField(max_length=255, blank=True)
    file = models.FileField(
        storage=private_storage, upload_to=storage_name, max_length=200, db_index=True
    )
    name = models.CharField(_("Tên tệp"), max_length=100)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.WAITING)
    scanned_at = models.DateTimeField(null=True)
    #: What the scanner called it.
    threat = models.CharField(max_length=100, blank=True)
    #: Since when its file is known to be gone; `fsck --repair` says so.
    lost_at = models.DateTimeField(null=True, editable=False)
    in_force = models.BooleanField(default=True, editable=False)
    came_with = models.ForeignKey(
        Supplement, models.CASCADE, null=True, editable=False, related_name="files"
    )
    left_with = models.ForeignKey(
        Supplement, models.CASCADE, null=True, editable=False, related_name="files_taken_away"
    )

    #: The record of an inspection that it belongs to; the case's citizen never sees it.
    inspection = models.ForeignKey(
        Inspection, models.CASCADE, null=True, editable=False, related_name="files"
    )

    objects = InForce()
    #: Also those that are not in force yet, or no longer.
    every = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["slot", "pk"]
        indexes = [
            models.Index(fields=["scan", "id"], name="attachment_scan"),
            models.Index(fields=["scanned_at", "id"], name="attachment_scanned"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case=None, batch__isnull=False)
                | models.Q(case__isnull=False, batch=None),
                name="attachment_has_one_owner",
            )
        ]
        verbose_name = _("tệp đính kèm")
        verbose_name_plural = _("tệp đính kèm")

    def __str__(self) -> str:
        return self.name

    @property
    def infected(self) -> bool:
        """Opened by nobody, not even by whoever sent it."""
        return self.scan == self.Scan.INFECTED

    @property
    def waiting(self) -> bool:
        """Not opened by staff until the scanner has said that it is clean (R-31).

        Where there is no scanner, nothing waits for one: the case page says that nothing was
        scanned.
        """
        return self.scan == self.Scan.WAITING and bool(settings.CLAMD_URL)

    @property
    def opens_for_staff(self) -> bool:
        return not self.infected and not self.waiting

    @property
    def opens_for_citizen(self) -> bool:
        """One's own file at once; what the office sent along with a message once it is clean."""
        from_office = self.slot.startswith(f"{Message.Side.OFFICE}-")
        return not self.infected and not (from_office and self.waiting)

    @property
    def owner(self) -> Case | Batch:
        owner = self.batch if self.case_id is None else self.case
        assert owner is not None
        return owner

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return drop([self])


def drop(attachments: Iterable[Attachment]) -> tuple[int, dict[str, int]]:
    """Deletes rows in one statement and, once they are surely gone, their files.

    A file that stays is swept up later (`fsck --repair`).
    """
    known = list(attachments)
    names = [attachment.file.name or "" for attachment in known]
    rows = Attachment.every.filter(pk__in=[attachment.pk for attachment in known])
    number = rows._raw_delete(rows.db)  # type: ignore[attr-defined]

    def delete_files() -> None:
        for name in names:
            private_storage().delete(name)

    transaction.on_commit(delete_files, robust=True)
    return number, {Attachment._meta.label: number}


def take_away(attachments: Iterable[Attachment], supplement: Supplement | None) -> None:
    """Deletes files; those of a sent case only leave it, with the supplement being answered."""
    known = list(attachments)
    sent = [one.pk for one in known if one.in_force] if supplement else []
    drop([one for one in known if one.pk not in sent])
    if sent:
        Attachment.every.filter(pk__in=sent).update(left_with=supplement)
