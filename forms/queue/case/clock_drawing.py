"""The legal clock of a case as a small drawing: received, pauses, extension, today, due.

Days are laid out by date; what a stretch counts is said in working days of the office's calendar.
A year that the calendar lacks is said, and what does not need it is drawn all the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.citizen.reckoning import running_since
from forms.clock import Calendar, MissingYear
from forms.clock.halves import Half
from forms.clock.reckoning import History, Limit, timeline
from forms.models import Case
from forms.states import RUNNING, State, Text
from services.models import ProcedurePage

RESTART = ProcedurePage.Clock.RESTART
#: The narrowest stretch that can be seen, in percent: what begins and ends on one day.
NARROWEST = 0.8
#: A label left of this stands beside the first one, so it goes above the bar.
CROWDED = 40.0
ABOVE, BELOW = 12, 58

#: What a stretch is, in words.
WORDS: dict[str, Text] = {
    "run": gettext_lazy("Đã tính"),
    "void": gettext_lazy("Đã tính, rồi tính lại từ đầu"),
    "pause": gettext_lazy("Dừng chờ bổ sung"),
    "left": gettext_lazy("Còn lại"),
    "extension": gettext_lazy("Gia hạn"),
    "late": gettext_lazy("Quá hạn"),
}
MARKS: dict[str, Text] = {
    "start": gettext_lazy("Nhận"),
    "again": gettext_lazy("Mở lại hồ sơ"),
    "today": gettext_lazy("Hôm nay"),
    "end": gettext_lazy("Xong"),
    "due": gettext_lazy("Hẹn trả"),
    "asked": gettext_lazy("Hạn bổ sung"),
}


@dataclass(frozen=True)
class Stretch:
    """Days of one kind, from the end of one day to the end of another; `days` are working days."""

    kind: str
    start: date
    end: date
    days: int | None

    @property
    def text(self) -> str:
        between = f"{self.start:%d/%m/%Y} – {self.end:%d/%m/%Y}"
        if self.days is None:
            return f"{WORDS[self.kind]}: {between}"
        told = {"what": WORDS[self.kind], "days": self.days, "between": between}
        return _("%(what)s: %(days)d ngày làm việc (%(between)s)") % told


@dataclass(frozen=True)
class Mark:
    """A day that has a name."""

    kind: str
    on: date

    @property
    def text(self) -> str:
        return f"{MARKS[self.kind]} {self.on:%d/%m}"

    @property
    def in_full(self) -> str:
        return f"{MARKS[self.kind]}: {self.on:%d/%m/%Y}"


@dataclass(frozen=True)
class Placed:
    """A stretch or a mark where the drawing has it; places are percentages, ready for SVG."""

    kind: str
    text: str
    x: str
    width: str = ""
    y: int = BELOW
    anchor: str = "middle"


@dataclass(frozen=True)
class Drawing:
    """What is drawn, and the same in words."""

    stretches: list[Stretch]
    marks: list[Mark]
    #: Why something is not counted: the calendar lacks a year.
    missing: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Everything as words, each with its kind."""
        marks = [(mark.kind, mark.in_full) for mark in self.marks]
        return [*marks, *((one.kind, one.text) for one in self.stretches)]

    @property
    def described(self) -> str:
        return ". ".join([*(text for _kind, text in self.lines), self.missing]).strip(". ") + "."

    def place(self, day: date) -> float:
        """How far right a day stands, in percent."""
        known = [*(mark.on for mark in self.marks), *(one.end for one in self.stretches)]
        first, last = self.marks[0].on, max(known)
        return 100 * max((day - first).days, 0) / max((last - first).days, 1)

    @property
    def bars(self) -> list[Placed]:
        return [
            Placed(one.kind, one.text, percent(left), percent(max(right - left, NARROWEST)))
            for one in self.stretches
            for left, right in [(self.place(one.start), self.place(one.end))]
        ]

    @property
    def labels(self) -> list[Placed]:
        return [
            Placed(mark.kind, mark.text, percent(x), y=height(mark.kind, x), anchor=anchor(x))
            for mark in self.marks
            for x in [self.place(mark.on)]
        ]


def percent(number: float) -> str:
    return f"{number:.2f}%"


def anchor(x: float) -> str:
    """Which side of a label stands at its day, so that it stays inside."""
    return "start" if x < 20 else "end" if x > 80 else "middle"


def height(kind: str, x: float) -> int:
    """Above the bar is what moves; below it what was promised, where there is room."""
    crowded = kind in ("due", "asked") and x < CROWDED
    return ABOVE if crowded or kind in ("today", "end") else BELOW


