"""A list in the order of kinds, states or people: groups, one after the other, the newest first.

No index has such an order, nor need it: there are few groups, and each is a list that can be read
already (`forms.queue.lists.plans`). So a page is still read in one of two ways:

* **Few.** What filters leave, and what a tab holds of open work, is put in order here, if that is
  at most `FEW` cases.
* **Walk.** Otherwise each group is walked along its own index, all in one statement; those that
  tab and filters rule out are not asked.

A place in the list names its group, so that it still is the same place when the case there has
moved on, or was given to somebody else.

What is in none of the groups comes at the end, whichever way they stand: what is nobody's, above
all. No index leads there, so it is met on a walk through all cases, which stops at the `HORIZON`.
Last, because looking further is no trouble where everything else has been seen.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Field, Q, QuerySet

from forms.models import Case
from forms.queue.lists import plans
from forms.queue.lists.groups import REST, Group
from forms.queue.lists.merging import Chained, Part, Place, Slot, merged
from forms.queue.lists.paging import PAGE, Cursor, Page, beyond, page_of
from forms.queue.lists.plans import Plan, Walk, up_to
from forms.queue.veiling import LEADING
from forms.states import FINAL, State

#: The states that open work is in.
OPEN_STATES = {state.value for state in State} - {*FINAL}


class Chain:
    """One list, group after group, read as a `Plan` is: what it holds is what the plan says."""

    def __init__(self, plan: Plan, groups: Sequence[Group]) -> None:
        self.sort, self.by, self.groups = plan.sort, plan.sort.by, groups
        self.rank = {group.key: rank for rank, group in enumerate(groups)}
        self.plan = replace(plan, along=self.through(plan))

    def through(self, plan: Plan) -> Walk:
        """The walk that meets all groups. That through open work is short, whoever's it is."""
        if plan.open and plan.known.get("state") in OPEN_STATES:
            return Walk("submitted_at", ("office_id", "state"))
        return Walk("submitted_at", ("office_id",), open=plan.open)

    # ── what is asked ──

    @cached_property
    def asked(self) -> list[int]:
        """The ranks of the groups that tab and filters leave."""
        left = values_left(self.plan.conditions, self.by)
        if self.plan.open and self.by == "state":
            left = OPEN_STATES if left is None else left & OPEN_STATES
        if left is None:
            return [*range(len(self.groups))]
        others = left - {group.value for group in self.groups}
        return [
            rank
            for rank, group in enumerate(self.groups)
            if group.value in left or (group is REST and others)
        ]

    @cached_property
    def value(self) -> Slot:
        return Slot("value", column(self.by))

    def of(self, group: Group) -> Plan:
        return self.of_rest if group is REST else self.of_one

    @cached_property
    def of_one(self) -> Plan:
        """The list of any one group that has a value."""
        mine = Q() if self.by in self.plan.known else Q(**{self.by: self.value})
        return self.narrowed(mine)

    @cached_property
    def of_rest(self) -> Plan:
        values = [group.value for group in self.groups if group is not REST]
        return self.narrowed(Q(**{self.by: None}) | ~Q(**{f"{self.by}__in": values}))

    def narrowed(self, group: Q) -> Plan:
        along = self.plan.along if self.plan.open else None
        return replace(self.plan, narrowed=self.plan.narrowed & group, along=along)

    # ── few ──

    @cached_property
    def few(self) -> list[Place] | None:
        """All of the list in its order, if that is not much."""
        if self.plan.few is not None:
            rows = [self.plan.few]
        elif self.plan.open:
            rows = self.plan.branches
        else:
            return None
        most, way = plans.FEW + 1, self.sort.descending
        found = merged(rows, self.sort.column, descending=way, most=most, besides=[self.by])
        if len(found) == most:
            return None
        places = [(self.rank_of(group), value, pk) for value, pk, group in found]
        return sorted(places, key=lambda place: place[0])

    def rank_of(self, value: Any) -> int:
        return self.rank.get(str(value), len(self.groups) - 1)

    def key_of(self, case: Case) -> str:
        """The group of a case."""
        return self.groups[self.rank_of(getattr(case, self.by))].key

    def picked(self, few: list[Place], cursor: Cursor | None) -> list[Place]:
        """What lies after the cursor."""
        if cursor is None:
            return few
        here = self.rank[cursor.group], cursor.value, cursor.id
        if cursor.back:
            return [place for place in reversed(few) if self.precedes(place, here)]
        return [place for place in few if self.precedes(here, place)]

    def precedes(self, one: Place, other: Place) -> bool:
        if one[0] != other[0]:
            return one[0] < other[0]
        return one[1:] > other[1:] if self.sort.descending else one[1:] < other[1:]

    # ── walk ──

    def found(self, cursor: Cursor | None, most: int) -> tuple[list[Place], Cursor | None]:
        """The first rows after the cursor; where looking stops, if that is before the end."""
        if self.few is not None:
            return self.picked(self.few, cursor)[:most], None
        back = cursor is not None and cursor.back
        way = self.sort.descending is not back
        ranks, within = [*reversed(self.asked)] if back else self.asked, {}
        if cursor is not None:
            here = self.rank[cursor.group]
            ranks = [rank for rank in ranks if (rank <= here if back else rank >= here)]
            within[here] = beyond(cursor, self.sort.column, way)
        end = self.horizon(ranks, within, back=back)
        if end is not None:
            last = self.rank[end.group]
            ranks = ranks[: ranks.index(last) + 1]
            within[last] = within.get(last, Q()) & up_to(end, self.sort.column, way)
        walks = self.parts(ranks, within, lambda plan: plan.branches)
        return self.chained(most, back=back).first(part for _begins, part in walks), end

    def chained(self, most: int, *, back: bool) -> Chained:
        way = self.sort.descending is not back
        return Chained(column(self.sort.column), descending=way, most=most, back=back)

    def parts(
        self,
        ranks: Sequence[int],
        within: dict[int, Q],
        walks: Callable[[Plan], list[QuerySet[Case]]],
    ) -> Iterator[tuple[tuple[Any, ...], Part]]:
        """The walks of these groups, each with what its index begins with besides the group."""
        edge = self.plan.from_the_edge
        made: dict[bool, list[QuerySet[Case]]] = {}
        for rank in ranks:
            group = self.groups[rank]
            plan, one = self.of(group), group is not REST
            if one not in made:
                made[one] = [rows.filter(edge) for rows in walks(plan)]
            for begins, rows in zip(plan.beginnings, made[one], strict=True):
                besides = tuple(value for column, value in begins.items() if column != self.by)
                asked = rows.filter(within[rank]) if rank in within else rows
                yield besides, Part(rank, asked, group.value)

    def horizon(self, ranks: Sequence[int], within: dict[int, Q], *, back: bool) -> Cursor | None:
        """How far may be looked: where the walks, one after the other, have met so many cases."""
        far = [rank for rank in ranks if self.is_far(self.groups[rank])]
        chains: dict[tuple[Any, ...], list[Part]] = defaultdict(list)
        for begins, part in self.parts(far, within, lambda plan: plan.bare):
            chains[begins].append(part)
        if not chains:
            return None
        most = plans.HORIZON // len(chains) + 1
        ends = self.chained(most, back=back).ends(chains.values())
        if not ends:
            return None
        rank, value, pk = ends[0]
        return Cursor(back, value, pk, self.groups[rank].key)

    def is_far(self, group: Group) -> bool:
        """Whether its walk may meet ever more cases that are not shown."""
        all_there_is = not (self.plan.open or self.plan.apart)
        return self.of(group).far or (group is REST and all_there_is)

    # ── what is shown ──

    def value_at(self, pk: int) -> Any:
        return self.plan.value_at(pk)

    def page(self, cursor: Cursor | None, rows: QuerySet[Case]) -> Page:
        """The page after the cursor, or before it, shown as these rows."""
        if cursor is not None and cursor.group not in self.rank:
            cursor = None
        places, end = self.found(cursor, PAGE + 1)
        ids = [pk for _rank, _value, pk in places]
        known = rows.in_bulk(ids) if ids else {}
        shown = [known[pk] for pk in ids if pk in known]
        return page_of(shown, self.sort, cursor, end, self.key_of)

    def beside(self, case: Case, *, back: bool) -> int | None:
        """The case next to this one, wherever this one stands by now."""
        cursor = Cursor(back, getattr(case, self.sort.column), case.pk, self.key_of(case))
        found, _end = self.found(cursor, 1)
        return found[0][2] if found else None


def values_left(condition: Q, column: str) -> set[Any] | None:
    """The values of a column that a condition leaves; None where that may be any."""
    if condition.negated or condition.connector != Q.AND:
        return None
    left: set[Any] | None = None
    for child in condition.children:
        some = None
        if isinstance(child, Q):
            some = values_left(child, column)
        elif isinstance(child, tuple):
            name, _, lookup = child[0].partition("__")
            if LEADING.get(name) == column and lookup in ("", "in"):
                some = set(child[1]) if lookup else {child[1]}
        if some is not None:
            left = some if left is None else left & some
    return left


def column(name: str) -> Field[Any, Any]:
    """What holds the values: of people, their keys."""
    field: Any = Case._meta.get_field(name)
    return getattr(field, "target_field", field)
