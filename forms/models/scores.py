"""The points that those who judge a nomination give, beside the nominee's own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from home.models import Role


class ScoreSheet(models.Model):
    """One sheet of one scorer, for the association or for the office; a later one stands beside.

    `points` has the points by the code of each criterion. Nothing is ever written over: neither the
    nominee's own points nor an earlier sheet (domain: section 5.2).
    """

    class Body(models.TextChoices):
        ASSOCIATION = Role.ASSOCIATION.value, _("Hội Khuyến học")
        OFFICE = "office", _("Đơn vị")

    case = models.ForeignKey(Case, models.CASCADE, related_name="score_sheets")
    body = models.CharField(_("Bên chấm"), max_length=20, choices=Body.choices)
    points = models.JSONField(_("Điểm"), default=dict)
    opinion = models.TextField(_("Ý kiến"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("Chấm lúc"), auto_now_add=True)

    class Meta:
        ordering = ["case", "pk"]
        verbose_name = _("phiếu chấm điểm")
        verbose_name_plural = _("phiếu chấm điểm")

    def __str__(self) -> str:
        return f"{self.case} {self.get_body_display()}"