def draw(case: Case, history: History, calendar: Calendar, today: date) -> Drawing | None:
    """The clock of a case, or nothing where it has never begun to run."""
    begun = begun_at(case)
    if begun is None:
        return None
    last, missing, stretches = last_day(case, today), "", []
    try:
        pieces = list(split(case, history, calendar, last))
    except MissingYear as error:
        pieces, missing = [], str(error)
    for kind, first, until in pieces:
        days, why = counted(calendar, first, until)
        missing = missing or why
        stretches.append(Stretch(kind, first, until, days))
    return Drawing(stretches, list(marks(case, begun, last)), missing)


def begun_at(case: Case) -> datetime | None:
    """Since when the limit counts; of a case that was reopened, anew since then."""
    return case.reopened_at if is_again(case) else running_since(case)


def is_again(case: Case) -> bool:
    begun = running_since(case)
    return begun is not None and case.reopened_at is not None and case.reopened_at > begun


def last_day(case: Case, today: date) -> date:
    """The day up to which the clock was looked at: today, or the one on which it was over."""
    ended = case.decided_at or case.closed_at
    return timezone.localdate(ended) if ended and is_over(case) else today


def is_over(case: Case) -> bool:
    return case.state not in (*RUNNING, State.SUPPLEMENT)


@dataclass(frozen=True)
class Turn:
    """The days on which one limit holds, from its own to that of the next; the last one goes on."""

    limit: Limit
    start: date
    until: date
    #: Up to where its days are used; those after it are left.
    used: date
    #: The clock began anew since.
    void: bool = False


Piece = tuple[str, date, date]


def split(case: Case, history: History, calendar: Calendar, last: date) -> Iterator[Piece]:
    """The days since the limit began in stretches of one kind, each from where the one before
    ends or later. Raises MissingYear."""
    reached = date.min
    for turn in turns(case, history, calendar, last):
        one = replace(turn, start=max(turn.start, reached))
        for kind, first, until in pieces_of(one, calendar):
            if first < until or (kind == "pause" and first == until):
                yield kind, first, until
                reached = until


def turns(case: Case, history: History, calendar: Calendar, last: date) -> Iterator[Turn]:
    """What held, and what holds: of that, the day that was promised, which may be a kinder one
    than the history leads to (`forms.clock.recounting`)."""
    begun, restarted = begun_at(case), last_restart(history)
    limits = [one for one in timeline(case, history, calendar) if begun and one[0] >= begun]
    for (at, limit), (_at, following) in pairwise(limits):
        until = since(following)
        yield Turn(limit, since(limit), until, until, bool(restarted and at < restarted))
    for _at, limit in limits[-1:]:
        if limit.due and case.due_on:
            limit = replace(limit, due=Half(case.due_on, case.due_part))
        ends = max(last, limit.due.day) if limit.due and not is_over(case) else last
        yield Turn(limit, since(limit), max(ends, since(limit)), last)


def since(limit: Limit) -> date:
    assert limit.since is not None  # it is derived
    return limit.since


def last_restart(history: History) -> datetime | None:
    """When the clock last began anew: what was used before no longer counts."""
    restarts = (one.answered_at for one in history.supplements if one.clock == RESTART)
    return max(filter(None, restarts), default=None)


def pieces_of(turn: Turn, calendar: Calendar) -> Iterator[Piece]:
    """What is used, what is left, what was added, what is late; or that the clock stands."""
    start, until = turn.start, turn.until
    if turn.limit.due is None:
        yield "pause", start, max(start, until)
        return
    due = turn.limit.due.day
    longer = due if turn.void else max(start, calendar.before(due, turn.limit.longer))
    yield "void" if turn.void else "run", start, min(turn.used, longer)
    yield "left", max(start, turn.used), min(longer, until)
    yield "extension", longer, min(due, until)
    yield "late", max(start, due), until


def marks(case: Case, begun: datetime, last: date) -> Iterator[Mark]:
    yield Mark("again" if is_again(case) else "start", timezone.localdate(begun))
    if case.due_on:
        yield Mark("due", case.due_on)
    if case.supplement_due_on:
        yield Mark("asked", case.supplement_due_on)
    yield Mark("end" if is_over(case) else "today", last)


def counted(calendar: Calendar, start: date, end: date) -> tuple[int | None, str]:
    """Working days after the first day up to the last; why not, if they cannot be counted."""
    try:
        return calendar.between(start, end), ""
    except MissingYear as error:
        return None, str(error)
