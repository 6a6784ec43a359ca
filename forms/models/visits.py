"""Who of the staff looks at a case, and what they had seen of it before."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case

#: One visit with many clicks is one; a pause of this length ends it.
VISIT = timedelta(minutes=30)
#: Nobody is told what changed since longer ago.
KEPT = timedelta(days=180)


class Visit(models.Model):
    """The last visit of one person to one case, and where the one before it ended.

    It works with any number of processes and without a cache: whoever else looks is read from it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="visits", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    #: The last sign of life: the page was shown, or says that it still is.
    seen_at = models.DateTimeField(db_index=True)
    #: Whether that was a page on which a decision is written.
    writing = models.BooleanField(default=False)
    #: When the case was last shown, up to which line of its history.
    shown_at = models.DateTimeField()
    shown_line = models.PositiveIntegerField()
    #: The same of the visit before; nothing on the first.
    before_at = models.DateTimeField(null=True)
    before_line = models.PositiveIntegerField(null=True)
    #: The address of the list by which they came, as it was checked.
    came_from = models.CharField(max_length=2000, blank=True, default="")
    #: Whether the visit begins with the page that is shown now.
    begins = False

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="one_visit_per_case_and_user")
        ]
        verbose_name = _("lượt xem")
        verbose_name_plural = _("lượt xem")

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id} {self.seen_at:%d/%m/%Y %H:%M}"
