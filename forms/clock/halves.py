"""Half-days: what comes in a morning is due at the end of one (domain: section 8, rules 2 and 3).

A moment before the morning closes belongs to the morning, one before the afternoon closes (the
lunch break included) to the afternoon, one after closing to the next working morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from forms.clock.calendar import Calendar
from home.models import Office
from home.models.offices import all_offices

HALVES = 2
MORNING, AFTERNOON = 0, 1


class Half(NamedTuple):
    """One half of a day: its morning or its afternoon. Earlier halves are less."""

    day: date
    part: int


@dataclass(frozen=True)
class Hours:
    """When an office closes, at noon and in the evening."""

    noon: time = time(11, 30)
    evening: time = time(17, 0)

    @classmethod
    def of(cls, office: Office) -> "Hours":
        return cls(office.morning_ends, office.afternoon_ends)

    @classmethod
    def at(cls, office_id: int) -> "Hours":
        """The same by the office's id, seldom a query."""
        return next(cls.of(office) for office in all_offices() if office.pk == office_id)

    def half_of(self, at: datetime) -> Half:
        """The half that a moment (in the office's time) counts to, worked or not."""
        if at.time() <= self.noon:
            return Half(at.date(), MORNING)
        if at.time() <= self.evening:
            return Half(at.date(), AFTERNOON)
        return Half(at.date() + timedelta(days=1), MORNING)

    def not_over(self, at: datetime) -> Half:
        """The first half whose end is still to come: what was due before it is late.

        An afternoon is given until midnight, for nobody could have come for the result since.
        """
        return Half(at.date(), MORNING if at.time() <= self.noon else AFTERNOON)

    def end_of(self, half: Half) -> time:
        return self.evening if half.part else self.noon


def due(calendar: Calendar, start: Half, working_days: Decimal | int) -> Half:
    """The half by whose end something is due that began in `start`.

    Raises MissingYear where the calendar does not reach, ValueError for parts of a half-day.
    """
    halves = working_days * HALVES
    if halves != int(halves) or halves < 0:
        raise ValueError(f"{working_days} is no number of half-days")
    first = calendar.on_or_after(start.day)
    part = start.part if first == start.day else MORNING  # a day off moves to the next morning
    days, part = divmod(part + int(halves), HALVES)
    return Half(calendar.after(first, days), part)
