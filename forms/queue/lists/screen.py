"""The list as its page shows it: tabs, heads, filters as questions, and where each link leads."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import cached_property

from forms.queue.cases import works_cases
from forms.queue.lists.columns import Arranging, Column, arranging
from forms.queue.lists.filters import Filter, Scope
from forms.queue.lists.listing import COLUMNS, PLACE, SAVED, SORT, TAB, Listing
from forms.queue.lists.sorts import SORTS
from forms.queue.lists.tabs import ALL
from forms.states import Text


@dataclass(frozen=True)
class Head:
    """The head of a column: what a click sorts by, and how the list is sorted now."""

    column: Column
    url: str = ""
    #: As `aria-sort` says it.
    sorted: str = ""
    #: The order that a click leads to, in words.
    told: Text = ""

    @classmethod
    def of(cls, listing: Listing, column: Column) -> "Head":
        if not column.sorts:
            return cls(column)
        now = listing.sort_code
        turns = [*column.sorts, ""] if len(column.sorts) == 1 else [*column.sorts]
        following = turns[(turns.index(now) + 1) % len(turns)] if now in turns else turns[0]
        way = "descending" if SORTS[now].falls else "ascending"
        url = listing.address(**{SORT: following if following != listing.tab.sort else ""})
        told = SORTS[following or listing.tab.sort].label
        return cls(column, url, way if now in column.sorts else "", told)


@dataclass(frozen=True)
class Field:
    """A filter as the form asks for it."""

    filter: Filter
    value: str
    scope: Scope

    @property
    def choices(self) -> list[tuple[str, Text]] | None:
        return self.filter.choices(self.scope) if self.filter.choices else None


class Screen(Listing):
    """A list with all that its page offers."""

    @property
    def works(self) -> bool:
        """Whether the user is of those whose work is shared out here, not a guest."""
        return works_cases(self.user)

    @property
    def unread(self) -> int:
        """How many notes that name the user wait to be read, and cases newly given to them."""
        return self.desk.personal.waiting

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Each tab with its count."""
        return [
            {
                "tab": tab,
                "count": str(self.counts[tab.code]),
                "url": self.address(**{TAB: tab.code, SORT: ""}),
                "current": tab is self.tab,
                "alarm": tab.warns and self.counts[tab.code].number > 0,
            }
            for tab in self.all_tabs
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of the filters hands on besides them."""
        besides = {**self.said, SAVED: self.saved_id}
        names = (TAB, SORT, COLUMNS, SAVED)
        return [(name, besides[name]) for name in names if besides[name]]

    @property
    def previous_url(self) -> str:
        return self.address(**{PLACE: self.page.previous})

    @property
    def next_url(self) -> str:
        return self.address(**{PLACE: self.page.next})

    @property
    def further_url(self) -> str:
        return self.address(**{PLACE: self.page.further})

    @property
    def first_url(self) -> str:
        return self.address()

    @property
    def plain_url(self) -> str:
        return self.address(**dict.fromkeys(self.chosen, ""))

    @property
    def everywhere_url(self) -> str:
        return self.address(**{TAB: ALL.code, SORT: ""})

    @cached_property
    def carried(self) -> str:
        """What the address of a case carries along of this list (`forms.queue.case.neighbours`)."""
        return urlencode({"danh-sach": self.address(**{PLACE: self.place})[1:]})

    @property
    def heads(self) -> list[Head]:
        return [Head.of(self, column) for column in self.columns]

    @property
    def fields(self) -> list[Field]:
        """The filters as questions of a form."""
        return [Field(one, self.values.get(one.name, ""), self.scope) for one in self.filters]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Each filter in force in words, with the address of the list without it."""
        return [
            (f"{one.label}: {one.say(value, self.scope)}", self.address(**{one.name: ""}))
            for one, value in self.in_force
        ]

    @property
    def more_in_force(self) -> bool:
        """Whether a filter is in force that waits behind the button."""
        return any(not one.first for one, _value in self.in_force)

    @property
    def shows_labels(self) -> bool:
        """Whether labels have a column of their own."""
        return self.shows("nhan")

    @property
    def own_columns(self) -> bool:
        return bool(self.said[COLUMNS])

    @property
    def usual_columns_url(self) -> str:
        return self.address(**{COLUMNS: ""})

    @property
    def arranging(self) -> tuple[list[Arranging], list[Arranging]]:
        return arranging(self.columns, lambda codes: self.address(**{COLUMNS: codes}))
