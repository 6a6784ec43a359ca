"""The citizen's own deadline: reminded of before it, and what the office may do after it.

No law read so far ends a case by itself (domain: sections 7.1 and 7.2), so an office decides: by
default its staff look at each case that is overdue, and only where the office says so is it
returned at night.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from forms.clock import Calendar, MissingYear
from forms.models import Case, Event, Notice, Supplement
from forms.models.events import record
from forms.moves.transitions import expire
from forms.notices.telling import tell
from forms.states import State, User
from home.models import Office


def waiting(office: Office) -> Iterator[Supplement]:
    """The open requests of an office, the first due first."""
    found = Supplement.objects.filter(case__office=office, ended_at=None)
    yield from found.filter(case__state=State.SUPPLEMENT).order_by("due_on", "pk")


def reminds_on(supplement: Supplement, calendar: Calendar, days: int) -> date:
    """The first day on which so many working days are left, or fewer. Raises MissingYear."""
    return calendar.before(supplement.due_on, days)


def is_due_for_reminder(supplement: Supplement, calendar: Calendar, days: int) -> bool:
    today = timezone.localdate()
    if supplement.reminded_at or supplement.due_on < today:
        return False
    asked_on = timezone.localdate(supplement.asked_at)
    try:
        first = reminds_on(supplement, calendar, days)
    except MissingYear:
        return False
    return asked_on < today and first <= today


@transaction.atomic
def remind(pk: int) -> bool:
    """Reminds the citizen once, by nobody's hand; those at their desks may do so again."""
    supplement = locked(pk)
    if supplement is None or supplement.reminded_at or supplement.late:
        return False
    tell_of_end(supplement)
    return True


def tell_of_end(supplement: Supplement, actor: User | None = None, ip: str = "") -> bool:
    """Tells the citizen, if by mail; who cannot be written to has to be called, which the history
    says. The row of the case is locked."""
    case = supplement.case
    supplement.reminded_at = timezone.now()
    supplement.save(update_fields=["reminded_at"])
    told = tell(case, Notice.Told.REMINDER) is not None
    with override("vi"):
        call = "" if told else gettext("Người nộp không có thư điện tử: hãy báo qua điện thoại.")
    record(case, Event.Act.REMINDED, actor=actor, ip=ip, note=call)
    case.save(update_fields=["history_length", "history_head"])
    return told


@transaction.atomic
def return_expired(pk: int) -> bool:
    """Returns a case whose supplement is overdue; whoever came first, the citizen or this, wins."""
    supplement = locked(pk)
    if supplement is None or not supplement.late:
        return False
    with override("vi"):
        day = f"{supplement.due_on:%d/%m/%Y}"
        reason = gettext("Đã hết hạn bổ sung (hết ngày %(day)s) mà đơn vị chưa nhận được.")
        expire(supplement.case, reason % {"day": day})
    return True


def locked(pk: int) -> Supplement | None:
    """An open request with its case's row locked; None when it has ended meanwhile."""
    known = Supplement.objects.filter(pk=pk).values_list("case", flat=True)
    cases = Case.objects.select_for_update(of=("self",)).select_related("office")
    case = cases.filter(pk__in=list(known), state=State.SUPPLEMENT).first()
    if case is None:
        return None
    supplement = Supplement.objects.filter(pk=pk, ended_at=None).first()
    if supplement is not None:
        supplement.case = case
    return supplement
