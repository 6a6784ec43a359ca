"""A due date in words: from which day it was counted, and which days were not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from forms.citizen.history import reopened_by
from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.reckoning import History, derived
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
    What came on a day off, or after closing, counts as come on the next working day.

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


def due_of(case: Case, events: Iterable[Event]) -> Due | None:
    """None while no day is set. Of the history, moves and extensions are looked at."""
    if case.due_on is None or not running_since(case) or not case.working_days:
        return None
    days, last = days_of(case.office_id), Last.of(events)
    calendar = Calendar({day: row.kind for day, row in days.items()})
    before = case.extended_from if last.extended else None
    count, late, missing = None, None, None
    try:
        count = None if before else counted(case, last, calendar, days)
        late = calendar.between(case.due_on, timezone.localdate()) if case.overdue else 0
    except MissingYear as error:
        missing = error.year
    return Due(case.due_on, case.working_days, before, count, missing, late)


@dataclass(frozen=True)
class Last:
    """When the limit was last extended, went on or counted anew after a supplement, and when the
    case was reopened: the latest of them is what its due day is explained by. Reopened before its
    reception, it has had no day yet."""

    extended_at: datetime | None = None
    completed_at: datetime | None = None
    reopened_at: datetime | None = None

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Last":
        extended, completed, reopened = None, None, None
        for event in events:
            if event.act == Event.Act.EXTENDED:
                extended = event.at
            elif (event.from_state, event.to_state) == (State.SUPPLEMENT, State.PROCESSING):
                completed = event.at
            elif reopened_by(event) and event.to_state == State.PROCESSING:
                reopened = event.at
        return cls(extended, completed, reopened)

    @property
    def extended(self) -> bool:
        """Whether nothing has come since the extension, if there was one."""
        since = max(filter(None, (self.completed_at, self.reopened_at)), default=None)
        return since is None or (self.extended_at is not None and self.extended_at > since)

    @property
    def completed(self) -> bool:
        """Whether nothing has come since the last supplement."""
        at, again = self.completed_at, self.reopened_at
        return at is not None and (again is None or at > again)


def counted(case: Case, last: Last, calendar: Calendar, days: Days) -> Count | None:
    """The count that leads to the due date, if one does; a query where there was a supplement.
    Raises MissingYear."""
    if case.due_on is None or (last.reopened_at and not last.completed):
        return None
    known = case.supplements.order_by("number") if last.completed else ()
    limit = derived(case, History(tuple(known), last.extended_at), calendar)
    if limit is None or limit.since is None or limit.due is None or limit.due.day != case.due_on:
        return None
    number = calendar.between(limit.since, case.due_on)
    return Count(limit.since, last.completed, number, *exceptions(days, limit.since, case.due_on))


def running_since(case: Case) -> datetime | None:
    """Reception; arrival where the kind knows no reception."""
    return case.submitted_at if case.kind.answered_within else case.received_at


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
