"""Canned replies: what an office writes again and again, with places that each case fills in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.kinds import KINDS
from home.models import Office


class Reply(models.Model):
    """Plain text with placeholders of a closed list (`forms.replies`); no kind means every kind."""

    class Place(models.TextChoices):
        """Where an officer writes."""

        MESSAGE = "message", _("Trao đổi với người nộp")
        SUPPLEMENT = "supplement", _("Yêu cầu bổ sung")
        REFUSAL = "refusal", _("Từ chối, không phê duyệt, dừng giải quyết")
        NOTE = "note", _("Ghi chú nội bộ và lý do trong đơn vị")

    office = models.ForeignKey(Office, models.CASCADE, verbose_name=_("Đơn vị"))
    place = models.CharField(_("Dùng khi"), max_length=12, choices=Place.choices)
    kind = models.CharField(_("Loại hồ sơ"), max_length=20, blank=True)
    title = models.CharField(_("Tên gọi"), max_length=80)
    body = models.TextField(_("Lời"))
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["place", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "place", "kind", "title"], name="one_reply_per_title"
            )
        ]
        verbose_name = _("câu trả lời mẫu")
        verbose_name_plural = _("câu trả lời mẫu")

    def __str__(self) -> str:
        return self.title

    @property
    def kind_title(self) -> Any:
        return KINDS[self.kind].title if self.kind in KINDS else _("Mọi loại hồ sơ")


class ReplyUse(models.Model):
    """How often a member of staff has used a reply: the most used stand first."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="uses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "reply"], name="one_reply_use_each")]
        verbose_name = _("lần dùng câu mẫu")
        verbose_name_plural = _("lần dùng câu mẫu")

    def __str__(self) -> str:
        return f"{self.reply_id} {self.times}"
