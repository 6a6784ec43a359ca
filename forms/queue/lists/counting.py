"""Counts that cost the same for fifty cases and for a million: they stop early."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.utils.translation import gettext as _

from forms.models import Case
from forms.queue.lists.plans import Plan
from forms.queue.lists.tabs import Desk
from home.models import Office

MOST_COUNTED = 200
K = TypeVar("K")


class CappedCount(Subquery):
    """How many rows a sliced queryset has: the database stops counting at the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, found: QuerySet[Case]) -> None:
        super().__init__(found.order_by().values("pk")[: MOST_COUNTED + 1])


def count(lists: Mapping[K, QuerySet[Case]], desk: Desk) -> dict[K, int]:
    """All counts in one query, each going no further than it is shown."""
    if not desk.calendars:
        return dict.fromkeys(lists, 0)
    one_row = Office.objects.order_by().filter(pk=next(iter(desk.calendars)))
    counts = one_row.values_list(*(CappedCount(found) for found in lists.values()))
    # Of a list that can hold nothing, Django asks nothing.
    return {key: number or 0 for key, number in zip(lists, counts[0], strict=True)}


@dataclass(frozen=True)
class Counted:
    """How many there are; at least so many, where counting stopped at the horizon."""

    number: int
    at_least: bool = False

    def __str__(self) -> str:
        if self.at_least and self.number <= MOST_COUNTED:
            return _("từ %(number)d") % {"number": self.number}
        return in_words(self.number)


def in_words(number: int) -> str:
    if number > MOST_COUNTED:
        return _("hơn %(number)d") % {"number": MOST_COUNTED}
    return str(number)


def counted(plans: Mapping[str, Plan], desk: Desk) -> dict[str, Counted]:
    """How many cases each list holds, all of them under the same filters; two queries.

    Lists of open work are counted in one walk through it. Any other is counted along a walk that
    stops at the horizon: the narrowest that there is, for a count needs no order; what is among few
    is there to be counted.
    """
    plans = {code: plan.narrowest for code, plan in plans.items()}
    of_work = {code: plan for code, plan in plans.items() if plan.open}
    sums = next(iter(of_work.values())).work.aggregate(
        **{f"list{n}": Count("pk", filter=plan.tab) for n, plan in enumerate(of_work.values())}
    )
    found = {code: Counted(sums[f"list{n}"]) for n, code in enumerate(of_work)}
    walks = {
        (code, n): branch
        for code, plan in plans.items()
        if not plan.open
        for n, branch in enumerate(plan.beginning[0])
    }
    for (code, _n), number in count(walks, desk).items():
        before = found[code].number if code in found else 0
        found[code] = Counted(before + number, at_least=plans[code].beginning[2] is not None)
    return found
