"""The criteria by which learning models are scored: sets that editors own, with validity dates.

A set is scored only when it is complete: every leaf and maximum known, leaves adding up to the
total, grades covering it (TT 22/2020/TT-BGDĐT gives the one complete set so far).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Grade:
    """A grade and its half-open interval [least, below); the top grade includes the total."""

    code: str
    label: str
    least: Decimal
    below: Decimal


class CriteriaSet(models.Model):
    """One version of the criteria of one model, chosen by the year that is evaluated."""

    class Status(models.TextChoices):
        COMPLETE = "complete", _("Đầy đủ, dùng để chấm điểm")
        SAMPLE = "sample", _("Một phần, chỉ để tham khảo")
        EMPTY = "empty", _("Chưa có nội dung")

    code = models.SlugField(_("Mã"), max_length=40, unique=True)
    model_kind = models.CharField(_("Mô hình"), max_length=20, db_index=True)
    name = models.CharField(_("Tên"), max_length=200)
    decision_no = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    decision_date = models.DateField(_("Ngày quyết định"), null=True, blank=True)
    valid_from = models.DateField(_("Có hiệu lực từ"), null=True, blank=True)
    valid_to = models.DateField(_("Hết hiệu lực sau ngày"), null=True, blank=True)
    status = models.CharField(
        _("Tình trạng"), max_length=10, choices=Status.choices, default=Status.EMPTY
    )
    grades = models.JSONField(
        _("Xếp loại"),
        default=list,
        blank=True,
        help_text=_("Mỗi loại có code, label, min, max; từ min đến dưới max."),
    )
    total = models.DecimalField(_("Tổng điểm"), max_digits=6, decimal_places=1, default=100)
    source = models.CharField(_("Nguồn"), max_length=300, blank=True)
    mark = models.CharField(
        _("Mức tin cậy của nguồn"),
        max_length=1,
        blank=True,
        help_text=_("V: đã đối chiếu; M: theo trí nhớ; I: suy ra; D: đề xuất."),
    )

    class Meta:
        ordering = ["model_kind", "-valid_from", "code"]
        verbose_name = _("bộ tiêu chí")
        verbose_name_plural = _("bộ tiêu chí")

    def __str__(self) -> str:
        return f"{self.name} ({self.decision_no})" if self.decision_no else self.name

    def clean(self) -> None:
        """A set may be used for scoring only when nothing in it is missing."""
        super().clean()
        if self.status == self.Status.COMPLETE and self.pk and (faults := self.faults()):
            raise ValidationError({"status": faults})

    def valid_in(self, year: int) -> bool:
        """Whether it holds for a year evaluated: in force on some day of it."""
        started = self.valid_from is None or self.valid_from <= date(year, 12, 31)
        return started and (self.valid_to is None or date(year, 1, 1) <= self.valid_to)

    @cached_property
    def leaves(self) -> list["Criterion"]:
        """The criteria that are scored, in order; the parents are read with them."""
        criteria = list(self.criteria.all())
        known = {criterion.pk: criterion for criterion in criteria}
        inner = {criterion.parent_id for criterion in criteria}
        for criterion in criteria:
            if criterion.parent_id is not None:
                criterion.parent = known[criterion.parent_id]
        return [criterion for criterion in criteria if criterion.pk not in inner]

    @cached_property
    def scale(self) -> list[Grade]:
        """The grades, best first."""
        grades = [
            Grade(row["code"], row["label"], Decimal(str(row["min"])), Decimal(str(row["max"])))
            for row in self.grades
        ]
        return sorted(grades, key=lambda grade: grade.least, reverse=True)

    def faults(self) -> list[Any]:
        """What keeps the set from being used for scoring; empty when nothing does."""
        found = []
        points = [leaf.max_points for leaf in self.leaves]
        if not points or None in points or sum(points) != self.total:  # type: ignore[arg-type]
            found.append(_("Điểm tối đa của các tiêu chí phải cộng lại bằng tổng điểm."))
        if not self.covered():
            found.append(_("Các mức xếp loại phải phủ kín từ 0 đến tổng điểm."))
        return found

    def covered(self) -> bool:
        """Whether the grades reach from 0 to the total without gap or overlap."""
        try:
            scale = self.scale
        except (ArithmeticError, KeyError, TypeError):
            return False
        bounds = [(grade.least, grade.below) for grade in reversed(scale)]
        joined = all(low[1] == high[0] for low, high in pairwise(bounds))
        rising = all(low < high for low, high in bounds)
        return (
            bool(bounds) and joined and rising and bounds[0][0] == 0 and bounds[-1][1] == self.total
        )

    def add_up(self, scores: Mapping[str, Any]) -> Decimal:
        """The total of scores by leaf code; computed here and nowhere else."""
        return sum((Decimal(str(scores.get(leaf.code) or 0)) for leaf in self.leaves), Decimal(0))

    def grade(self, total: Decimal | float | int) -> Grade | None:
        """The grade of a total: the highest whose least it reaches."""
        points = Decimal(str(total))
        if not 0 <= points <= self.total:
            return None
        return next((grade for grade in self.scale if points >= grade.least), None)


class Criterion(models.Model):
    """One criterion; those without children are scored from 0 to `max_points` in halves."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("Mã"), max_length=10)
    text = models.TextField(_("Nội dung"))
    max_points = models.DecimalField(
        _("Điểm tối đa"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    percent = models.PositiveSmallIntegerField(
        _("Tỷ lệ để được điểm tối đa (%)"), null=True, blank=True
    )
    evidence_required = models.BooleanField(_("Bắt buộc có minh chứng"), default=False)
    checklist = models.JSONField(_("Nội dung kiểm"), default=list, blank=True)

    class Meta:
        ordering = ["criteria_set", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "code"], name="one_criterion_code")
        ]
        verbose_name = _("tiêu chí")
        verbose_name_plural = _("tiêu chí")

    def __str__(self) -> str:
        return f"{self.code}. {self.text}"


def newest(sets: Iterable[CriteriaSet], year: int) -> CriteriaSet | None:
    """Of the complete sets that hold for a year, the one that came into force last."""
    fit = [one for one in sets if one.status == CriteriaSet.Status.COMPLETE and one.valid_in(year)]
    return max(fit, key=lambda one: (one.valid_from or date.min, one.pk), default=None)
