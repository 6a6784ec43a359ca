"""The apology that a late case owes its citizen (Mẫu 04 of TT 03/2025), while it waits to be signed
and after."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case


class Apology(models.Model):
    """One for each due day that a case let pass; its paper is made out when a leader signs."""

    class Standing(models.TextChoices):
        WAITING = "waiting", _("Chờ ký")
        SIGNED = "signed", _("Đã ký")
        DISMISSED = "dismissed", _("Không cần nữa")

    case = models.ForeignKey(Case, models.CASCADE, related_name="apologies")
    #: The due day that passed.
    late_since = models.DateField()
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.WAITING)
    prepared_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: Why it is not needed any more.
    why_not = models.TextField(blank=True)

    class Meta:
        ordering = ["late_since", "pk"]
        indexes = [
            models.Index(
                fields=["late_since", "id"],
                condition=models.Q(standing="waiting"),
                name="apology_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "late_since"], name="one_apology_per_due_day"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(standing="waiting"),
                name="one_apology_waits_per_case",
            ),
        ]
        verbose_name = _("phiếu xin lỗi")
        verbose_name_plural = _("phiếu xin lỗi")

    def __str__(self) -> str:
        return f"{self.case}: {self.late_since:%d/%m/%Y}"
