"""A due date in words: from which day it was counted, and which days were not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.halves import counted_from
from forms.models import Case, Event
from forms.states import State
from home.kept import Kept

Days = Mapping[date, CalendarDay]


def read_days(office_id: int) -> Days:
    return {day.date: day for day in CalendarDay.objects.filter(office=office_id).order_by("date")}


days_of = Kept(read_days, CalendarDay)


@dataclass(frozen=True)
class Off:
    """Days on end on which the office does not work, and why (as its calendar names them)."""

    first: date
    last: date
    name: str


@dataclass(frozen=True)
class Count:
    """How a due date was counted: the day before the first that counts, and what is no usual day.

    `anew` says that it counts from when the citizen had answered a supplement: again in full, or
    the `days` that were left where the procedure lets the clock pause.
    """

    start: date
    anew: bool
    days: int
    off: list[Off]
    worked: list[date]


@dataclass(frozen=True)
class Due:
    """The day a result is due. `count` is None where the office has set another day than counts:
    with an apology (then `before` is the day that it was), or as its calendar changed.
    """

    on: date
    days: int
    before: date | None
    count: Count | None
    #: A year that the office's calendar lacks: the day may still change.
    missing_year: int | None
    #: Working days that the office is late; None where its calendar cannot say how many.
    late: int | None


def due_of(case: Case, moves: Iterable[Event]) -> Due | None:
    """None while no day is set."""
    if case.due_on is None or not running_since(case) or not case.working_days:
        return None
    days = days_of(case.office_id)
    calendar = Calendar({day: row.kind for day, row in days.items()})
    count, late, missing = None, None, None
    try:
        count = counted(case, moves, calendar, days)
        late = calendar.between(case.due_on, timezone.localdate()) if case.overdue else 0
    except MissingYear as error:
        missing = error.year
    return Due(case.due_on, case.working_days, case.extended_from, count, missing, late)


def counted(case: Case, moves: Iterable[Event], calendar: Calendar, days: Days) -> Count | None:
    """The count that leads to the due date, if one does. Raises MissingYear."""
    limit, due_on = case.working_days or 0, case.due_on
    if due_on is None or case.extended_from is not None:
        return None
    start, anew = started(case, moves)
    number = calendar.between(calendar.on_or_after(start), due_on) if anew else limit
    if number > limit or calendar.after(start, number) != due_on:
        return None
    return Count(start, anew, number, *exceptions(days, start, due_on))


def started(case: Case, moves: Iterable[Event]) -> tuple[date, bool]:
    """The day from which the limit counts: reception, or the return from the last supplement."""
    back = (State.SUPPLEMENT, State.PROCESSING)
    again = [move.at for move in moves if (move.from_state, move.to_state) == back]
    return counted_from(case.office, again[-1]) if again else first_day(case), bool(again)


def running_since(case: Case) -> datetime | None:
    """Reception; arrival where the kind knows no reception."""
    return case.submitted_at if case.kind.answered_within else case.received_at


def first_day(case: Case) -> date:
    """Reception by the office's hours; the very day of arrival where there is no reception."""
    at = running_since(case)
    if case.kind.answered_within:
        return timezone.localdate(at)
    return counted_from(case.office, at)


def exceptions(days: Days, start: date, end: date) -> tuple[list[Off], list[date]]:
    """Working days that were off, and weekend days that were worked, after `start` until `end`."""
    rows = [row for day, row in days.items() if start < day <= end]
    worked = [row.date for row in rows if row.kind == CalendarDay.Kind.WORKING_WEEKEND]
    off = [row for row in rows if row.date not in worked and row.date.weekday() < 5]
    return list(joined(off)), worked


def joined(off: Iterable[CalendarDay]) -> Iterator[Off]:
    """Days that follow each other, or the weekend between them, as one."""
    run: list[CalendarDay] = []
    for row in off:
        if run and not only_weekend_between(run[-1].date, row.date):
            yield one(run)
            run = []
        run.append(row)
    if run:
        yield one(run)


def one(run: list[CalendarDay]) -> Off:
    """A run of days, by the name that they share ("Tết (mồng 1)" and "Tết (mồng 2)" are Tết)."""
    names = dict.fromkeys(row.name.partition(" (")[0] for row in run)
    return Off(run[0].date, run[-1].date, ", ".join(names))


def only_weekend_between(before: date, after: date) -> bool:
    between = (before + timedelta(days=n) for n in range(1, (after - before).days))
    return all(day.weekday() >= 5 for day in between)
