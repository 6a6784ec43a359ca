"""What a change of an office's calendar moved: one row for the change, one for each day moved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from home.models import Office


class Recount(models.Model):
    """One time that an office's open cases were reckoned again, and how far it has come.

    Cases are taken in the order of their ids, so `last_pk` is all that whoever goes on must know.
    """

    office = models.ForeignKey(Office, models.CASCADE, verbose_name=_("Đơn vị"))
    why = models.CharField(_("Thay đổi"), max_length=300)
    #: The first day of the calendar that changed: what is due before it stays.
    since = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(_("Lúc"), auto_now_add=True)
    last_pk = models.PositiveBigIntegerField(default=0)
    seen = models.PositiveIntegerField(_("Đã xem"), default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["office", "-id"], name="recount_newest")]
        verbose_name = _("lần tính lại hạn")
        verbose_name_plural = _("lần tính lại hạn")

    def __str__(self) -> str:
        return self.why


class MovedDay(models.Model):
    """A day of a case before and after; `missing` is the year that kept it from being reckoned."""

    class What(models.TextChoices):
        RESULT = "result", _("Hẹn trả kết quả")
        ANSWER = "answer", _("Hạn bổ sung")

    recount = models.ForeignKey(Recount, models.CASCADE, related_name="moved")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.DateField(null=True)
    after = models.DateField(null=True)
    missing = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["recount", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recount", "case", "what"], name="one_moved_day_per_recount"
            )
        ]
        verbose_name = _("ngày đã dời")
        verbose_name_plural = _("ngày đã dời")

    def __str__(self) -> str:
        return f"{self.case}: {self.before} → {self.after}"
