"""Notices to citizens: written in the transaction that causes them, sent by the worker after it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.states import State, citizen_name


class Notice(models.Model):
    """One mail about one case.

    `sealed` holds what only this mail may say (a PIN, a code, the token of its link) until it is
    sent. While the notice waits,
    `sent_at` says since when somebody has been sending it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Không gửi được")

    class Draft(models.TextChoices):
        """What is told of a draft."""

        LINK = "draft_link", _("Liên kết mở bản nháp")
        EXPIRES = "draft_expires", _("Bản nháp sắp hết hạn")

    class Told(models.TextChoices):
        """What is told of a case beside the states that it comes to."""

        REMINDER = "remind", _("Sắp hết hạn bổ sung")
        WROTE = "wrote", _("Đơn vị đã trả lời bạn")
        EXTENDED = "extended", _("Xin lỗi và gia hạn giải quyết hồ sơ")
        PIN_LINK = "pin_link", _("Lấy mã PIN mới")
        NEW_PIN = "new_pin", _("Mã PIN mới")
        CODE = "code", _("Mã xác nhận thư điện tử")
        CONFIRM = "confirm", _("Xác nhận đổi liên hệ")
        CONTACT = "contact", _("Liên hệ của hồ sơ đã đổi")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    topic = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    to = models.EmailField(_("Gửi đến"))
    note = models.TextField(blank=True)
    sealed = models.TextField(blank=True, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "created_at"])]
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")

    def __str__(self) -> str:
        return f"{self.case}: {self.topic}"

    @property
    def title(self) -> Any:
        """What the mail is about, as its subject and the office's list say it."""
        if self.topic in State.values:
            return citizen_name(self.topic)
        return {**dict(self.Draft.choices), **dict(self.Told.choices)}[self.topic]
