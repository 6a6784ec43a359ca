"""How much each officer of an office has, gets and gets done, in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet, Value
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
    members = roster(office_id, today, soon)
    theirs = work_of(office_id, members)
    flows = flow(
        received=theirs.filter(given_at__gte=week), closed=theirs.filter(done_at__gte=week)
    )
    days = finished(theirs.filter(done_at__gte=midnight(today) - timedelta(LATELY)))
    return [
        Line(one, *flows.get(pk, (0, 0)), median(days.get(pk, Counter())))
        for one in members
        for pk in [one.user.pk]
    ]


def work_of(office_id: int, members: Iterable[Member]) -> QuerySet[Assignment]:
    """What these officers were given at the office; by officer and time an index leads to it."""
    officers = [one.user.pk for one in members]
    return Assignment.objects.filter(officer__in=officers, case__office=office_id).order_by()


def flow(
    received: QuerySet[Assignment], closed: QuerySet[Assignment]
) -> dict[int, tuple[int, int]]:
    """How many cases each of the two is, by officer; one query."""
    cases, none = Count("case", distinct=True), Value(0)
    came = received.values_list("officer").annotate(received=cases, closed=none)
    went = closed.values_list("officer").annotate(received=none, closed=cases)
    found: dict[int, tuple[int, int]] = {}
    for officer, *both in came.union(went, all=True):
        before = found.get(officer, (0, 0))
        found[officer] = (before[0] + both[0], before[1] + both[1])
    return found


def finished(work: QuerySet[Assignment]) -> dict[int, Counter[int]]:
    """How many cases took how many working days, by officer: no more rows than that."""
    found: dict[int, Counter[int]] = {}
    timed = work.filter(working_days__isnull=False).values_list("officer", "working_days")
    for officer, days, count in timed.annotate(Count("pk")):
        found.setdefault(officer, Counter())[days] = count
    return found
