"""Labels: an office's own words for cases, beside the states that the law knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.kinds import KINDS
from forms.models.cases import Case
from home.models import Office

EVERY_KIND = ("", _("Mọi loại hồ sơ"))


def kinds() -> list[tuple[str, object]]:
    return [EVERY_KIND, *((code, kind.title) for code, kind in KINDS.items())]


class Label(models.Model):
    """A word and a colour. Its leaders and administrators make it; whoever works a case puts it on.

    The words alone tell labels apart; the colours (dark on light, at least 7:1) only help the eye.
    """

    class Colour(models.TextChoices):
        GREY = "grey", _("Xám")
        RED = "red", _("Đỏ")
        ORANGE = "orange", _("Cam")
        YELLOW = "yellow", _("Vàng")
        GREEN = "green", _("Xanh lá")
        BLUE = "blue", _("Xanh dương")
        PURPLE = "purple", _("Tím")
        PINK = "pink", _("Hồng")

    office = models.ForeignKey(Office, models.CASCADE, verbose_name=_("Đơn vị"), db_index=False)
    name = models.CharField(_("Tên nhãn"), max_length=30)
    kind_code = models.CharField(
        _("Dùng cho"), max_length=20, blank=True, help_text=_("Để trống thì gắn được cho mọi loại.")
    )
    colour = models.CharField(_("Màu"), max_length=10, choices=Colour.choices, default=Colour.GREY)

    class Meta:
        verbose_name = _("nhãn")
        verbose_name_plural = _("nhãn")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "name"],
                name="one_label_of_a_name",
                violation_error_message=_("Đơn vị đã có nhãn tên này."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_title(self) -> str:
        return str(KINDS[self.kind_code].title if self.kind_code in KINDS else EVERY_KIND[1])

    def fits(self, case: Case) -> bool:
        """Whether it may stand on this case: of its office, and of its kind or of every kind."""
        return self.office_id == case.office_id and self.kind_code in ("", case.kind_code)


class CaseLabel(models.Model):
    """A label on a case.

    The case's time of arrival, which never changes, is kept here too: so the cases of one label are
    read off an index, newest first.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="labels_on", db_index=False)
    label = models.ForeignKey(Label, models.CASCADE, related_name="cases_with", db_index=False)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "label"], name="a_label_once_on_a_case")
        ]
        indexes = [models.Index(fields=["label", "-submitted_at", "-case"], name="label_newest")]

    def __str__(self) -> str:
        return f"{self.label} – {self.case}"
