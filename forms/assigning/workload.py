"""How much each officer of an office has, gets and gets done, in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from forms.assigning.roster import Member, roster
from forms.models import Assignment

#: Over how many days the median is taken.
LATELY = 90


@dataclass(frozen=True)
class Line:
    """One officer's figures; `median` None where nothing was finished lately."""

    member: Member
    received: int
    closed: int
    median: float | None


def median(counted: Counter[int]) -> float | None:
    """The middle of so many of each value, or of the two in the middle."""
    total = counted.total()
    if not total:
        return None
    middle, seen, found = ((total - 1) // 2, total // 2), 0, []
    for value, count in sorted(counted.items()):
        found += [value for place in middle if seen <= place < seen + count]
        seen += count
    return sum(found) / 2


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def workload(office_id: int, today: date, soon: date) -> list[Line]:
    """Every officer, whatever they have; five queries. The week begins on Monday."""
    week = midnight(today - timedelta(days=today.weekday()))
    flows, days = flow(office_id, week), finished(office_id, midnight(today) - timedelta(LATELY))
    return [
        Line(one, *flows.get(one.user.pk, (0, 0)), median(days.get(one.user.pk, Counter())))
        for one in roster(office_id, today, soon)
    ]


def flow(office_id: int, since: datetime) -> dict[int, tuple[int, int]]:
    """Cases given and done since then, by officer."""
    recent = Q(given_at__gte=since) | Q(done_at__gte=since)
    rows = Assignment.objects.filter(recent, case__office=office_id).order_by()
    counted = rows.values_list("officer").annotate(
        received=Count("case", distinct=True, filter=Q(given_at__gte=since)),
        closed=Count("case", distinct=True, filter=Q(done_at__gte=since)),
    )
    return {officer: (received, closed) for officer, received, closed in counted}


def finished(office_id: int, since: datetime) -> dict[int, Counter[int]]:
    """How many cases took how many working days, by officer: no more rows than that."""
    rows = Assignment.objects.filter(
        done_at__gte=since, working_days__isnull=False, case__office=office_id
    )
    found: dict[int, Counter[int]] = {}
    counted = rows.order_by().values_list("officer", "working_days").annotate(Count("pk"))
    for officer, days, count in counted:
        found.setdefault(officer, Counter())[days] = count
    return found
