"""Answers that an officer corrected because their citizen asked for it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.sealing import seal, unseal


class Correction(models.Model):
    """One answer as it was and as it is, sealed: the history names the question only."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    request = models.ForeignKey(Case, models.PROTECT, related_name="+")
    question = models.CharField(max_length=60)
    sealed = models.TextField(editable=False)
    corrected_at = models.DateTimeField(auto_now_add=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("câu trả lời đã sửa")
        verbose_name_plural = _("câu trả lời đã sửa")

    def __str__(self) -> str:
        return f"{self.case}: {self.question}"

    @classmethod
    def of(cls, case: Case, question: str, old: Any, new: Any, **fields: Any) -> "Correction":
        return cls(case=case, question=question, sealed=seal([old, new]), **fields)

    @property
    def values(self) -> tuple[Any, Any]:
        """Before and after."""
        old, new = unseal(self.sealed) or (None, None)
        return old, new
