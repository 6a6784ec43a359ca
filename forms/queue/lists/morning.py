"""What a morning counts, as data: each line with its roles, and the list that it leads to."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.clock import Calendar, MissingYear
from forms.models import Event, Supplement
from forms.models.supplements import ANSWERED
from forms.queue.lists.tabs import TABS, Desk, Tab, mine
from forms.requests.for_leaders import wait_for_leaders
from forms.states import State, Text, User
from home.models import Role
from home.permissions import offices_of


@dataclass(frozen=True)
class Line:
    """One number of the morning: what it holds, and the list of the queue that shows it."""

    code: str
    label: Text
    roles: frozenset[str]
    holds: Callable[[Desk, datetime], Q]
    #: The list that it leads to.
    tab: str
    warns: bool = False

    def held_at(self, user: User, seen: Collection[int]) -> list[int]:
        """Where it is the user's work, if that is not at all of the offices that they see."""
        held = offices_of(user, self.roles)
        return sorted(held) if len(held) < len(seen) else []


def of_tab(tab: Tab) -> Line:
    return Line(
        tab.code, tab.label, tab.roles, lambda desk, since: tab.asks(desk), tab.code, tab.warns
    )


def answered(desk: Desk, since: datetime) -> Q:
    """Mine, and completed by their citizens since then."""
    back = Supplement.objects.filter(case=OuterRef("pk"), ended_at__gte=since, how__in=ANSWERED)
    return mine(desk) & Q(Exists(back))


def newly_filed(desk: Desk, since: datetime) -> Q:
    """For the clerks, since then."""
    return Q(state=State.SUBMITTED, submitted_at__gte=since) & ~wait_for_leaders()


def came_to(state: State) -> Callable[[Desk, datetime], Q]:
    """Put before those whose step this is, since then."""

    def came(desk: Desk, since: datetime) -> Q:
        lines = Event.objects.filter(case=OuterRef("pk"), at__gte=since, to_state=state)
        return Q(Exists(lines), state=state)

    return came


#: What waits and what is late are lists of the queue.
STANDING = tuple(of_tab(tab) for tab in TABS if tab.roles)
#: What came since the last working day.
NEWS = (
    Line(
        "moi-nop",
        _("Hồ sơ mới nộp"),
        frozenset({Role.CLERK}),
        newly_filed,
        "cho-tiep-nhan",
    ),
    Line("moi-bo-sung", _("Vừa được bổ sung"), frozenset({Role.OFFICER}), answered, "cua-toi"),
    Line(
        "moi-khuyen-hoc",
        _("Mới gửi Hội Khuyến học"),
        frozenset({Role.ASSOCIATION}),
        came_to(State.CO_REVIEW),
        "cho-hoi-khuyen-hoc",
    ),
    Line(
        "moi-kiem-tra",
        _("Mới trình phó phòng"),
        frozenset({Role.DEPUTY}),
        came_to(State.CHECKING),
        "cho-pho-phong",
    ),
    Line(
        "moi-trinh",
        _("Mới trình ký"),
        frozenset({Role.LEADER}),
        came_to(State.SIGNING),
        "cho-ky",
    ),
    Line(
        "moi-hoi",
        _("Câu hỏi mới"),
        frozenset({Role.CLERK, Role.OFFICER}),
        lambda desk, since: Q(asked_at__gte=since),
        "co-cau-hoi",
    ),
)


def last_working_day(calendar: Calendar, today: date) -> date:
    """The working day before this one; without a calendar, yesterday."""
    try:
        return calendar.before(today)
    except MissingYear:
        return date.fromordinal(today.toordinal() - 1)


def since(desk: Desk) -> datetime:
    """The morning of the last working day, the earliest of the offices' own."""
    days = [last_working_day(calendar, desk.today) for calendar in desk.calendars.values()]
    zone = timezone.get_current_timezone()
    return datetime.combine(min(days, default=desk.today), time(), tzinfo=zone)
