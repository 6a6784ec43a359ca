"""Changes of the address and the telephone number at which a case reaches its citizen."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.sealing import unseal


class Changes(models.QuerySet["ContactChange"]):
    """Changes that somebody may still confirm, and the others."""

    def pending(self) -> Self:
        return self.filter(done_at=None, cancelled_at=None)

    def alive(self) -> Self:
        return self.pending().filter(expires_at__gt=timezone.now())

    def cancel(self) -> int:
        return self.pending().update(cancelled_at=timezone.now())


class ContactChange(models.Model):
    """One change, asked for or made: what was before and what comes after lie sealed.

    Asked for by the citizen, it waits for the old mailbox, and for a new one to prove itself by a
    code. Made by a clerk (`actor`), it is done at once.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="contact_changes")
    sealed = models.TextField(editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    #: Digest of the token in the mail to the old address; nothing of a change made by a clerk.
    link_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (unique)
    #: Digest of the code in the mail to the new address; empty when the address stays.
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    old_confirmed_at = models.DateTimeField(null=True)
    new_confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = Changes.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(done_at=None, cancelled_at=None),
                name="one_pending_contact_change",
            )
        ]
        verbose_name = _("đổi liên hệ")
        verbose_name_plural = _("đổi liên hệ")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.asked_at:%Y-%m-%d}"

    @property
    def contacts(self) -> dict[str, dict[str, str]]:
        """`before` and `after`, each with `email` and `phone`."""
        found: Any = unseal(self.sealed)
        return found

    @property
    def needs_code(self) -> bool:
        """Whether a new mailbox has still to prove itself."""
        return bool(self.code_digest) and self.new_confirmed_at is None

    @property
    def alive(self) -> bool:
        ended = self.done_at or self.cancelled_at
        return not ended and self.expires_at > timezone.now()

    @property
    def confirmed(self) -> bool:
        return self.old_confirmed_at is not None and not self.needs_code
