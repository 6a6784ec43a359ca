"""The arrival of a request: its clock starts without an officer, and what is taken back is so now.

A calendar without the year of the due day must not lose the request: it arrives without a due day,
the clerk sees why, and the clock starts as soon as somebody enters the year.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.translation import gettext, override

from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.holding import calendar_in_force
from forms.clock.reckoning import Limit, counted_from
from forms.kinds import KINDS
from forms.kinds.data_request import WITHDRAW
from forms.kinds.rules import limit
from forms.models import Case, Event
from forms.models.events import append
from forms.requests.withdrawing import take_back
from forms.states import RUNNING
from home.models import Office

#: The kinds whose clock starts at arrival.
ANSWERED = frozenset(code for code, kind in KINDS.items() if kind.answered_within)


def start_answering(case: Case) -> None:
    """For a request that was submitted just now, in the transaction that did it."""
    assert case.about is not None
    case.working_days = limit(case.kind.answered_within)
    case.due_on = answer_due(case, calendar_in_force(case.office))
    case.save(update_fields=["working_days", "due_on"])
    answers = case.all_answers
    if answers.get("right") == WITHDRAW:
        for code in answers.get("taken_back") or []:
            take_back(case.about, str(code))
    with override("vi"):
        note = gettext("Đến một yêu cầu về dữ liệu cá nhân: %(code)s") % {"code": case.code}
    append(case.about.pk, Event.Act.NOTED, actor=None, note=note)


def answer_due(case: Case, calendar: Calendar) -> date | None:
    """The day by which a request is answered; None while the calendar does not reach so far."""
    try:
        return answer_day(case, calendar)
    except MissingYear:
        return None


def answer_day(case: Case, calendar: Calendar) -> date:
    """The same; raises MissingYear."""
    start = counted_from(case, calendar)
    assert start is not None
    due = Limit.begun(calendar, start, limit(case.kind.answered_within)).due
    assert due is not None
    return due.day


@receiver(post_save, sender=CalendarDay, dispatch_uid="start_late_clocks")
def calendar_grew(instance: CalendarDay, created: bool, **kwargs: Any) -> None:
    if created:
        start_late_clocks(instance.office)


@transaction.atomic
def start_late_clocks(office: Office) -> int:
    """Gives a due day to requests that arrived before the calendar knew of it."""
    waiting = Case.objects.filter(
        office=office, kind_code__in=ANSWERED, state__in=RUNNING, due_on=None
    )
    started = 0
    for case in waiting.select_for_update(of=("self",)) if waiting.exists() else ():
        case.due_on = answer_due(case, Calendar.of(office))
        if case.due_on is not None:
            case.save(update_fields=["due_on"])
            started += 1
    return started
