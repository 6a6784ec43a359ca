"""Who is given which new cases, by kind and commune; edited by those who lead an office."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.models import Office


class AssignmentRule(models.Model):
    """Of the rules that fit a case, the first by `order` that names somebody at work counts; of
    several officers the least loaded takes the case."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="assignment_rules")
    order = models.PositiveSmallIntegerField(_("Thứ tự"), default=0)
    #: Empty: every kind.
    kind_code = models.CharField(_("Loại hồ sơ"), max_length=20, blank=True)
    #: Codes of communes, which the state never gives twice. Empty: wherever.
    communes = models.JSONField(_("Xã, phường"), default=list)
    officers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("Người xử lý")
    )

    class Meta:
        ordering = ["office", "order", "pk"]
        verbose_name = _("quy tắc phân công")
        verbose_name_plural = _("quy tắc phân công")

    def __str__(self) -> str:
        return f"{self.office} {self.order}"
