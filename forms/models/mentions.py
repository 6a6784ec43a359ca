"""Colleagues who are named in a note on a case, and whether they have read it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.models.events import Event


class Mention(models.Model):
    """One colleague named in one note (a line of the history); read when they open the case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="mentions", db_index=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="mentions", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["case", "user"], name="mention_of_case"),
            models.Index(fields=["user", "-id"], name="mention_newest"),
            models.Index(
                fields=["user", "case"], condition=models.Q(read_at=None), name="mention_unread"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="named_once_in_a_note")
        ]
        verbose_name = _("người được nhắc đến")
        verbose_name_plural = _("người được nhắc đến")

    def __str__(self) -> str:
        return f"{self.event_id}: {self.user_id}"

    @classmethod
    def unread(cls, user: Any) -> models.QuerySet["Mention"]:
        return cls.objects.filter(user=user.pk, read_at=None)
