"""Requests to complete a case: what was marked, until when, and what the citizen made of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from forms.models.cases import Case, parted
from forms.sealing import seal, unseal
from services.models import ProcedurePage

Answers = dict[str, Any]


class Supplement(models.Model):
    """One complete request (Mẫu 02 of TT 03/2025/TT-VPCP) and its answer.

    While it is open, `answers` and `sealed` hold what the citizen changed and has not sent; once
    answered, what was sent. `old_answers` and `old_sealed` hold what stood there before. All are
    parted like the answers of a case: open and sealed.
    """

    class How(models.TextChoices):
        """How it ended."""

        ONLINE = "online", _("Người nộp bổ sung trực tuyến")
        COUNTER = "counter", _("Nhận bổ sung tại nơi tiếp nhận")
        TYPED = "typed", _("Bổ sung trên giấy, nhập tại quầy")
        EXPIRED = "expired", _("Quá hạn")
        WITHDRAWN = "withdrawn", _("Hồ sơ được rút")

    case = models.ForeignKey(Case, models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField(_("Lần"))
    message = models.TextField(_("Lý do"))
    legal_basis = models.CharField(_("Căn cứ pháp lý"), max_length=500, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    working_days = models.PositiveSmallIntegerField(_("Thời hạn (ngày làm việc)"))
    due_on = models.DateField(_("Hạn bổ sung"))
    #: What becomes of the office's own time, as the procedure had it when this was asked.
    clock = models.CharField(
        max_length=10,
        choices=ProcedurePage.Clock.choices,
        default=ProcedurePage.Clock.RESTART,
    )
    #: Working days of the office that were used and left by then; none before reception.
    days_used = models.PositiveSmallIntegerField(null=True)
    days_left = models.PositiveSmallIntegerField(null=True)
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, choices=How.choices, blank=True)

    answers = models.JSONField(default=dict, editable=False)
    sealed = models.TextField(blank=True, editable=False)
    old_answers = models.JSONField(default=dict, editable=False)
    old_sealed = models.TextField(blank=True, editable=False)
    #: Steps that the citizen has sent at least once.
    visited = models.JSONField(default=list, editable=False)
    #: When the citizen last changed something.
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["case", "number"]
        indexes = [
            models.Index(
                fields=["due_on"], condition=models.Q(ended_at=None), name="supplement_open_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_supplement_per_number"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="one_open_supplement"
            ),
        ]
        verbose_name = _("yêu cầu bổ sung")
        verbose_name_plural = _("yêu cầu bổ sung")

    def __str__(self) -> str:
        return f"{self.case} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def answered_at(self) -> Any:
        """When it was answered, online or at the counter; None when it was not."""
        return self.ended_at if self.how in ANSWERED else None

    @property
    def is_sent(self) -> bool:
        """Whether its points were answered one by one, so that old can be shown beside new."""
        return self.how in SENT

    @property
    def late(self) -> bool:
        """Whether the due day is over, or was when the answer came."""
        at: date = timezone.localdate(self.ended_at) if self.ended_at else timezone.localdate()
        return at > self.due_on

    @property
    def changes(self) -> Answers:
        """The answers that are others now, by name; None for one that was taken out."""
        return {**self.answers, **(unseal(self.sealed) or {})}

    @property
    def replaced(self) -> Answers:
        """What stood in their places before."""
        return {**self.old_answers, **(unseal(self.old_sealed) or {})}

    def keep(self, changes: Mapping[str, Any]) -> None:
        """Takes in what the citizen changes, sealed apart from open. Saves nothing."""
        self.answers, self.sealed = parted(self.case.kind, changes)

    def keep_replaced(self, before: Mapping[str, Any]) -> None:
        """The same for what stood there before."""
        self.old_answers, self.old_sealed = parted(self.case.kind, before)


#: How a request ends whose points were answered one by one.
SENT = (Supplement.How.ONLINE, Supplement.How.TYPED)
#: How one ends that was answered at all.
ANSWERED = (*SENT, Supplement.How.COUNTER)


class Remark(models.Model):
    """One marked point: what it is, and what the officer says of it.

    `label` and `section` are the names under which the officer saw it; a case reads as it read.
    """

    class What(models.TextChoices):
        FIELD = "field", _("Câu trả lời")
        ROWS = "rows", _("Danh sách")
        ROW = "row", _("Một dòng của danh sách")
        FILES = "files", _("Thành phần hồ sơ")

    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="remarks")
    what = models.CharField(max_length=5, choices=What.choices)
    slug = models.CharField(max_length=60)
    name = models.CharField(max_length=70)
    #: Its place in the list, where it is one row.
    row = models.PositiveSmallIntegerField(null=True)
    section = models.CharField(max_length=255)
    label = models.CharField(max_length=255)
    text = models.TextField(_("Cần bổ sung gì"))
    #: Why the citizen left it as it was, in their words.
    sealed_reply = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mục cần bổ sung")
        verbose_name_plural = _("mục cần bổ sung")

    def __str__(self) -> str:
        return self.label

    @property
    def named_here(self) -> bool:
        """Whether the kind still asks it by the name that the officer saw."""
        asked = self.supplement.case.kind.labels.get(self.name)
        with override(settings.LANGUAGE_CODE):
            return asked is not None and str(asked) == self.label

    @property
    def label_here(self) -> str:
        """The name in the reader's language, where the kind has one; else as it was seen."""
        if not self.named_here:
            return self.label
        return str(self.supplement.case.kind.labels[self.name])

    @property
    def reply(self) -> str:
        return str(unseal(self.sealed_reply) or "")

    @reply.setter
    def reply(self, text: str) -> None:
        self.sealed_reply = seal(text)


def open_supplement(case: Case) -> Supplement | None:
    """The request that waits for the citizen, if there is one."""
    found = Supplement.objects.filter(case=case, ended_at=None).first()
    if found is not None:
        found.case = case
    return found
