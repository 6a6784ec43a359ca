"""What citizens allowed besides what a procedure needs."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case


class GivenPermission(models.Model):
    """One permission of one case: when it was given and, if it was taken back, when.

    The words are in the text that the case was sent under (`Case.agreed_text`).
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="permissions")
    code = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="one_permission_per_case_code")
        ]
        verbose_name = _("sự cho phép")
        verbose_name_plural = _("sự cho phép")

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class Allowed:
    """A permission in the words in which it was given."""

    code: str
    label: str
    given_at: datetime
    withdrawn_at: datetime | None


def allowed(case: Case) -> list[Allowed]:
    """What the citizen allowed besides, taken back or not."""
    words = case.agreed_text.body["permissions"] if case.agreed_text else {}
    if not words:
        return []
    return [
        Allowed(one.code, words.get(one.code, one.code), one.given_at, one.withdrawn_at)
        for one in case.permissions.all()
    ]
