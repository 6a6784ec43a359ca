"""The queue's list: tab, filters, search, columns and order, all from the address."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from forms.assigning.allowed import waits_for_an_officer
from forms.models import Case, Label
from forms.models.events import name_of
from forms.queue.case.due import Due, due_of
from forms.queue.cases import seen_offices, sight_of, visible_to, works_at
from forms.queue.finding import Asked, read
from forms.queue.finding.sealed import NAME, Typed
from forms.queue.lists.chains import Chain
from forms.queue.lists.columns import USUAL, Column, chosen_columns
from forms.queue.lists.counting import Counted, count, counted
from forms.queue.lists.filters import Filter, Scope, filters_for
from forms.queue.lists.groups import groups_of
from forms.queue.lists.marks import labels_on, rounds_of
from forms.queue.lists.paging import Cursor, Page
from forms.queue.lists.plans import Plan, Probe, Rare
from forms.queue.lists.sorts import SORTS
from forms.queue.lists.tabs import ALL, Desk, Tab, default_tab, tabs_of
from forms.queue.veiling import by_ids_alone
from forms.states import User
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
        return visible_to(self.user).filter(self.tab.asks(self.desk), self.narrowed)

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
        lists = {tab.code: seen.filter(tab.asks(self.desk)) for tab in self.all_tabs}
        held = count(lists, self.desk)
        return {code: Counted(number) for code, number in held.items()}

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
    def place(self) -> str:
        """The place in the list that the address names, if any."""
        return self.query.get(PLACE, "")
