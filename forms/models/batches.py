"""Batches: many cases that one person files for others from one sheet, a row for each."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.kinds import KINDS, Kind
from forms.models.cases import Case
from forms.models.pages import FormPage
from forms.models.texts import KeptText
from forms.references import derived_pin, pin_matches
from forms.sealing import seal, unseal
from forms.states import State
from home.models import Office

#: A case that ended in one of these lets the same person be filed again.
ENDED = (
    State.NOT_APPROVED,
    State.REFUSED,
    State.STOPPED,
    State.WITHDRAWN,
    State.EXPIRED,
)
#: A job tells of itself every second or so: one silent for so long is dead, or has no worker.
SILENT = timedelta(seconds=90)


class Batch(models.Model):
    """What a coordinator files: their own answers, the sheet that is being worked on, its rows.

    Sheets are read and cases filed by jobs; `version` rises with every sheet and every filing, so
    that a job of an earlier one does nothing any more.
    """

    class Work(models.TextChoices):
        NONE = "", _("Không có")
        CHECKING = "checking", _("Đang kiểm tra bảng")
        FILING = "filing", _("Đang nộp")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("Mã lô"), max_length=40, unique=True)
    pin_digest = models.CharField(max_length=64, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, verbose_name=_("Đơn vị"))
    form_page = models.ForeignKey(
        FormPage, models.SET_NULL, null=True, verbose_name=_("Trang biểu mẫu")
    )
    kind_code = models.CharField(_("Loại hồ sơ"), max_length=20)
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    #: All of the coordinator's answers: nobody lists batches by them.
    sealed = models.TextField(blank=True, editable=False)
    #: The uploaded sheet, sealed, until a job has read it.
    sheet = models.TextField(blank=True, editable=False)
    #: What is wrong with the sheet as a whole, in the coordinator's words.
    problems = models.JSONField(default=list)
    #: The codes of the sheet's columns in its own order; empty where a column is not ours.
    places = models.JSONField(default=list)
    work = models.CharField(max_length=10, choices=Work.choices, default=Work.NONE, blank=True)
    version = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    worked_at = models.DateTimeField(default=timezone.now)
    #: What was agreed to before the last filing, word for word.
    agreed_text = models.ForeignKey(KeptText, models.PROTECT, null=True, related_name="+")
    #: When the rows were handed in: what arrives in time is in time, however long the job takes.
    handed_in_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("lô hồ sơ")
        verbose_name_plural = _("lô hồ sơ")

    def __str__(self) -> str:
        return self.code

    @property
    def new_file(self) -> dict[str, Any]:
        """What a file has that is sent for this batch."""
        return {"batch": self}

    @property
    def kind(self) -> Kind:
        return KINDS[self.kind_code]

    @property
    def answers(self) -> dict[str, Any]:
        return unseal(self.sealed) or {}

    def store(self, given: dict[str, Any]) -> None:
        """Takes the coordinator's answers in. Saves nothing."""
        self.sealed = seal({**self.answers, **given})

    def begin(self, work: str, total: int) -> None:
        """Hands the batch to a job; saves nothing. The caller holds the row's lock."""
        self.work, self.version = work, self.version + 1
        self.done, self.total, self.worked_at = 0, total, timezone.now()

    @property
    def silent(self) -> bool:
        """Whether nothing has been heard of the job for too long."""
        return bool(self.work) and timezone.now() - self.worked_at > SILENT

    def pin_of(self, case: Case) -> str:
        """The PIN of one case of the batch, which opens that case only."""
        return derived_pin("batch-pin", self.key.hex, case.key.hex)

    def known_pin_of(self, case: Case) -> str:
        """The same, while it opens the case: none once the case was given another."""
        pin = self.pin_of(case)
        return pin if pin_matches(case.key.hex, pin, case.pin_digest) else ""


def drop_left(office: Office, days: int) -> int:
    """Deletes what nobody has gone on with for so many days: rows that were never filed, and whole
    batches of which none was. Returns how many batches are gone."""
    before = timezone.now() - timedelta(days=days)
    left = Batch.objects.filter(office=office, changed_at__lt=before, work=Batch.Work.NONE)
    BatchRow.objects.filter(batch__in=left, case=None).delete()
    empty = left.filter(rows=None)
    for batch in empty:
        batch.attachments.all().delete()
    number, _kinds = empty.delete()
    return number


class BatchRow(models.Model):
    """One row of the sheet; once filed, the proof that this person is.

    Rows that are not filed are replaced by the next sheet.
    """

    class Standing(models.TextChoices):
        GOOD = "good", _("Nộp được")
        WRONG = "wrong", _("Cần sửa")
        KNOWN = "known", _("Đã nộp")
        FILED = "filed", _("Vừa nộp")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("Dòng"))
    standing = models.CharField(max_length=10, choices=Standing.choices)
    #: The cells as they came, sealed; empty once filed, as the case then holds the answers.
    sealed = models.TextField(blank=True, editable=False)
    #: Column, message, and whether it is only a warning.
    problems = models.JSONField(default=list)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind_code = models.CharField(max_length=20)
    #: Keyed digest of what tells one person from another.
    person = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001  (unique)
    case = models.OneToOneField(Case, models.CASCADE, null=True, related_name="batch_row")

    class Meta:
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["batch", "standing", "number"])]
        constraints = [
            # Whatever is uploaded twice, at once or later, by whichever batch: filed once.
            models.UniqueConstraint(
                fields=["office", "kind_code", "person"],
                condition=models.Q(case__isnull=False),
                name="one_filed_row_per_person",
            )
        ]
        verbose_name = _("dòng của lô")
        verbose_name_plural = _("dòng của lô")

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"

    @property
    def cells(self) -> dict[str, str]:
        return unseal(self.sealed) or {}
