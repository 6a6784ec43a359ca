"""The time limit of a case: what each event does to it, and all of them again (domain: section 8).

A move applies one step to what the case has stored; a change of the calendar applies every step of
its history from the first. Both are the same arithmetic, so a day that is derived again is the day
that was promised.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from django.utils import timezone

from forms.clock.calendar import Calendar
from forms.clock.halves import AFTERNOON, Half, Hours, due
from forms.models import Case, Event, Supplement
from services.models import ProcedurePage

Clock = ProcedurePage.Clock


@dataclass(frozen=True)
class Limit:
    """The office's time on a case at one moment: until when, or what is left while it stands."""

    #: Working days granted, without the one extension.
    days: int
    due: Half | None = None
    left: int | None = None
    #: Working days that count since it last began, where all of it is derived.
    granted: int = 0
    #: The day since which it is so, known where all of it is derived: the next one is its first.
    since: date | None = None

    @classmethod
    def of(cls, case: Case) -> "Limit":
        """As the case has it now; what was left at a supplement is kept with that."""
        due_on = Half(case.due_on, case.due_part) if case.due_on else None
        return cls(case.working_days or 0, due_on)

    @classmethod
    def begun(cls, calendar: Calendar, start: Half, days: int) -> "Limit":
        """Reception: the limit counts from the working half-day that this one belongs to."""
        since = calendar.on_or_after(start.day)
        return cls(days, due(calendar, start, days), granted=days, since=since)

    def stopped(self, calendar: Calendar, on: date) -> "Limit":
        """A supplement is asked for: the day of the request itself is used, unless the clock, that
        was started on a day off, has yet to begin."""
        if self.due is None:
            return self
        first = max(on, self.since) if self.since else on
        left = max(calendar.between(first, self.due.day), 0)
        return replace(self, due=None, left=left, since=on)

    def resumed(self, calendar: Calendar, start: Half, clock: str) -> "Limit":
        """It came: what was left (pause), or the whole limit anew (domain: rule 6)."""
        pauses = clock == Clock.PAUSE and self.left is not None
        days = self.left if pauses and self.left is not None else self.days
        granted = self.granted if pauses else self.days
        until, since = due(calendar, start, days), calendar.on_or_after(start.day)
        return replace(self, due=until, left=None, granted=granted, since=since)

    def extended(self, calendar: Calendar, on: date, days: int) -> "Limit":
        """So many days after the promised one, or after this one when that is past."""
        if self.due is None:
            return self
        late = self.due.day < on
        last = calendar.after(on if late else self.due.day, days)
        half = Half(last, AFTERNOON if late else self.due.part)
        since = calendar.on_or_after(on) if late else self.since
        granted = self.granted + days
        return replace(self, due=half, granted=granted, since=since)

    @property
    def used(self) -> int | None:
        """Working days that were used when it was stopped."""
        return None if self.left is None else max(self.days - self.left, 0)

    @property
    def longer(self) -> int:
        """Working days of the extension among those granted: none once the limit began anew."""
        return max(self.granted - self.days, 0)


def set_limit(case: Case, limit: Limit) -> None:
    """Writes the due day of a limit into its case. Saves nothing."""
    case.due_on = limit.due.day if limit.due else None
    case.due_part = limit.due.part if limit.due else AFTERNOON


def counted_from(case: Case, calendar: Calendar) -> Half | None:
    """The half-day from which the limit counts: reception by the office's hours; the very day of
    arrival, to its end, where the kind knows no reception; None before. Raises MissingYear."""
    if case.kind.answered_within:
        arrived = case.submitted_at and timezone.localdate(case.submitted_at)
        return Half(calendar.on_or_after(arrived), AFTERNOON) if arrived else None
    at = case.received_at
    return Hours.of(case.office).half_of(timezone.localtime(at)) if at else None


@dataclass(frozen=True)
class History:
    """What happened to a case's time limit after it began."""

    supplements: tuple[Supplement, ...] = ()
    extended_at: datetime | None = None


class Step(NamedTuple):
    """One event, and what it does to the limit."""

    at: datetime
    apply: Callable[[Limit], Limit]


