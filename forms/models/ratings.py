"""How content citizens are once their result is there; nobody reads here whose answer it is."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.sealing import digest, seal, unseal
from home.models import Office


class Rating(models.Model):
    """One answer. `whose` is a keyed digest of the case: one answer each, and no way back to it.

    Days and hours would tell as much as a name, so of the result only its month is kept.
    """

    class Score(models.IntegerChoices):
        VERY_BAD = 1, _("Rất không hài lòng")
        BAD = 2, _("Không hài lòng")
        FAIR = 3, _("Bình thường")
        GOOD = 4, _("Hài lòng")
        VERY_GOOD = 5, _("Rất hài lòng")

    whose = models.CharField(max_length=64, unique=True, editable=False)
    office = models.ForeignKey(Office, models.CASCADE)
    kind_code = models.CharField(max_length=20)
    #: The first day of the month in which the case was decided.
    month = models.DateField()
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    sealed = models.TextField(blank=True, editable=False)
    given_on = models.DateField()

    class Meta:
        ordering = ["-month", "pk"]
        indexes = [models.Index(fields=["office", "month"], name="rating_office_month")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__gte=1, score__lte=5), name="a_score_is_1_to_5"
            )
        ]
        verbose_name = _("đánh giá")
        verbose_name_plural = _("đánh giá")

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}: {self.score}"

    @cached_property
    def comment(self) -> str:
        return str(unseal(self.sealed) or "")

    @classmethod
    def of(cls, case: Case) -> "Rating | None":
        return cls.objects.filter(whose=whose(case)).first()

    @classmethod
    def for_case(cls, case: Case, score: int, comment: str = "") -> "Rating":
        """A new answer about this case; saved by the caller."""
        decided: date = timezone.localdate(case.decided_at)
        return cls(
            whose=whose(case),
            office_id=case.office_id,
            kind_code=case.kind_code,
            month=decided.replace(day=1),
            score=score,
            sealed=seal(comment),
            given_on=timezone.localdate(),
        )

    def change(self, score: int, comment: str) -> None:
        self.score, self.sealed = score, seal(comment)
        self.__dict__.pop("comment", None)
        self.save(update_fields=["score", "sealed"])


def whose(case: Any) -> str:
    return digest("rating", case.key.hex)
