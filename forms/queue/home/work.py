"""The work of one person on one morning, read once: the home screen and the digest both show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.counter.desk import begun_by
from forms.models import BulkLine, BulkRun, Case
from forms.models.indexes import OPEN
from forms.queue.case.due import Due, due_of
from forms.queue.cases import READERS, at, visible_to
from forms.queue.home.warnings import warnings, without_leader
from forms.queue.lists.counting import count, in_words
from forms.queue.lists.filters import NEW, OFFICE, together
from forms.queue.lists.morning import NEWS, STANDING, Line, since
from forms.queue.lists.tabs import Desk, mine
from forms.queue.team.inbox import given, mentions
from forms.states import Text, User
from home.models import Office, Role, roles_of
from home.models.offices import all_offices
from home.permissions import is_master, offices_of

#: Deadlines that are named one by one.
NEXT = 5
#: Who hears of a calendar that ends.
TOLD_OF_YEARS = frozenset({Role.ADMIN, Role.LEADER})
MENTIONS, GIVEN, BULK, BEGUN = "nhac-den", "moi-giao", "hang-loat", "dang-nhap"
STARTED = BulkRun.Work.STARTED
#: The lists of what lies with a role as a whole, and not with one person.
TURNS = ("cho-hoi-khuyen-hoc", "cho-pho-phong", "cho-ky", "cho-lanh-dao")


@dataclass(frozen=True)
class Item:
    """One line of the morning: how many, of what, and where they are."""

    code: str
    label: Text
    number: int
    path: str
    warns: bool = False

    @property
    def count(self) -> str:
        return in_words(self.number)

    @property
    def alarm(self) -> bool:
        return self.warns and self.number > 0


@dataclass(frozen=True)
class Deadline:
    """One of the next due days."""

    case: Case
    due: Due

    @property
    def path(self) -> str:
        return reverse("cases:case", args=[self.case.pk])


class Work:
    """What waits, what is late, what came, what is due next and what to beware of."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def roles(self) -> set[str]:
        return set().union(*roles_of(self.user).values())

    @cached_property
    def offices(self) -> list[Office]:
        """Where the user works cases or keeps the calendar; seldom a query."""
        if is_master(self.user):
            return list(all_offices())
        held = offices_of(self.user, READERS | TOLD_OF_YEARS)
        return [office for office in all_offices() if office.pk in held]

    @cached_property
    def seen(self) -> set[int]:
        """The offices of which the user sees cases."""
        if is_master(self.user):
            return {office.pk for office in self.offices}
        return offices_of(self.user, READERS)

    @cached_property
    def desk(self) -> Desk:
        """One query."""
        return Desk.of(self.user, {office.pk for office in self.offices})

    @cached_property
    def cases(self) -> QuerySet[Case]:
        return visible_to(self.user)

    @property
    def works_cases(self) -> bool:
        return bool(self.roles & READERS)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the user's roles."""
        return [line for line in (*STANDING, *NEWS) if line.roles & self.roles]

    def theirs(self, line: Line) -> Q:
        """What the line holds where it is the user's work."""
        held = line.held_at(self.user, self.seen)
        found = line.holds(self.desk, self.since)
        return found & at(held) if held else found

    @cached_property
    def since(self) -> datetime:
        return since(self.desk)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Every number of the morning, in one query."""
        if not self.works_cases:
            return {}
        lists: dict[str, QuerySet[Any]] = {
            line.code: self.cases.filter(self.theirs(line)) for line in self.lines
        }
        ready = BulkLine.objects.filter(run=OuterRef("pk"), outcome=BulkLine.Outcome.READY)
        lists |= {MENTIONS: mentions(self.user).filter(read_at=None), GIVEN: given(self.user)}
        lists[BULK] = BulkRun.objects.filter(Exists(ready), user=self.user.pk, work=STARTED)
        if Role.CLERK in self.roles:
            lists[BEGUN] = begun_by(self.user)
        return count(lists, self.desk)

    def different(self, *, warns: bool) -> int:
        """How many cases the standing lists hold together that warn, or that do not."""
        lines = (line for line in self.lines if line in STANDING and line.warns is warns)
        any_of_them = [self.theirs(line) for line in lines]
        return self.cases.filter(reduce(or_, any_of_them)).count() if any_of_them else 0

    def items(self, lines: Iterable[Line]) -> list[Item]:
        return [
            Item(line.code, line.label, self.counts[line.code], self.path(line), line.warns)
            for line in lines
            if line.code in self.counts
        ]

    def path(self, line: Line) -> str:
        """The list that holds just what the line counts."""
        asked = {"muc": line.tab} | ({NEW: line.code} if line in NEWS else {})
        if held := line.held_at(self.user, self.seen):
            asked[OFFICE] = together(held)
        return f"{reverse('cases:list')}?{urlencode(asked)}"

    @cached_property
    def standing(self) -> list[Item]:
        """What waits for the user, whenever it came."""
        found = self.items(line for line in STANDING if not line.warns)
        if self.counts.get(BULK):
            label = _("Việc hàng loạt đang chạy")
            found.append(Item(BULK, label, self.counts[BULK], reverse("cases:bulk")))
        if self.counts.get(BEGUN):
            label = _("Tôi đang nhập dở")
            found.append(Item(BEGUN, label, self.counts[BEGUN], reverse("cases:counter")))
        return found

    @cached_property
    def late(self) -> list[Item]:
        return self.items(line for line in STANDING if line.warns)

    @cached_property
    def news(self) -> list[Item]:
        """What came since the last working day, and what is for the user and was not read yet."""
        inbox = reverse("cases:inbox")
        personal = (
            Item(code, label, self.counts[code], inbox)
            for code, label in ((MENTIONS, _("Lời nhắc chưa đọc")), (GIVEN, _("Mới giao cho tôi")))
            if self.counts.get(code)
        )
        return [*self.items(NEWS), *personal]

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """The next due days of what the user has on the desk; one query."""
        if not self.works_cases:
            return []
        turns = (self.theirs(line) for line in self.lines if line.code in TURNS)
        own = reduce(or_, turns, mine(self.desk))
        found = self.cases.filter(own, OPEN, next_on__lt=date.max).order_by("next_on", "id")
        rows = found.defer("answers", "sealed", "visited")[:NEXT]
        desk = self.desk
        return [
            Deadline(case, due_of(case, desk.calendars[case.office_id], desk.today))
            for case in rows
        ]

    @cached_property
    def warnings(self) -> list[tuple[str, Office, int]]:
        """Said to those who can do something about it."""
        told, all_of_them = offices_of(self.user, TOLD_OF_YEARS), is_master(self.user)
        offices = [office for office in self.offices if all_of_them or office.pk in told]
        return warnings(offices, self.desk.calendars, self.desk.today)

    @cached_property
    def leaderless(self) -> list[str]:
        """Said to administrators."""
        told, all_of_them = offices_of(self.user, {Role.ADMIN}), is_master(self.user)
        return without_leader(
            [office for office in self.offices if all_of_them or office.pk in told]
        )

    @property
    def sections(self) -> list[tuple[str, Text, Text, list[Item]]]:
        """As the screen and the mail show them: code, heading, what is said of nothing, lines."""
        return [
            ("waits", _("Việc chờ tôi"), _("Không có việc nào chờ bạn."), self.standing),
            ("late", _("Trễ hạn"), _("Không có hồ sơ nào trễ hạn."), self.late),
            ("news", _("Từ ngày làm việc trước"), _("Chưa có gì mới."), self.news),
        ]

    @property
    def anything(self) -> bool:
        """Whether there is something to say at all."""
        return any(self.counts.values()) or bool(self.deadlines or self.warnings or self.leaderless)
