"""Days in the search box: working days left by each office's calendar, and days of filing."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.clock import MissingYear
from forms.clock.halves import MORNING
from forms.queue.finding.values import NotUnderstood, Value
from forms.queue.lists.tabs import Desk
from forms.states import RUNNING, Text
from search.text import plain

COMPARED = re.compile(r"(<=|>=|<|>|=|≤|≥)?\s*(\d{1,3})(?:\s*ng[àa]y)?")
DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?")
SAME = {"": "=", "≤": "<=", "≥": ">="}
#: Shorter ways to say it.
OVERDUE = ("qua", "tre", "tre  han")
FAR = 250
#: An office's clock runs, and knows its day.
TIMED = Q(state__in=RUNNING, next_on__lt=date.max)


def left_named(desk: Desk) -> list[Value]:
    """What is said instead of a number."""
    return [
        Value.spoken(_("quá hạn"), overdue(desk)),
        Value.spoken(_("hôm nay"), TIMED & Q(next_on=desk.today)),
    ]


def overdue(desk: Desk) -> Q:
    """Due before today, or this morning where that is over."""
    this_morning = Q(next_on=desk.today, due_part=MORNING, office_id__in=desk.past_noon)
    return TIMED & (Q(next_on__lt=desk.today) | this_morning)


def left(text: str, desk: Desk) -> Q:
    """`<3`: fewer than three working days are left, or none are; `2`: just as many."""
    if plain(text) in OVERDUE:
        return overdue(desk)
    typed = COMPARED.fullmatch(text.strip().lower())
    if typed is None or int(typed[2]) > FAR:
        raise NotUnderstood
    how, number = SAME.get(typed[1] or "", typed[1]), int(typed[2])
    return TIMED & by_office(desk, lambda office_id: between(desk, office_id, how, number))


def between(desk: Desk, office_id: int, how: str, number: int) -> Q:
    """A day counts as so many working days off from that working day on, up to the next."""
    first, beyond = (nth(desk, office_id, count) for count in (number, number + 1))
    return {
        "<": Q(next_on__lt=first),
        "<=": Q(next_on__lt=beyond),
        "=": Q(next_on__gte=first, next_on__lt=beyond),
        ">=": Q(next_on__gte=first),
        ">": Q(next_on__gte=beyond),
    }[how]


def nth(desk: Desk, office_id: int, count: int) -> date:
    """The first day that is so many working days from today."""
    day, calendar = desk.today, desk.calendars[office_id]
    for _working_day in range(count):
        day = calendar.on_or_after(day + timedelta(days=1))
    return day


def by_office(desk: Desk, condition: Callable[[int], Q]) -> Q:
    """Each office by its own calendar; those that agree share a condition."""
    found: list[tuple[Q, list[int]]] = []
    for office_id in desk.calendars:
        try:
            wanted = condition(office_id)
        except MissingYear as error:
            raise NotUnderstood(str(error)) from error
        same = next((ids for other, ids in found if other == wanted), None)
        if same is None:
            found.append((wanted, [office_id]))
        else:
            same.append(office_id)
    either = Q(pk__in=[])
    for wanted, office_ids in found:
        either |= wanted & Q(office_id__in=office_ids)
    return found[0][0] if len(found) == 1 else either


def since_named(desk: Desk) -> list[Value]:
    return [Value.spoken(name, filed_since(day)) for name, day in near(desk)]


def until_named(desk: Desk) -> list[Value]:
    return [Value.spoken(name, filed_until(day)) for name, day in near(desk)]


def near(desk: Desk) -> list[tuple[Text, date]]:
    return [(_("hôm nay"), desk.today), (_("hôm qua"), desk.today - timedelta(days=1))]


def since(text: str, desk: Desk) -> Q:
    return filed_since(day_in(text, desk.today))


def until(text: str, desk: Desk) -> Q:
    return filed_until(day_in(text, desk.today))


def filed_since(day: date) -> Q:
    return Q(submitted_at__gte=midnight(day))


def filed_until(day: date) -> Q:
    return Q(submitted_at__lt=midnight(day + timedelta(days=1)))


def day_in(text: str, today: date) -> date:
    """`01/10/2026`, `1-10-26`, `1/10` of this year."""
    typed = DAY.fullmatch(text.strip())
    if typed is None:
        raise NotUnderstood
    year = typed[3] or str(today.year)
    try:
        day = date(int(year if len(year) == 4 else f"20{year}"), int(typed[2]), int(typed[1]))
    except ValueError as error:
        raise NotUnderstood from error
    if not 1900 < day.year < 9000:
        raise NotUnderstood
    return day


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
