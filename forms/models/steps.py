"""What an office says otherwise of the course of a kind: steps it takes, days of its own."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.states import COURSES, Course, State
from home.kept import Kept
from home.models import Office


class OfficeStep(models.Model):
    """One step of one kind at one office."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="steps")
    kind_code = models.CharField(_("Loại hồ sơ"), max_length=20)
    state = models.CharField(_("Bước"), max_length=20, choices=State.choices)
    #: Of an optional step: whether the office takes it.
    taken = models.BooleanField(_("Có bước này"), default=False)
    days = models.DecimalField(
        _("Số ngày làm việc"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(400)],
    )

    class Meta:
        ordering = ["office", "kind_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind_code", "state"], name="one_row_per_office_step"
            )
        ]
        verbose_name = _("bước của đơn vị")
        verbose_name_plural = _("bước của đơn vị")

    def __str__(self) -> str:
        return f"{self.office} {self.kind_code} {self.state}"


def read_changes() -> dict[tuple[int, str], list[OfficeStep]]:
    found: dict[tuple[int, str], list[OfficeStep]] = {}
    for step in OfficeStep.objects.order_by("pk"):
        found.setdefault((step.office_id, step.kind_code), []).append(step)
    return found


changes = Kept(read_changes, OfficeStep)


def course_at(office_id: int, kind_code: str) -> Course:
    """The course of a kind as an office goes it; seldom a query."""
    return COURSES[kind_code].changed(changes().get((office_id, kind_code), ()))
