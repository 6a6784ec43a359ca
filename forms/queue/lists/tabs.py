"""The tabs of the queue as data: what each holds, how it is sorted, and whose work it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.assigning.allowed import unassigned
from forms.clock import Calendar, MissingYear
from forms.clock.calendar import kept_calendars
from forms.clock.lateness import in_time, late, past_noon
from forms.models.indexes import OPEN
from forms.notes.noting import Personal, personal
from forms.queue.case.due import SOON
from forms.requests.for_leaders import wait_for_leaders
from forms.states import READ_RESTRICTED, RUNNING, State, Text, User
from home.models import Role, roles_of
from home.permissions import is_master, offices_of


@dataclass(frozen=True)
class Desk:
    """Who looks at the queue, on which day, by which calendars."""

    user: User
    today: date
    calendars: Mapping[int, Calendar]

    @classmethod
    def of(cls, user: User, office_ids: set[int]) -> "Desk":
        return cls(user, timezone.localdate(), kept_calendars(*sorted(office_ids)))

    def soon(self, office_id: int) -> date:
        """The last day that counts as soon at this office."""
        day, calendar = self.today, self.calendars[office_id]
        try:
            for _working_day in range(SOON):
                day = calendar.on_or_after(day + timedelta(days=1))
        except MissingYear:
            return self.today
        return day

    @cached_property
    def past_noon(self) -> list[int]:
        """Those of the offices whose morning is over; seldom a query."""
        return past_noon(self.calendars)

    @cached_property
    def personal(self) -> Personal:
        """Whose deputy the user is today, and what waits for them to look."""
        return personal(self.user, self.today)

    @property
    def roles(self) -> set[str]:
        return set().union(*roles_of(self.user).values())


@dataclass(frozen=True)
class Tab:
    """One list of the queue. `opens_for` is the role that begins its day here."""

    code: str
    label: Text
    holds: Callable[[Desk], Q]
    sort: str
    #: Roles whose work it is: their home page counts it.
    roles: frozenset[str] = frozenset()
    opens_for: str = ""
    #: A number here is bad news.
    warns: bool = False
    #: Whether it holds open work only, of which there is never more than people can do.
    open: bool = True
    #: Whether its cases are met by whose they are, and not by their state.
    of_people: bool = False
    #: Whether an index of its own holds just its cases.
    apart: bool = False
    #: Roles that alone have a use for it; none means everybody.
    only: frozenset[str] = frozenset()
    #: The screen on which its work is done, and what leads there.
    screen: str = ""
    leads_on: Text = ""

    def asks(self, desk: Desk) -> Q:
        """What it holds; where people lead to it, said so that the index of their open work
        serves. Where a state leads, PostgreSQL would expect too little of both together."""
        return self.holds(desk) & OPEN if self.of_people else self.holds(desk)

    def shown(self, desk: Desk) -> bool:
        return not self.only or bool(self.only & desk.roles) or is_master(desk.user)


def due_soon(desk: Desk) -> Q:
    days: dict[date, list[int]] = {}
    for office_id in desk.calendars:
        days.setdefault(desk.soon(office_id), []).append(office_id)
    found = Q(pk__in=[])
    for day, offices in days.items():
        found |= Q(office_id__in=offices, next_on__lte=day)
    return in_time(desk.past_noon) & found


def overdue(desk: Desk) -> Q:
    return late(desk.past_noon)


def owes_an_apology(desk: Desk) -> Q:
    """Late, or over since, and nobody has signed the apology; where the user may sign."""
    waiting, led = Q(late_since__isnull=False), offices_of(desk.user, SIGNERS)
    everywhere = is_master(desk.user) or led >= {*desk.calendars}
    return waiting if everywhere else waiting & Q(office_id__in=led)


def mine(desk: Desk) -> Q:
    """The user's own, and those of whoever the user stands in for today; but what was restricted
    since, and so waits for a leader."""
    absent = desk.personal.absent
    own = Q(assignee_id__in=[desk.user.pk, *absent]) if absent else Q(assignee_id=desk.user.pk)
    return own & Q(state__in=(*RUNNING, State.SUPPLEMENT)) & ~wait_for_leaders()


SIGNERS = frozenset({Role.LEADER})
EVERYBODY = frozenset({Role.CLERK, Role.OFFICER, Role.DEPUTY, Role.LEADER})
TABS = (
    Tab(
        "cho-tiep-nhan",
        _("Chờ tiếp nhận"),
        lambda desk: Q(state=State.SUBMITTED) & ~wait_for_leaders(),
        sort="cu-nhat",
        roles=frozenset({Role.CLERK}),
        opens_for=Role.CLERK,
    ),
    Tab(
        "cua-toi",
        _("Của tôi"),
        mine,
        sort="han",
        roles=frozenset({Role.OFFICER}),
        opens_for=Role.OFFICER,
        of_people=True,
    ),
    Tab(
        "chua-phan-cong",
        _("Chưa phân công"),
        lambda desk: unassigned(),
        sort="han",
        roles=frozenset({Role.OFFICER, Role.DEPUTY, Role.LEADER}),
        of_people=True,
    ),
    Tab(
        "cho-nguoi-nop",
        _("Chờ người nộp"),
        lambda desk: Q(state=State.SUPPLEMENT),
        sort="han",
        roles=frozenset({Role.CLERK}),
    ),
    Tab(
        "qua-han-bo-sung",
        _("Quá hạn bổ sung"),
        lambda desk: Q(state=State.SUPPLEMENT, next_on__lt=desk.today),
        sort="han",
        roles=frozenset({Role.CLERK, Role.OFFICER}),
        warns=True,
    ),
    Tab(
        "cho-hoi-khuyen-hoc",
        _("Chờ Hội Khuyến học"),
        lambda desk: Q(state=State.CO_REVIEW),
        sort="han",
        roles=frozenset({Role.ASSOCIATION}),
        opens_for=Role.ASSOCIATION,
    ),
    Tab(
        "cho-pho-phong",
        _("Chờ phó phòng"),
        lambda desk: Q(state=State.CHECKING),
        sort="han",
        roles=frozenset({Role.DEPUTY}),
        opens_for=Role.DEPUTY,
    ),
    Tab(
        "cho-ky",
        _("Chờ ký"),
        lambda desk: Q(state=State.SIGNING),
        sort="han",
        roles=frozenset({Role.LEADER}),
        opens_for=Role.LEADER,
    ),
    Tab(
        "cho-lanh-dao",
        _("Yêu cầu chờ lãnh đạo"),
        lambda desk: wait_for_leaders(),
        sort="cu-nhat",  # all have the same two days; by arrival nothing but open work is read
        roles=READ_RESTRICTED,
        only=READ_RESTRICTED,
    ),
    Tab(
        "cho-tra",
        _("Chờ trả kết quả"),
        lambda desk: Q(state__in=(State.APPROVED, State.NOT_APPROVED)),
        sort="cu-nhat",
        roles=frozenset({Role.CLERK}),
    ),
    Tab(
        "co-cau-hoi",
        _("Có câu hỏi"),
        lambda desk: Q(asked_at__isnull=False),
        sort="cu-nhat",
        roles=frozenset({Role.CLERK, Role.OFFICER}),
        open=False,
        apart=True,
    ),
    Tab("sap-den-han", _("Sắp đến hạn"), due_soon, sort="han", roles=EVERYBODY),
    Tab("qua-han", _("Quá hạn"), overdue, sort="han", roles=EVERYBODY, warns=True),
    Tab(
        "xin-loi",
        _("Chờ ký phiếu xin lỗi"),
        owes_an_apology,
        sort="han",
        roles=SIGNERS,
        open=False,
        apart=True,
        only=SIGNERS,
        screen="cases:apologies",
        leads_on=_("Ký và gửi phiếu xin lỗi"),
    ),
    Tab("tat-ca", _("Tất cả"), lambda desk: Q(), sort="moi-nhat", open=False),
)
ALL = TABS[-1]


def tabs_of(desk: Desk) -> list[Tab]:
    """Those that the user has a use for."""
    return [tab for tab in TABS if tab.shown(desk)]


def default_tab(desk: Desk) -> Tab:
    """Where the user's day begins."""
    return next((tab for tab in TABS if tab.opens_for in desk.roles), ALL)
