"""Bulk acts: what one member of staff has done to many cases at once, a line for each case."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case

#: How long a run and its lines can be looked at.
KEPT = timedelta(days=30)
#: A worker tells of itself every second: one silent for so long is dead, or there is none.
SILENT = timedelta(seconds=30)


class BulkRun(models.Model):
    """One act on many cases. What it is about is fixed when it is checked, before it is confirmed.

    Whether it is over is read from its lines, so no worker has to be the last one.
    """

    class Work(models.TextChoices):
        CHECKED = "checked", _("Chờ xác nhận")
        STARTED = "started", _("Đang làm")
        STOPPED = "stopped", _("Đã dừng")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    #: The code of `forms.bulk.acts`, and the answers that all cases share.
    act = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    #: The list that the cases were chosen from, to go back to.
    address = models.TextField(blank=True)
    work = models.CharField(max_length=10, choices=Work.choices, default=Work.CHECKED)
    language = models.CharField(max_length=5, default="vi")
    ip = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at"], name="bulk_mine"),
            models.Index(fields=["created_at"], name="bulk_age"),
        ]
        verbose_name = _("việc hàng loạt")
        verbose_name_plural = _("việc hàng loạt")

    def __str__(self) -> str:
        return f"{self.act} {self.created_at:%d/%m/%Y %H:%M}"

    @cached_property
    def counts(self) -> dict[str, int]:
        """Lines by outcome; one query."""
        lines = self.lines.order_by().values_list("outcome").annotate(number=models.Count("pk"))
        return {str(code): 0 for code in BulkLine.Outcome.values} | dict(lines)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ready(self) -> int:
        return self.counts[BulkLine.Outcome.READY]

    @property
    def tried(self) -> int:
        return self.total - self.ready

    @property
    def at_work(self) -> bool:
        return self.work == self.Work.STARTED and self.ready > 0

    @property
    def over(self) -> bool:
        """Whether nothing more happens by itself."""
        stopped = self.work == self.Work.STOPPED
        return stopped or (self.work == self.Work.STARTED and not self.ready)

    @property
    def silent(self) -> bool:
        """Whether nothing has been heard of its worker for too long."""
        return self.at_work and timezone.now() - self.worked_at > SILENT


class BulkLine(models.Model):
    """What becomes of one case: written in the transaction of the act itself, so never twice."""

    class Outcome(models.TextChoices):
        READY = "ready", _("Chưa làm")
        DONE = "done", _("Đã làm")
        SKIPPED = "skipped", _("Bỏ qua")
        FAILED = "failed", _("Không làm được")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    #: The version of the case that the user saw when it was chosen.
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.READY)
    #: Why not; or what is still to be done by hand.
    remark = models.TextField(blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="bulk_next_line")]
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="one_bulk_line_per_case"),
            models.UniqueConstraint(fields=["run", "number"], name="one_bulk_line_per_number"),
        ]
        verbose_name = _("dòng của việc hàng loạt")
        verbose_name_plural = _("dòng của việc hàng loạt")

    def __str__(self) -> str:
        return f"{self.run_id}.{self.number}: {self.outcome}"

    def end(self, outcome: str, remark: Any = "") -> None:
        self.outcome, self.remark, self.at = outcome, str(remark), timezone.now()
        self.save(update_fields=["outcome", "remark", "at"])
