"""Whose work a case is, and whose it was: the seam by which a case changes hands."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from forms.models.cases import Case
from forms.models.events import Event, name_of, record
from forms.states import State

#: Nobody has judged a case yet that stands in one of these.
BEFORE_REVIEW = (State.SUBMITTED, State.ACCEPTED, State.ASSIGNED)


class Assignment(models.Model):
    """That a case was given to an officer; `Case.assignee` is the officer of the one not ended."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    given_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    #: The case was under review, or past it, when the officer let go of it: who reviewed does not
    #: decide, not even after handing it over.
    reviewed = models.BooleanField(default=False)
    #: When the officer first looked at it after it was given to them.
    seen_at = models.DateTimeField(null=True)
    #: When a result was there, and how many working days after reception.
    done_at = models.DateTimeField(null=True)
    working_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["officer", "given_at"], name="assignment_given"),
            models.Index(
                fields=["officer", "done_at"],
                condition=models.Q(done_at__isnull=False),
                name="assignment_done",
            ),
            models.Index(
                fields=["officer"],
                condition=models.Q(seen_at=None, ended_at=None),
                name="assignment_unseen",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at=None), name="one_officer_at_a_time"
            )
        ]
        verbose_name = _("phân công")
        verbose_name_plural = _("phân công")

    def __str__(self) -> str:
        return f"{self.case}: {self.officer}"

    @classmethod
    def unseen(cls, user: Any) -> models.QuerySet["Assignment"]:
        """What was given to this person that they have not looked at: the notice of it."""
        return cls.objects.filter(officer=user.pk, seen_at=None, ended_at=None)


def hand(case: Case, officer: Any, giver: Any, *, reason: str = "", ip: str = "") -> None:
    """The case is this officer's from now on, or nobody's. The caller holds the row's lock, has
    judged that it may be, and saves the case. What is theirs already stays so."""
    before = case.assignee
    if before == officer:
        return
    hold(case, officer, giver)
    note = f"{handed(before, officer)}\n{reason.strip()}".strip()
    record(case, Event.Act.ASSIGNED, actor=giver, ip=ip, note=note)


def hold(case: Case, officer: Any, giver: Any) -> None:
    """The same without a line in the history, where another line says it. What one gives oneself
    is no news. One officer's time ends at the moment at which the next one's begins."""
    now = timezone.now()
    let_go(case, now)
    case.assignee = officer
    if officer is not None:
        seen_at = now if giver is not None and giver.pk == officer.pk else None
        Assignment.objects.create(case=case, officer=officer, given_at=now, seen_at=seen_at)


def let_go(case: Case, at: datetime) -> None:
    """Ends what the case's officer has of it, who gets a row now if there was none before."""
    if case.assignee_id is None:
        return
    end = {"ended_at": at, "reviewed": case.state not in BEFORE_REVIEW}
    if not case.assignments.filter(ended_at=None).update(**end):
        Assignment.objects.create(
            case=case,
            officer_id=case.assignee_id,
            given_at=case.submitted_at or at,
            **end,
        )


def handed(before: Any, after: Any) -> str:
    """From whom to whom, as the history says it."""
    with override("vi"):
        if after is None:
            return gettext("%(before)s trả lại, chưa giao cho ai.") % {"before": name_of(before)}
        if before is None:
            return gettext("Giao cho %(after)s.") % {"after": name_of(after)}
        names = {"before": name_of(before), "after": name_of(after)}
        return gettext("Từ %(before)s sang %(after)s.") % names
