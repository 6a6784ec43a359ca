"""The record (biên bản) of an inspection on the spot."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case


@dataclass(frozen=True)
class Finding:
    """What was found about one condition, in the words of the condition at that time."""

    text: str
    source: str
    result: str
    note: str


class Inspection(models.Model):
    """When, where, who took part, what was found about each condition, and what follows."""

    class Result(models.TextChoices):
        MET = "met", _("Đạt")
        NOT_MET = "not_met", _("Chưa đạt")
        NOT_SEEN = "not_seen", _("Không xem được")

    class Conclusion(models.TextChoices):
        MET = "met", _("Đủ điều kiện")
        IN_PART = "in_part", _("Đủ điều kiện sau khi khắc phục")
        NOT_MET = "not_met", _("Chưa đủ điều kiện")
        NOT_HELD = "not_held", _("Không tiến hành được")

    case = models.ForeignKey(Case, models.CASCADE, related_name="inspections")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField(_("Thời gian"))
    place = models.CharField(_("Địa điểm"), max_length=255)
    present = models.TextField(_("Thành phần tham gia"))
    findings = models.JSONField(_("Kết quả từng điều kiện"), default=list)
    conclusion = models.CharField(_("Kết luận"), max_length=10, choices=Conclusion.choices)
    remarks = models.TextField(_("Nhận xét, kiến nghị"), blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("Lập lúc"), auto_now_add=True)

    class Meta:
        ordering = ["case", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_inspection_per_number")
        ]
        verbose_name = _("biên bản thẩm định thực tế")
        verbose_name_plural = _("biên bản thẩm định thực tế")

    def __str__(self) -> str:
        return f"{self.case} {self.number}"

    @property
    def found(self) -> list[Finding]:
        """The findings, with their result in words."""
        return [
            Finding(one["text"], one["source"], str(self.Result(one["result"]).label), one["note"])
            for one in self.findings
        ]
