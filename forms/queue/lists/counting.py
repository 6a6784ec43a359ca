"""Counts that cost the same for fifty cases and for a million: they stop early."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

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
    return {
        key: n or 0 for key, n in asked({k: CappedCount(lists[k]) for k in lists}, desk).items()
    }


def asked(columns: Mapping[K, Subquery], desk: Desk) -> dict[K, Any]:
    """What each of these says, in one query; None where Django knows that there is nothing."""
    if not desk.calendars:
        return dict.fromkeys(columns)
    one_row = Office.objects.order_by().filter(pk=next(iter(desk.calendars)))
    return dict(zip(columns, one_row.values_list(*columns.values())[0], strict=True))


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
    """How many cases each list holds, all of them under the same filters; two queries at most.

    Lists of open work are counted in one walk through it, the newest first, as far as the first
    query says. Any other is counted along a walk that stops at the horizon: the narrowest that
    there is, for a count needs no order. Among few all that lie there are counted together.
    """
    plans = {code: plan.narrowest for code, plan in plans.items()}
    work = next(plan for plan in plans.values() if plan.open)
    few = work.probed[0]
    together = {
        code: plan.tab if few is None else plan.held
        for code, plan in plans.items()
        if plan.open or (few is not None and plan.probed[0] == few)
    }
    walks: dict[tuple[str, int], Subquery] = {
        (code, n): CappedCount(branch)
        for code, plan in plans.items()
        if code not in together
        for n, branch in enumerate(plan.beginning[0])
    }
    edges = {n: Subquery(rows.values("submitted_at")) for n, rows in enumerate(work.uncounted)}
    told = asked({**walks, **edges}, desk) if walks or edges else {}
    edge = max((told[n] for n in edges if told[n]), default=None)
    sums = work.work(edge).aggregate(
        **{code: Count("pk", filter=held or None) for code, held in together.items()}
    )
    found = {code: Counted(sums[code], at_least=edge is not None) for code in together}
    for code, n in walks:
        before = found[code].number if code in found else 0
        at_least = plans[code].beginning[2] is not None
        found[code] = Counted(before + (told[code, n] or 0), at_least)
    return found
