"""The queue's list: tab, filters and search from the address, rows and counts from the database."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from forms.kinds import KINDS
from forms.models import Case
from forms.models.events import name_of
from forms.queue.case.due import Due, due_of
from forms.queue.cases import seen_offices, visible_to
from forms.queue.finding import matching
from forms.queue.lists.counting import count, in_words
from forms.queue.lists.paging import SORTS, Cursor, Page, paginate
from forms.queue.lists.tabs import ALL, TABS, Desk, Tab, default_tab
from forms.states import State, User


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    case: Case
    due: Due
    office: str

    @property
    def assignee(self) -> str:
        return name_of(self.case.assignee) if self.case.assignee else ""


class Listing:
    """What the address asks for. Anything in it that makes no sense counts as not there."""

    def __init__(self, user: User, query: QueryDict) -> None:
        self.user, self.query = user, query
        self.offices = seen_offices(user)
        self.desk = Desk.of(user, set(self.offices))
        by_code = {tab.code: tab for tab in TABS}
        self.tab: Tab = by_code.get(query.get("muc", "")) or default_tab(self.desk)
        self.q = query.get("q", "").strip()[:100]
        self.kind = self.one_of("loai", KINDS)
        self.state = self.one_of("trang-thai", dict(self.states))
        self.office = self.one_of("don-vi", {str(pk): name for pk, name in self.offices.items()})
        self.sort_code = self.one_of("sap-xep", SORTS) or self.tab.sort

    def one_of(self, name: str, known: Any) -> str:
        value = self.query.get(name, "")
        return value if value in known else ""

    @property
    def states(self) -> list[tuple[str, Any]]:
        return [choice for choice in State.choices if choice[0] != State.DRAFT]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters in force, by their name in the address."""
        given = {
            "q": self.q,
            "loai": self.kind,
            "trang-thai": self.state,
            "don-vi": self.office,
        }
        return {name: value for name, value in given.items() if value}

    @cached_property
    def narrowed(self) -> QuerySet[Case]:
        """All that the user sees and the filters let through, whatever the tab."""
        found = visible_to(self.user)
        for column, value in {
            "kind_code": self.kind,
            "state": self.state,
            "office_id": self.office,
        }.items():
            found = found.filter(**{column: value}) if value else found
        return found.filter(matching(self.q)) if self.q else found

    def in_tab(self, tab: Tab) -> QuerySet[Case]:
        return self.narrowed.filter(tab.holds(self.desk))

    @cached_property
    def page(self) -> Page:
        sort = SORTS[self.sort_code]
        rows = (
            self.in_tab(self.tab).select_related("assignee").defer("answers", "sealed", "visited")
        )
        return paginate(rows, sort, Cursor.read(self.query.get("tu", ""), sort))

    @property
    def lines(self) -> list[Line]:
        desk = self.desk
        return [
            Line(
                case,
                due_of(case, desk.calendars[case.office_id], desk.today),
                self.offices[case.office_id],
            )
            for case in self.page.rows
        ]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Each tab with its count under the filters in force."""
        counts = count({tab.code: self.in_tab(tab) for tab in TABS}, self.desk)
        return [
            {
                "tab": tab,
                "count": in_words(counts[tab.code]),
                "url": self.address(muc=tab.code),
                "current": tab is self.tab,
                "alarm": tab.warns and counts[tab.code] > 0,
            }
            for tab in TABS
        ]

    def address(self, **change: str) -> str:
        """The list with the filters in force, changed so; always its first page."""
        given = {"muc": self.tab.code, **self.chosen, **change}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    def turned(self, cursor: str) -> str:
        """The same list from another place on."""
        return self.address(**{"sap-xep": self.sort_code, "tu": cursor})

    @property
    def previous_url(self) -> str:
        return self.turned(self.page.previous)

    @property
    def next_url(self) -> str:
        return self.turned(self.page.next)

    @property
    def plain_url(self) -> str:
        return self.address(**dict.fromkeys(self.chosen, ""))

    @property
    def everywhere_url(self) -> str:
        return self.address(muc=ALL.code)
