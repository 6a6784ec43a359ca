"""A request to complete a case begins and ends: what is asked, and what becomes of the time limit.

Both are part of a move (`forms.transitions`), which holds the case's row and saves it.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils import timezone

from forms.clock import Calendar
from forms.clock.halves import counted_from
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
    calendar, today = Calendar.of(case.office), timezone.localdate()
    procedure = procedure_of(case)
    left = days_left(case, calendar, today)
    supplement = Supplement.objects.create(
        case=case,
        number=next_number(case),
        message=message,
        legal_basis=asking.legal_basis,
        asked_at=timezone.now(),
        asked_by_id=user.pk,
        working_days=asking.working_days,
        due_on=calendar.after(today, asking.working_days),
        clock=procedure.supplement_clock if procedure else Clock.RESTART,
        days_used=None if left is None else max((case.working_days or 0) - left, 0),
        days_left=left,
    )
    Remark.objects.bulk_create(Remark(supplement=supplement, **vars(mark)) for mark in asking.marks)
    case.supplement_due_on, case.due_on = supplement.due_on, None
    return supplement


def next_number(case: Case) -> int:
    last: int | None = case.supplements.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def days_left(case: Case, calendar: Calendar, today: date) -> int | None:
    """Working days that the office still has after today; None before its clock has started."""
    if case.due_on is None:
        return None
    left = max(calendar.between(today, case.due_on), 0)
    return min(left, case.working_days or left)  # received on a day off, none is used yet


def end(case: Case, how: str) -> None:
    """No longer waited for; the clock of a case that goes on starts anew or goes on."""
    case.supplement_due_on = None
    supplement = open_supplement(case)
    if case.state == State.PROCESSING:
        case.due_on = new_due_date(case, supplement)
    if supplement is None:
        return
    supplement.ended_at, supplement.how = timezone.now(), how
    if how != Supplement.How.ONLINE:
        forget_unsent(supplement)
    supplement.save()


def new_due_date(case: Case, supplement: Supplement | None) -> date:
    """From now: what was left (pause), or the whole time limit again (domain: section 8.6)."""
    days = case.working_days or 0
    if supplement and supplement.clock == Clock.PAUSE and supplement.days_left is not None:
        days = supplement.days_left
    return Calendar.of(case.office).after(counted_from(case.office), days)


def forget_unsent(supplement: Supplement) -> None:
    """What a citizen changed and never sent is not kept."""
    supplement.keep({})
    Attachment.every.filter(came_with=supplement, in_force=False).delete()
    Attachment.every.filter(left_with=supplement).update(left_with=None)
