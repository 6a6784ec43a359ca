"""How a list is read, so that a page of a million cases costs what a page of ten thousand does.

There are far more lists (tab × filters × order) than a table can have indexes. So each is read in
one of two ways, and neither ever looks at more rows than a fixed number:

* **Few.** What a rare filter leaves (a label, an answer, a commune, a person, a search) is fetched
  by its own index. If that is at most `FEW` cases, all else is judged and sorted among them.
* **Walk.** Otherwise there are many, so they are met soon: an index that has the list's order is
  followed, and each case on the way is asked the other filters. `WALKS` lists these indexes; all
  open work has narrow ones of its own, partial, so that they stay as small as the work. Filters
  that do not lead the index are veiled: an engine that counts nothing beforehand (SQLite) would
  take any index that fits a filter, and then sort half the table.

A walk through all cases stops at the `HORIZON` and says so: "look further" goes on from there. What
is rare only together with something else is thus never waited for. Counts stop there too, and say
"from".

What is spread over time unevenly (last year's round) is not walked to from today: the newest case
of the filter, which the index knows, is where the walk begins.

Composite indexes for every pair of filters, or a side table of every filter's values in every
order, would cost each submission twenty writes more; these cost four.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet

from forms.kinds import KINDS
from forms.models import Case
from forms.models.indexes import OPEN
from forms.queue.lists.merging import merged
from forms.queue.lists.paging import PAGE, Cursor, Page, beyond, page_of
from forms.queue.lists.sorts import BY_ARRIVAL, Sort
from forms.queue.veiling import LEADING, Given, by_ids_alone, veiled

FEW = 2000
HORIZON = 5_000


@dataclass(frozen=True)
class Walk:
    """An index: the columns that it is equal in, and the column that it then follows."""

    column: str
    equal: tuple[str, ...]
    open: bool = False


#: The first whose columns are all known serves; the last ones of each order always do.
WALKS = (
    Walk("submitted_at", ("assignee_id",)),
    Walk("submitted_at", ("commune_id",)),
    Walk("submitted_at", ("office_id", "state")),
    Walk("submitted_at", ("office_id",), open=True),
    Walk("submitted_at", ("office_id", "kind_code")),
    Walk("submitted_at", ("office_id",)),
    Walk("next_on", ("assignee_id",), open=True),
    Walk("next_on", ("office_id", "state")),
    Walk("next_on", ("office_id",), open=True),
    Walk("next_on", ("office_id",)),
    Walk("subject_key", ("office_id", "kind_code"), open=True),
    Walk("subject_key", ("office_id", "kind_code")),
    Walk("applicant_key", ("office_id", "kind_code"), open=True),
    Walk("applicant_key", ("office_id", "kind_code")),
)
WORDS = {"subject_key", "applicant_key"}
ALL_BUT_OFFICE = {*LEADING.values()} - {"office_id"}


class Left(NamedTuple):
    """What a filter leaves, or the first of too many: since when, and which cases."""

    begins: datetime | None
    ids: list[int]


@dataclass(frozen=True)
class Rare:
    """What a filter leaves, by an index of its own in the order of arrival: one branch an office.

    What a search finds comes in no order.
    """

    branches: Sequence[QuerySet[Any]]
    key: str = "case_id"
    ordered: bool = True
    #: The column that a walk in the order of arrival may lead with instead.
    column: str = ""

    def first(self, *, descending: bool) -> Left:
        if not self.ordered:
            found = self.branches[0].values_list(self.key, flat=True)
            return Left(None, list(found[: FEW + 1]))
        pairs = merged(
            self.branches,
            "submitted_at",
            self.key,
            descending=descending,
            most=FEW + 1,
            value_of_first=True,
        )
        begins = next((at for at, _pk in pairs if at is not None), None)
        return Left(begins, [pk for _at, pk in pairs])


class Probe:
    """Asks the rare filters of a list how much they leave; once for all that wants to know."""

    def __init__(self, rare: Sequence[Rare]) -> None:
        self.rare = rare
        self.asked: dict[tuple[int, bool], Left] = {}

    def first(self, number: int, *, descending: bool) -> Left:
        """What this filter leaves: all of it, in whichever order, or the first of too many."""
        descending = descending and self.rare[number].ordered
        for way in (descending, not descending):
            known = self.asked.get((number, way))
            if known is not None and (way is descending or len(known.ids) <= FEW):
                return known
        found = self.rare[number].first(descending=descending)
        self.asked[number, descending] = found
        return found

    def ask(
        self, *, descending: bool, led_by: Sequence[str]
    ) -> tuple[list[int] | None, datetime | None]:
        """The ids of what the first rare filter leaves; where none is rare, when it begins.

        A filter by a column that leads the walk anyway needs not be asked.
        """
        begins = None
        for number, rare in enumerate(self.rare):
            if rare.column in led_by:
                continue
            left = self.first(number, descending=descending)
            if len(left.ids) <= FEW:
                return left.ids, None
            begins = begins or left.begins
        return None, begins


@dataclass(frozen=True)
class Plan:
    """One list: what its user sees, what tab and filters ask, in which order it is read."""

    sight: Q
    offices: Sequence[int]
    tab: Q
    narrowed: Q
    sort: Sort
    probe: Probe
    #: Whether all of it is open work, which has narrow indexes of its own.
    open: bool = False
    #: Whether cases are filtered of which there are ever more: looking must stop at the horizon.
    endless: bool = False
    #: Whether an index of its own holds just these cases, few by nature: they may be sorted.
    apart: bool = False
    #: The index to follow, where that is not left to `WALKS`.
    along: Walk | None = None

    @cached_property
    def conditions(self) -> Q:
        asked = self.tab & self.narrowed
        return asked & OPEN if self.open else asked

    @property
    def held(self) -> Q:
        """What the tab alone asks, said whole."""
        return self.tab & OPEN if self.open else self.tab

    @property
    def seen(self) -> QuerySet[Case]:
        return Case.objects.filter(self.sight)

    @property
    def uncounted(self) -> list[QuerySet[Case]]:
        """For each office the first case of its open work that filters do not count any more:
        eight people seldom have so many."""
        if self.probed[0] is not None:
            return []
        most = HORIZON // len(self.offices)
        work = Case.objects.filter(OPEN).order_by("-submitted_at", "-id")
        return [work.filter(office_id=one)[most : most + 1] for one in self.offices]

    def work(self, after: datetime | None) -> QuerySet[Case]:
        """Open work that filters and search let through, whatever the tab, and came after this;
        all that is let through where that is among few."""
        ids = self.probed[0]
        if ids is not None:
            return self.among(ids, self.narrowed)
        newest = Q(submitted_at__gt=after) if after else Q()
        return veiled(self.seen.filter(OPEN, newest), self.narrowed)

    @cached_property
    def probed(self) -> tuple[list[int] | None, datetime | None]:
        return self.probe.ask(descending=self.sort.descending, led_by=self.walk.equal)

    @cached_property
    def few(self) -> QuerySet[Case] | None:
        """All of the list, found by ids, if it is among few."""
        ids = self.probed[0]
        return None if ids is None else self.among(ids, self.conditions)

    def among(self, ids: list[int], asked: Q) -> QuerySet[Case]:
        """Those of the cases that are seen and asked for."""
        return veiled(by_ids_alone(Case.objects.filter(Given(F("id"), ids)), self.sight), asked)

    def value_at(self, pk: int) -> Any:
        """Where a case stands in the order; None of one that the user does not see."""
        return self.seen.filter(pk=pk).values_list(self.sort.column, flat=True).first()

    @cached_property
    def walk(self) -> Walk:
        """The index that is followed."""
        if self.along:
            return self.along
        if self.apart:
            return Walk(self.sort.column, ("office_id",))
        known = {**self.known, **self.spread}
        return next(
            walk
            for walk in WALKS
            if walk.column == self.sort.column
            and (self.open or not walk.open)
            and all(column in known for column in walk.equal)
        )

    @property
    def narrowest(self) -> "Plan":
        """The same cases in the order that more filters lead than any other, if that is another."""
        if self.open or self.few is not None or self.sort.column not in WORDS:
            return self
        return replace(self, sort=BY_ARRIVAL)

    @cached_property
    def known(self) -> dict[str, Any]:
        return dict(equalities(self.conditions))

    @property
    def spread(self) -> dict[str, Sequence[Any]]:
        """Columns that an index leads with, whose every value is walked apart and then merged."""
        kinds = {"kind_code": tuple(KINDS)} if self.sort.column in WORDS else {}
        return {"office_id": self.offices, **kinds}

    @property
    def beginnings(self) -> list[dict[str, Any]]:
        """What the index is equal in, for each of the walks that together meet the whole list."""
        columns = self.walk.equal
        values = [
            [self.known[name]] if name in self.known else self.spread[name] for name in columns
        ]
        return [dict(zip(columns, chosen, strict=True)) for chosen in product(*values)]

    @property
    def bare(self) -> list[QuerySet[Case]]:
        """The walks, met by whatever stands along the index. An office that does not lead it is
        veiled: PostgreSQL would read the whole of the office beside the few of a person."""
        rows = Case.objects.filter(OPEN) if self.walk.open else Case.objects.all()
        led = "office_id" in self.walk.equal
        seen = rows.filter(self.sight) if led else veiled(rows, self.sight, ALL_BUT_OFFICE)
        return [seen.filter(**beginning) for beginning in self.beginnings]

    @property
    def branches(self) -> list[QuerySet[Case]]:
        """The walks, met only by what is asked for; never twice for the same: each condition makes
        SQLite expect fewer rows, so few in the end that it thinks nothing of sorting them."""
        plain = {*self.walk.equal, self.sort.column}
        if self.open and connection.vendor == "postgresql":
            plain.add("assignee_id")  # of which it knows how little open work each has
        asked = self.tab & self.narrowed if self.walk.open else self.conditions
        return [veiled(walk, asked, plain) for walk in self.bare]

    def found(
        self, cursor: Cursor | None = None
    ) -> tuple[list[QuerySet[Case]], bool, Cursor | None]:
        """What lies after the cursor, as branches; whether the order descends; where looking
        stops, if that is before the end."""
        back = cursor is not None and cursor.back
        way = self.sort.descending is not back
        after = beyond(cursor, self.sort.column, way) if cursor else Q()
        if self.few is not None:
            return [self.few.filter(after)], way, None
        after &= self.from_the_edge
        end = self.horizon(after, back=back)
        within = after & up_to(end, self.sort.column, way) if end else after
        return [branch.filter(within) for branch in self.branches], way, end

    @cached_property
    def beginning(self) -> tuple[list[QuerySet[Case]], bool, Cursor | None]:
        return self.found()

    def page(self, cursor: Cursor | None, rows: QuerySet[Case]) -> Page:
        """The page after the cursor, or before it, shown as these rows.

        First the ids, then their rows: what is joined to a row to be shown must not be where a
        database begins to read.
        """
        branches, way, end = self.found(cursor) if cursor else self.beginning
        pairs = merged(branches, self.sort.column, descending=way, most=PAGE + 1)
        ids = [pk for _value, pk in pairs]
        found = rows.in_bulk(ids) if ids else {}
        return page_of([found[pk] for pk in ids if pk in found], self.sort, cursor, end)

    def beside(self, case: Case, *, back: bool) -> int | None:
        """The case next to this one, wherever this one stands by now."""
        cursor = Cursor(back, getattr(case, self.sort.column), case.pk)
        branches, way, _end = self.found(cursor)
        found = merged(branches, self.sort.column, descending=way, most=1)
        return found[0][1] if found else None

    @property
    def from_the_edge(self) -> Q:
        """Where the first of what is filtered for stands, in the order of arrival."""
        begins = self.probed[1]
        if begins is None or self.sort.column != "submitted_at":
            return Q()
        less = "lte" if self.sort.descending else "gte"
        return Q(**{f"submitted_at__{less}": begins})

    @cached_property
    def far(self) -> bool:
        """Whether the walk may meet ever more cases that are not asked for."""
        own = {*self.walk.equal, self.sort.column}
        return self.endless and not met_alone(self.conditions, own)

    def horizon(self, after: Q, *, back: bool = False) -> Cursor | None:
        """How far may be looked from here: where the nearest of the walks has met so many cases."""
        if not self.far:
            return None
        walks = [walk.filter(after) for walk in self.bare]
        ends = merged(
            walks,
            self.sort.column,
            descending=self.sort.descending is not back,
            most=1,
            skip=HORIZON // len(walks),
        )
        return Cursor(back, *ends[0]) if ends else None


def up_to(end: Cursor, column: str, descending: bool) -> Q:
    """Rows that come no later than this one, which is the last of them."""
    more = "gt" if descending else "lt"
    return Q(**{f"{column}__{more}e": end.value}) & (
        Q(**{f"{column}__{more}": end.value}) | Q(**{f"id__{more}e": end.id})
    )


def equalities(condition: Q) -> Iterator[tuple[str, Any]]:
    """The columns of which every row has one and the same value."""
    if condition.negated or condition.connector != Q.AND:
        return
    for child in condition.children:
        if isinstance(child, Q):
            yield from equalities(child)
        elif isinstance(child, tuple) and LEADING.get(child[0]) and child[1] is not None:
            yield LEADING[child[0]], child[1]


def met_alone(condition: Q, columns: set[str]) -> bool:
    """Whether a walk that is equal in these columns, or follows them, meets no other case."""
    if condition.negated or condition.connector != Q.AND:
        return not condition.children
    return all(
        met_alone(child, columns) if isinstance(child, Q) else is_of(child, columns)
        for child in condition.children
    )


def is_of(asked: Any, columns: set[str]) -> bool:
    name, _, lookup = asked[0].partition("__") if isinstance(asked, tuple) else ("", "", "")
    return LEADING.get(name) in columns and lookup in ("", "lt", "lte", "gt", "gte")
