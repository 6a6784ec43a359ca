"""Whatever happens to a case, in whatever order: the drawing adds up to what was promised."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from forms.clock import Calendar
from forms.clock.reckoning import History, derived, set_limit
from forms.models import Case, Supplement
from forms.queue.case.clock_drawing import draw
from forms.states import State
from home.models import Office
from services.models import ProcedurePage

FIRST = date(2026, 2, 2)
HOURS = some.sampled_from([0, 7, 11, 12, 16, 17, 18, 23])
OFF, WORKED = "public_holiday", "working_weekend"
CALENDARS = some.dictionaries(
    some.dates(FIRST, FIRST + timedelta(days=120)), some.sampled_from([OFF, WORKED]), max_size=40
)
LATER = some.tuples(some.integers(0, 12), HOURS)
CLOCKS = some.sampled_from(ProcedurePage.Clock.values)
DAYS = some.integers(1, 15)
EVENTS = some.lists(
    some.tuples(some.sampled_from(["ask", "ask", "extend", "reopen"]), LATER, LATER, CLOCKS, DAYS),
    max_size=6,
)


def calendar_of(days):
    """Of weekdays only one can be a day off, of weekends only one can be worked."""
    fitting = {on: kind for on, kind in days.items() if (on.weekday() < 5) == (kind == OFF)}
    ends = {date(year, 1, 1): OFF for year in (2026, 2027)}
    return Calendar({**ends, **fitting})


class Life:
    """A case, unsaved, with what happened to it."""

    def __init__(self, calendar, received, days):
        self.calendar, self.now = calendar, timezone.make_aware(datetime(2026, 2, 2))
        self.asked, self.extended_at = [], None
        self.case = Case(office=Office(), kind_code="licence", state=State.PROCESSING)
        self.case.working_days = days
        self.pass_time(received)
        self.case.received_at = self.case.submitted_at = self.now
        self.reckon()

    def pass_time(self, later):
        days, hour = later
        on = (self.now + timedelta(days=days)).replace(hour=hour, minute=31)
        self.now = max(on, self.now + timedelta(minutes=1))

    @property
    def history(self):
        return History(tuple(self.asked), self.extended_at)

    @property
    def limit(self):
        return derived(self.case, self.history, self.calendar)

    def reckon(self):
        set_limit(self.case, self.limit)

    def live(self, what, then, later, clock, days):
        self.pass_time(then)
        getattr(self, what)(later, clock, days)
        self.reckon()

    def ask(self, later, clock, days):
        one = Supplement(number=len(self.asked) + 1, asked_at=self.now, clock=clock)
        self.pass_time(later)
        one.ended_at, one.how = self.now, Supplement.How.ONLINE
        self.asked.append(one)

    def extend(self, later, clock, days):
        if self.extended_at is None:
            self.case.extended_from, self.case.extended_by = self.case.due_on, days
            self.extended_at = self.now

    def reopen(self, later, clock, days):
        self.case.reopened_at = self.now


def total(drawing, *kinds):
    return sum(one.days for one in drawing.stretches if one.kind in kinds)


@given(CALENDARS.map(calendar_of), LATER, DAYS, EVENTS, LATER)
def test_the_drawing_adds_up(calendar, received, days, events, later):
    life = Life(calendar, received, days)
    for event in events:
        life.live(*event)
    life.pass_time(later)
    limit, today = life.limit, timezone.localdate(life.now)
    drawing = draw(life.case, life.history, calendar, today)
    ends = [date.min]
    for one in drawing.stretches:
        assert ends[-1] <= one.start <= one.end
        ends.append(one.end)
    assert total(drawing, "run", "left", "extension") == limit.granted
    assert total(drawing, "extension") == limit.longer
    assert ends[-1] == max(limit.due.day, today, limit.since)
