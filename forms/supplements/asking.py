"""A request to complete a case begins and ends: what is asked, and what becomes of the time limit.

Both are part of a move (`forms.moves.transitions`), which holds the case's row and saves it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from forms.clock.halves import Hours
from forms.clock.holding import calendar_in_force
from forms.clock.reckoning import Limit, answer_due, set_limit, standing
from forms.models import Attachment, Case, Remark, Supplement
from forms.models.supplements import open_supplement
from forms.procedure import procedure_of
from forms.states import State, User
from services.models import ProcedurePage

Clock = ProcedurePage.Clock


@dataclass(frozen=True)
class Mark:
    """One point that the officer marked; what it is called, and what is to be done about it."""

    what: str
    slug: str
    name: str
    section: str
    label: str
    text: str
    row: int | None = None


@dataclass(frozen=True)
class Asking:
    """What a request to complete a case consists of beside its message."""

    working_days: int
    marks: tuple[Mark, ...] = ()
    legal_basis: str = ""


def ask(case: Case, user: User, message: str, asking: Asking) -> Supplement:
    """The office's clock stops, the citizen's begins. Raises MissingYear."""
    calendar, now = calendar_in_force(case.office), timezone.now()
    procedure = procedure_of(case)
    limit = standing(case, calendar).stopped(calendar, timezone.localdate(now))
    supplement = Supplement(
        case=case,
        number=next_number(case),
        message=message,
        legal_basis=asking.legal_basis,
        asked_at=now,
        asked_by_id=user.pk,
        working_days=asking.working_days,
        clock=procedure.supplement_clock if procedure else Clock.RESTART,
        days_used=limit.used,
        days_left=limit.left,
    )
    supplement.due_on = answer_due(supplement, calendar)
    supplement.save()
    Remark.objects.bulk_create(Remark(supplement=supplement, **vars(mark)) for mark in asking.marks)
    case.supplement_due_on = supplement.due_on
    set_limit(case, limit)
    return supplement


def next_number(case: Case) -> int:
    last: int | None = case.supplements.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def end(case: Case, how: str) -> None:
    """No longer waited for; the clock of a case that goes on starts anew or goes on."""
    case.supplement_due_on = None
    supplement, now = open_supplement(case), timezone.now()
    if case.state == State.PROCESSING:
        go_on(case, supplement, now)
    if supplement is None:
        return
    supplement.ended_at = now
    if not supplement.is_sent:
        supplement.how = how
        forget_unsent(supplement)
    supplement.save()


def go_on(case: Case, supplement: Supplement | None, now: datetime) -> None:
    """The office's clock runs again. Raises MissingYear."""
    calendar = calendar_in_force(case.office)
    limit = replace(Limit.of(case), left=supplement.days_left if supplement else None)
    start = Hours.of(case.office).half_of(timezone.localtime(now))
    clock = supplement.clock if supplement else Clock.RESTART
    set_limit(case, limit.resumed(calendar, start, clock))


def forget_unsent(supplement: Supplement) -> None:
    """What a citizen changed and never sent is not kept."""
    supplement.keep({})
    Attachment.every.filter(came_with=supplement, in_force=False).delete()
    Attachment.every.filter(left_with=supplement).update(left_with=None)
