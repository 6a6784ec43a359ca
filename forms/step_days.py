"""By when a step should be done: the office's own measure, within the time limit of the law."""

from datetime import datetime

from django.utils import timezone

from forms.clock import Calendar, MissingYear
from forms.clock.halves import Hours, due
from forms.models import Case


def step_due(case: Case, state: str, at: datetime | None = None) -> datetime | None:
    """When a step that begins at this moment (now) should be done, to the half-day.

    Nothing where the course sets no days, or where the calendar does not reach: a measure that
    cannot be taken keeps no case from going on.
    """
    days = case.course.days(state)
    if days is None:
        return None
    hours = Hours.of(case.office)
    try:
        half = due(Calendar.of(case.office), hours.half_of(timezone.localtime(at)), days)
    except MissingYear:
        return None
    moment = datetime.combine(half.day, hours.end_of(half))
    return timezone.make_aware(moment)
