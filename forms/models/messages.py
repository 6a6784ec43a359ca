"""What citizen and office write to each other about a case. It changes nothing of the case."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.sealing import seal, unseal


class Message(models.Model):
    """One message; sealed, as it may hold anything. Its files are attachments in its own `slot`.

    `key` comes with the page that it was written on, so that a second click writes nothing new.
    """

    class Side(models.TextChoices):
        CITIZEN = "citizen", _("Người nộp")
        OFFICE = "office", _("Đơn vị")

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    key = models.UUIDField(default=uuid.uuid4)
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    sealed = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    #: When the other side first saw it.
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="one_message_per_click"),
            models.CheckConstraint(
                condition=models.Q(side="office", author__isnull=False)
                | models.Q(side="citizen", author=None),
                name="only_the_office_has_authors",
            ),
        ]
        verbose_name = _("trao đổi")
        verbose_name_plural = _("trao đổi")

    def __str__(self) -> str:
        return f"{self.case} {self.at:%d/%m/%Y %H:%M}"

    @property
    def slot(self) -> str:
        """Where its files lie among those of the case: no component of the dossier."""
        return f"{self.side}-{self.pk}"

    @property
    def from_office(self) -> bool:
        return self.side == self.Side.OFFICE

    @cached_property
    def text(self) -> str:
        return str(unseal(self.sealed) or "")

    @classmethod
    def written(cls, text: str, **fields: Any) -> "Message":
        return cls(sealed=seal(text), **fields)
