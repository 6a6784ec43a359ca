"""Links sent by e-mail that open something once; the token itself is only in the mail."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from forms.models.cases import Case
from forms.sealing import digest

#: A button pressed twice in the browser that opened the link leads to the same both times.
PRESSED_TWICE = timedelta(minutes=10)


class OneUse(models.Model):
    """Works in one browser, until it expires.

    `used_by` is a digest of the browser that used it, which may press its button twice.
    """

    case: Any
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_by = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.case}: {self.expires_at:%Y-%m-%d}"

    def open(self, browser: str) -> bool:
        """Uses the link up, for this browser; of two at the same moment, one gets it."""
        mine = digest("browser", browser)
        free = type(self)._default_manager.filter(Q(used_by="") | Q(used_by=mine), pk=self.pk)
        return bool(free.update(used_by=mine, expires_at=timezone.now() + PRESSED_TWICE))


class DraftLink(OneUse):
    """Opens one draft."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")


class PinLink(OneUse):
    """Lets whoever reads the mailbox of a case make it a new PIN."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pin_links")
