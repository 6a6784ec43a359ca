"""The queue's list: tab, filters, search, columns and order, all from the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from forms.assigning.allowed import waits_for_an_officer
from forms.models import Case, Label
from forms.models.events import name_of
from forms.queue.case.due import Due, due_of
from forms.queue.cases import seen_offices, sight_of, visible_to, works_at, works_cases
from forms.queue.finding import Asked, read
from forms.queue.finding.sealed import NAME, Typed
from forms.queue.lists.chains import Chain
from forms.queue.lists.columns import USUAL, Arranging, Column, arranging, chosen_columns
from forms.queue.lists.counting import Counted, count, counted
from forms.queue.lists.filters import Filter, Scope, filters_for
from forms.queue.lists.groups import groups_of
from forms.queue.lists.marks import labels_on, rounds_of
from forms.queue.lists.paging import Cursor, Page
from forms.queue.lists.plans import Plan, Probe, Rare
from forms.queue.lists.sorts import SORTS
from forms.queue.lists.tabs import ALL, Desk, Tab, default_tab, tabs_of
from forms.queue.veiling import by_ids_alone
from forms.states import Text, User
from home.models import Role
from home.permissions import offices_of
from search.numbers import row_id

#: What an address says besides its filters.
TAB, SORT, COLUMNS, PLACE, SAVED = "muc", "sap-xep", "cot", "tu", "ds"
#: Long, and in no column.
NOT_SHOWN = ("answers", "sealed", "visited", "chosen", "folded", "found_by")


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    case: Case
    due: Due
    office: str
    labels: Sequence[Label] = ()
    round: str = ""

    #: Whether the user may make the case their own, or works it for somebody who is away.
    takes: bool = False
    stands_in: bool = False

    @property
    def assignee(self) -> str:
        return name_of(self.case.assignee) if self.case.assignee else ""


class Listing:
    """What the address asks for. Anything in it that makes no sense counts as not there."""

    def __init__(self, user: User, query: QueryDict) -> None:
        self.user, self.query = user, query
        self.offices = seen_offices(user)
        self.desk = Desk.of(user, set(self.offices))
        self.all_tabs = tabs_of(self.desk)
        by_code = {tab.code: tab for tab in self.all_tabs}
        self.tab: Tab = by_code.get(query.get(TAB, "")) or default_tab(self.desk)
        self.typed = Typed.read(query)
        self.q = self.typed.text
        self.kind = self.read_kind()
        self.scope = Scope(self.desk, self.offices, self.kind)
        self.filters = [one for one in filters_for(self.kind) if one.shown(self.scope)]
        asked = query.get(SORT, "")
        self.sort_code = asked if asked in SORTS else self.tab.sort
        self.columns: list[Column] = chosen_columns(query.get(COLUMNS, ""))

    def read_kind(self) -> str:
        """Which decides what else may be filtered by."""
        first = filters_for("")[0]
        return first.read(self.query.get(first.name, ""), Scope(self.desk, self.offices))

    @cached_property
    def values(self) -> dict[str, str]:
        """The values of the filters in force, by their names in the address."""
        read = {
            one.name: one.read(self.query.get(one.name, ""), self.scope)
            for one in self.filters
            if one.name in self.query
        }
        return {name: value for name, value in read.items() if value}

    @property
    def chosen(self) -> dict[str, str]:
        """Filters and search in force, by their names in the address."""
        return {**({NAME: self.typed.sealed} if self.q else {}), **self.values}

    @property
    def in_force(self) -> list[tuple[Filter, str]]:
        return [(one, self.values[one.name]) for one in self.filters if one.name in self.values]

    @cached_property
    def narrowed(self) -> Q:
        """What filters and search ask of a case, whatever the tab."""
        asked = Q(*(one.asks(value, self.scope) for one, value in self.in_force))
        return asked & self.asked.condition if self.q else asked

    @cached_property
    def asked(self) -> Asked:
        """What the search box says."""
        return read(self.q, self.desk)

    @cached_property
    def probe(self) -> Probe:
        """The ways to what filters and search leave, should that be little."""
        seen = visible_to(self.user)
        few = self.asked.few
        search = [] if few is None else [Rare([seen.filter(few)], "id", ordered=False)]
        filters = [one.rare(value, self.scope) for one, value in self.in_force if one.rare]
        return Probe([*filter(None, filters), *search])

    @cached_property
    def selected(self) -> QuerySet[Case]:
        """All cases that the address means, in no order: for whatever is done to all of them."""
        return visible_to(self.user).filter(self.tab.holds(self.desk), self.narrowed)

    def plan(self, tab: Tab) -> Plan:
        """How the list of this tab is read, under the filters and the order in force."""
        sort = SORTS[self.sort_code if tab is self.tab else tab.sort]
        return Plan(
            sight_of(self.user),
            tuple(self.offices),
            tab.holds(self.desk),
            self.narrowed,
            sort,
            self.probe,
            open=tab.open,
            apart=tab.apart,
            endless=tab is ALL and bool(self.chosen),
        )

    @cached_property
    def own(self) -> Plan:
        """How this list is read, but for an order by groups."""
        return self.plan(self.tab)

    @cached_property
    def planned(self) -> Plan | Chain:
        plan = self.own
        return Chain(plan, groups_of(plan.sort, self.scope)) if plan.sort.by else plan

    @cached_property
    def page(self) -> Page:
        plan = self.planned
        cursor = Cursor.read(self.query.get(PLACE, ""), plan.sort, plan.value_at)
        shown = Case.objects.select_related("assignee", "commune").defer(*NOT_SHOWN)
        rows = by_ids_alone(shown, sight_of(self.user))
        return plan.page(cursor, rows)

    @cached_property
    def lines(self) -> list[Line]:
        desk, rows = self.desk, self.page.rows
        takes_at = offices_of(self.user, {Role.OFFICER})
        told = [case for case in rows if case.office_id in works_at(self.user, self.offices)]
        labels = labels_on(told) if self.scope.labels else {}
        rounds = rounds_of(rows) if self.shows("dot") else {}
        return [
            Line(
                case,
                due_of(case, desk.calendars[case.office_id], desk.today),
                self.offices[case.office_id],
                labels.get(case.pk, []),
                rounds.get(case.pk, ""),
                takes=case.office_id in takes_at and waits_for_an_officer(case),
                stands_in=case.assignee_id in desk.personal.absent,
            )
            for case in rows
        ]

    @property
    def works(self) -> bool:
        """Whether the user is of those whose work is shared out here, not a guest."""
        return works_cases(self.user)

    @property
    def unread(self) -> int:
        """How many notes that name the user wait to be read, and cases newly given to them."""
        return self.desk.personal.waiting

    def shows(self, code: str) -> bool:
        return any(column.code == code for column in self.columns)

    @cached_property
    def counts(self) -> dict[str, Counted]:
        """How many cases each tab holds under the filters in force."""
        if self.chosen and self.offices:
            plans = {tab.code: self.plan(tab) for tab in self.all_tabs}
            plans[self.tab.code] = self.own
            return counted(plans, self.desk)
        seen = visible_to(self.user)
        lists = {tab.code: seen.filter(tab.holds(self.desk)) for tab in self.all_tabs}
        held = count(lists, self.desk)
        return {code: Counted(number) for code, number in held.items()}

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

    # ── addresses ──

    @property
    def said(self) -> dict[str, str]:
        """All that makes this list what it is, by name; what is as usual is not said."""
        codes = tuple(column.code for column in self.columns)
        return {
            TAB: self.tab.code,
            **self.chosen,
            SORT: self.sort_code if self.sort_code != self.tab.sort else "",
            COLUMNS: "" if codes == USUAL else ",".join(codes),
        }

    def address(self, **change: str) -> str:
        """This list, changed so; always its first page."""
        given = {**self.said, SAVED: self.saved_id, **change}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    @property
    def saved_id(self) -> str:
        """The saved list that this one began as, as long as it is one's own."""
        sent = self.query.get(SAVED, "")
        return sent if row_id(sent) else ""

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

    # ── what the screen offers ──

    @property
    def heads(self) -> list["Head"]:
        return [Head.of(self, column) for column in self.columns]

    @property
    def fields(self) -> list["Field"]:
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
    def place(self) -> str:
        """The place in the list that the address names, if any."""
        return self.query.get(PLACE, "")

    @property
    def own_columns(self) -> bool:
        return bool(self.said[COLUMNS])

    @property
    def usual_columns_url(self) -> str:
        return self.address(**{COLUMNS: ""})

    @property
    def arranging(self) -> tuple[list[Arranging], list[Arranging]]:
        return arranging(self.columns, lambda codes: self.address(**{COLUMNS: codes}))


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
