"""Who is away, and who does their work meanwhile."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.models import Office


class Absence(models.Model):
    """Whole days on which somebody is away, the last one included, in the office's time."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="absences")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Người vắng")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Người làm thay")
    )
    first_day = models.DateField(_("Từ ngày"))
    last_day = models.DateField(_("Đến hết ngày"))
    reason = models.CharField(_("Lý do"), max_length=200, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["first_day", "pk"]
        indexes = [models.Index(fields=["office", "last_day"], name="absence_of_office")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_day__lte=models.F("last_day")),
                name="absence_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("deputy")), name="nobody_is_their_own_deputy"
            ),
        ]
        verbose_name = _("thời gian vắng mặt")
        verbose_name_plural = _("vắng mặt")

    def __str__(self) -> str:
        return f"{self.first_day:%d/%m/%Y} – {self.last_day:%d/%m/%Y}"

    @property
    def now(self) -> bool:
        return self.first_day <= timezone.localdate() <= self.last_day


def away(day: date | None = None) -> models.QuerySet[Absence]:
    """The absences of this day, today unless told."""
    day = day or timezone.localdate()
    return Absence.objects.filter(first_day__lte=day, last_day__gte=day)
