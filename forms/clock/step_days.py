"""By when a step should be done: the office's own measure, within the time limit of the law.

It is derived wherever it is asked for, so it moves with the calendar, the hours and the course of
the office.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from forms.clock.calendar import Calendar, MissingYear
from forms.clock.halves import Hours, due

if TYPE_CHECKING:
    from forms.models import Case


def step_due(case: "Case", state: str, begun_at: datetime, calendar: Calendar) -> datetime | None:
    """When a step that began at this moment should be done, to the half-day.

    Nothing where the course sets no days, or where the calendar does not reach: a measure that
    cannot be taken keeps no case from going on.
    """
    try:
        return step_end(case, state, begun_at, calendar)
    except MissingYear:
        return None


def step_end(case: "Case", state: str, begun_at: datetime, calendar: Calendar) -> datetime | None:
    """The same for what may not be done before. Raises MissingYear."""
    days = case.course.days(state)
    if days is None:
        return None
    hours = Hours.of(case.office)
    half = due(calendar, hours.half_of(timezone.localtime(begun_at)), days)
    return timezone.make_aware(datetime.combine(half.day, hours.end_of(half)))
