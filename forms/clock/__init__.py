"""Legal time: the working days of an office, half-days, and the limits that are counted in them."""

from forms.clock.calendar import Calendar, CalendarDay, MissingYear

__all__ = ["Calendar", "CalendarDay", "MissingYear"]
