"""Pairs of cases that look like one and are not, so that nobody is asked twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case


class ToldApart(models.Model):
    """An officer looked at both and found two. The older case stands first."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="told_apart_once"),
            models.CheckConstraint(
                condition=models.Q(case__lt=models.F("other")), name="told_apart_older_first"
            ),
        ]
        verbose_name = _("cặp hồ sơ không trùng")
        verbose_name_plural = _("cặp hồ sơ không trùng")

    def __str__(self) -> str:
        return f"{self.case_id} ≠ {self.other_id}"
