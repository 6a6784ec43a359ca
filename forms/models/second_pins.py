"""Second PINs: a citizen lets somebody help, and takes it back."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.sealing import digest

#: How many may help at a time: a family, not a crowd.
MOST_HELPERS = 3


class Standing(models.QuerySet["Helper"]):
    """Those whose PIN still opens something."""

    def standing(self) -> Self:
        return self.filter(revoked_at=None)

    def with_pin(self, key: str, pin: str) -> Self:
        """Whoever holds this PIN of the case of this key, if anybody; found by its digest, so a
        wrong PIN costs the same whether a case has helpers or is none at all."""
        return self.standing().filter(pin_digest=second_digest(key, pin))

    def take_back(self) -> int:
        return self.standing().update(revoked_at=timezone.now())


class Helper(models.Model):
    """Somebody who may read how a case stands, under the name that its citizen gave them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="helpers")
    name = models.CharField(_("Tên người giúp"), max_length=60)
    pin_digest = models.CharField(max_length=64, unique=True, editable=False)
    given_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    objects = Standing.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        verbose_name = _("người giúp")
        verbose_name_plural = _("người giúp")

    def __str__(self) -> str:
        return self.name

    def seen_today(self) -> None:
        """The citizen reads on which day a helper last looked."""
        today = timezone.localdate()
        if self.last_used_on != today:
            type(self).objects.filter(pk=self.pk).update(last_used_on=today)
            self.last_used_on = today


def second_digest(key: str, pin: str) -> str:
    """What the database keeps of a helper's PIN; never equal to that of an owner's."""
    return digest("second-pin", key, pin)
