"""Days and hours as administrative documents write them (NĐ 30/2020/NĐ-CP)."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _


def in_words(day: date) -> str:
    """Days below 10 and the months January and February carry a zero: ngày 05 tháng 9 năm 2026."""
    return _("ngày %(day)s tháng %(month)s năm %(year)d") % {
        "day": f"{day.day:02}",
        "month": f"{day.month:02}" if day.month < 3 else str(day.month),
        "year": day.year,
    }


def with_hour(at: datetime) -> str:
    local = timezone.localtime(at)
    return hour_of(local.time(), local.date())


def hour_of(hour: time, day: date) -> str:
    told = {"hour": f"{hour.hour:02}", "minute": f"{hour.minute:02}", "day": in_words(day)}
    return _("%(hour)s giờ %(minute)s phút, %(day)s") % told


def at_moment(at: datetime) -> str:
    """Short, for tables: 16:30 24/11/2026."""
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}"