def histories(cases: Iterable[Case]) -> dict[int, History]:
    """What happened to each of these cases, in two queries."""
    pks = [case.pk for case in cases]
    asked: dict[int, list[Supplement]] = {pk: [] for pk in pks}
    for supplement in Supplement.objects.filter(case__in=pks).only(*ASKED).order_by("number"):
        asked[supplement.case_id].append(supplement)
    longer = [case.pk for case in cases if case.extended_from is not None]
    events = Event.objects.filter(case__in=longer, act=Event.Act.EXTENDED)
    extended = dict(events.order_by("number").values_list("case", "at"))
    return {pk: History(tuple(asked[pk]), extended.get(pk)) for pk in pks}


ASKED = (
    *("case_id", "number", "asked_at", "ended_at", "how", "clock"),
    *("working_days", "due_on", "days_used", "days_left"),
)


def steps(case: Case, history: History, calendar: Calendar) -> list[Step]:
    """The events after the limit began, in their order."""
    begun, hours = case.received_at or case.submitted_at, Hours.of(case.office)
    found = []
    for one in history.supplements:
        if begun is None or one.asked_at < begun:  # asked for before reception: no clock ran
            continue
        found.append(Step(one.asked_at, stop(calendar, one)))
        if one.answered_at is not None:
            found.append(Step(one.answered_at, resume(calendar, one, hours)))
    if history.extended_at is not None and case.extended_by:
        found.append(Step(history.extended_at, extend(calendar, history.extended_at, case)))
    if case.reopened_at is not None and begun is not None and case.reopened_at > begun:
        found.append(Step(case.reopened_at, anew(calendar, hours, case.reopened_at)))
    return sorted(found, key=attrgetter("at"))


def stop(calendar: Calendar, asked: Supplement) -> Callable[[Limit], Limit]:
    return lambda limit: limit.stopped(calendar, timezone.localdate(asked.asked_at))


def resume(calendar: Calendar, asked: Supplement, hours: Hours) -> Callable[[Limit], Limit]:
    start = hours.half_of(timezone.localtime(asked.ended_at))
    return lambda limit: limit.resumed(calendar, start, asked.clock)


def extend(calendar: Calendar, at: datetime, case: Case) -> Callable[[Limit], Limit]:
    return lambda limit: limit.extended(calendar, timezone.localdate(at), case.extended_by or 0)


def anew(calendar: Calendar, hours: Hours, at: datetime) -> Callable[[Limit], Limit]:
    """A case that is reopened gets its whole limit again."""
    start = hours.half_of(timezone.localtime(at))
    return lambda limit: Limit.begun(calendar, start, limit.days)


def timeline(case: Case, history: History, calendar: Calendar) -> list[tuple[datetime, Limit]]:
    """The limit after each event of the case; nothing before it began. Raises MissingYear."""
    start, begun = counted_from(case, calendar), case.received_at or case.submitted_at
    if start is None or begun is None or not case.working_days:
        return []
    limit = Limit.begun(calendar, start, case.working_days)
    found = [(begun, limit)]
    for step in steps(case, history, calendar):
        limit = step.apply(limit)
        found.append((step.at, limit))
    return found


def derived(case: Case, history: History, calendar: Calendar) -> Limit | None:
    """The limit that the case's whole history leads to; None where that does not say.

    Raises MissingYear.
    """
    if case.extended_from is not None and case.extended_by is None:
        return None  # extended before the number of days was kept
    found = timeline(case, history, calendar)
    return found[-1][1] if found else None


def standing(case: Case, calendar: Calendar) -> Limit:
    """The limit as the case has it, with the day since which it runs; two queries. Raises
    MissingYear."""
    known = derived(case, histories([case])[case.pk], calendar)
    return replace(Limit.of(case), since=known.since if known else None)


def answer_due(asked: Supplement, calendar: Calendar) -> date:
    """The day by which a citizen answers a supplement. Raises MissingYear."""
    return calendar.after(timezone.localdate(asked.asked_at), asked.working_days)
