"""The states of a case and the one table of transitions: who may move it where, and under what.

The states are those of domain section 7.2. Citizens see fewer, plainer names than staff.
"Overdue", "due soon" and "waiting for the citizen" are computed by the queue, never stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from home.models.offices import Role, roles_of

if TYPE_CHECKING:
    from forms.models import Case

Text = str | Promise
Answer = tuple[bool, Text]
User = AbstractBaseUser | AnonymousUser
YES: Answer = (True, "")


class State(models.TextChoices):
    """Stable codes, with the name for staff."""

    DRAFT = "draft", _("Bản nháp")
    SUBMITTED = "submitted", _("Mới nộp – chờ tiếp nhận")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    ASSIGNED = "assigned", _("Đã phân công")
    PROCESSING = "processing", _("Đang thẩm định")
    INSPECTION = "inspection", _("Thẩm định thực tế")
    SUPPLEMENT = "supplement", _("Yêu cầu bổ sung")
    SIGNING = "signing", _("Trình ký")
    APPROVED = "approved", _("Đã ký – chờ trả kết quả")
    NOT_APPROVED = "not_approved", _("Không phê duyệt – chờ trả")
    RETURNED = "returned", _("Đã trả kết quả")
    REFUSED = "refused", _("Từ chối tiếp nhận")
    STOPPED = "stopped", _("Dừng giải quyết")
    WITHDRAWN = "withdrawn", _("Người nộp rút hồ sơ")
    EXPIRED = "expired", _("Quá hạn bổ sung – trả lại")


CITIZEN_NAMES: dict[str, Text] = {
    State.DRAFT: _("Bản nháp"),
    State.SUBMITTED: _("Mới nộp"),
    State.ACCEPTED: _("Đã tiếp nhận"),
    State.ASSIGNED: _("Đang xử lý"),
    State.PROCESSING: _("Đang xử lý"),
    State.INSPECTION: _("Đang xử lý"),
    State.SUPPLEMENT: _("Yêu cầu bổ sung"),
    State.SIGNING: _("Chờ ký duyệt"),
    State.APPROVED: _("Đã duyệt"),
    State.NOT_APPROVED: _("Có kết quả (không được giải quyết)"),
    State.RETURNED: _("Đã trả kết quả"),
    State.REFUSED: _("Không được tiếp nhận"),
    State.STOPPED: _("Dừng giải quyết"),
    State.WITHDRAWN: _("Đã rút"),
    State.EXPIRED: _("Hết hạn bổ sung"),
}

#: Names that a kind says differently, by kind and state.
STAFF_NAMES: dict[tuple[str, str], Text] = {
    ("nomination", State.PROCESSING): _("Đang bình xét"),
    ("nomination", State.SIGNING): _("Trình công nhận"),
    ("nomination", State.APPROVED): _("Đã công nhận – chờ trả"),
    ("nomination", State.NOT_APPROVED): _("Không công nhận – chờ trả"),
    ("student", State.PROCESSING): _("Đang kiểm tra"),
    ("student", State.APPROVED): _("Đã xác nhận – chờ trả"),
    ("data_request", State.SUBMITTED): _("Mới đến – thời hạn đang chạy"),
    ("data_request", State.PROCESSING): _("Đang xử lý yêu cầu"),
    ("data_request", State.APPROVED): _("Đã thực hiện – chờ trả lời"),
    ("data_request", State.NOT_APPROVED): _("Không thực hiện – chờ trả lời"),
    ("data_request", State.RETURNED): _("Đã trả lời"),
}

#: The legal clock may run in these: a case in one of them that has a due day can be overdue. A
#: submitted case has one only if its kind is answered from arrival on.
RUNNING = (
    State.SUBMITTED,
    State.ACCEPTED,
    State.ASSIGNED,
    State.PROCESSING,
    State.INSPECTION,
    State.SIGNING,
)
#: Nothing more happens in these.
FINAL = (State.RETURNED, State.REFUSED, State.STOPPED, State.WITHDRAWN, State.EXPIRED)
#: Moves that a citizen is told of; the others are the office's inner business.
TOLD = frozenset(
    {
        State.SUBMITTED,
        State.ACCEPTED,
        State.SUPPLEMENT,
        State.APPROVED,
        State.NOT_APPROVED,
        State.RETURNED,
        State.REFUSED,
        State.STOPPED,
        State.WITHDRAWN,
        State.EXPIRED,
    }
)

#: Reviewing is acting in one of these; who did so does not decide.
REVIEWING = (State.PROCESSING, State.INSPECTION)

#: The ways that rows of the table belong to; a kind says which is its own.
PROCEDURE, REQUEST = "procedure", "request"

#: "Role" of the person the case belongs to, who has no account.
CITIZEN = "citizen"


class Citizen(AnonymousUser):
    """Whoever the case belongs to, as a mover; the caller has seen the proof (code and PIN)."""


def roles_at(user: User, case: "Case") -> set[str]:
    """The roles in which this user meets the case."""
    if isinstance(user, Citizen):
        return {CITIZEN}
    return roles_of(user).get(case.office_id, set())


def staff_name(kind: str, state: str) -> Text:
    return STAFF_NAMES.get((kind, state), State(state).label)


def citizen_name(state: str) -> Text:
    return CITIZEN_NAMES[state]


Guard = Callable[["Case", User], Answer]


def was_received(case: "Case") -> bool:
    return case.received_at is not None


def was_not_received(case: "Case") -> bool:
    return case.received_at is None


def supplement_is_overdue(case: "Case", user: User) -> Answer:
    if case.supplement_overdue:
        return YES
    return False, _("Hạn bổ sung chưa qua.")


def did_not_review(case: "Case", user: User) -> Answer:
    """Whoever reviewed a case does not also decide it (design: section 4)."""
    reviewed = case.events.filter(
        Q(to_state__in=REVIEWING) | Q(from_state__in=REVIEWING), actor_id=user.pk
    ).exclude(from_state__in=(State.SIGNING, State.SUPPLEMENT))
    had_it = case.assignments.filter(officer=user.pk, reviewed=True)
    if case.assignee_id == user.pk or reviewed.exists() or had_it.exists() or stands_in(user, case):
        return False, _("Người đã thẩm định hồ sơ không được ký duyệt chính hồ sơ đó.")
    return YES


def stands_in(user: User, case: "Case") -> bool:
    """Whether the user does the work of the case's officer, who is away today."""
    if case.assignee_id is None or user.pk is None:
        return False
    today = timezone.localdate()
    away = case.office.absences.filter(first_day__lte=today, last_day__gte=today)
    return away.filter(user=case.assignee_id, deputy=user.pk).exists()


def always(case: "Case") -> bool:
    return True


@dataclass(frozen=True)
class Transition:
    """One row of the table: from where to where, what it is called, and what it takes.

    `ways` says whose row it is: of cases that apply for something under a procedure, or of requests
    about personal data (Law 91/2025/QH15), which one officer answers within two working days.
    """

    sources: tuple[str, ...]
    to: str
    label: Text
    roles: tuple[str, ...]
    reason: bool = False
    #: The row is there only for cases of which this holds.
    when: Callable[["Case"], bool] = always
    guards: tuple[Guard, ...] = ()
    #: Ends the case against the citizen: its button looks it.
    grave: bool = False
    #: Further answers the form asks for: `limit`, `supplement` (what, until when), `brought` (what
    #: came at the counter), `officer`, `values` (what corrected answers become) or `ground` (the
    #: law that a refusal rests on).
    asks: str = ""
    #: What happens then, said before it does; a move that says so is asked again.
    effect: Text = ""
    ways: tuple[str, ...] = (PROCEDURE,)

    @property
    def confirmed(self) -> bool:
        """Whether there is something to fill in or to read before the move is made."""
        return bool(self.reason or self.asks or self.effect)


TRANSITIONS = (
    Transition(
        (State.DRAFT,), State.SUBMITTED, _("Nộp hồ sơ"), (CITIZEN,), ways=(PROCEDURE, REQUEST)
    ),
    Transition(
        (State.SUBMITTED,),
        State.ACCEPTED,
        _("Tiếp nhận"),
        (Role.CLERK,),
        asks="limit",
        effect=_("Hồ sơ được vào sổ, thời hạn bắt đầu tính từ hôm nay."),
    ),
    Transition(
        (State.SUBMITTED,),
        State.REFUSED,
        _("Từ chối tiếp nhận"),
        (Role.CLERK,),
        reason=True,
        grave=True,
    ),
    Transition(
        (State.SUBMITTED,),
        State.SUPPLEMENT,
        _("Yêu cầu bổ sung"),
        (Role.CLERK,),
        reason=True,
        asks="supplement",
        effect=_("Hồ sơ chờ người nộp bổ sung rồi mới được tiếp nhận."),
    ),
    Transition(
        (State.ACCEPTED,),
        State.ASSIGNED,
        _("Phân công"),
        (Role.LEADER, Role.CLERK),
        asks="officer",
    ),
    Transition(
        (State.ACCEPTED, State.ASSIGNED),
        State.PROCESSING,
        _("Bắt đầu thẩm định"),
        (Role.OFFICER,),
    ),
    Transition((State.PROCESSING,), State.INSPECTION, _("Thẩm định thực tế"), (Role.OFFICER,)),
    Transition(
        (State.INSPECTION,), State.PROCESSING, _("Kết thúc thẩm định thực tế"), (Role.OFFICER,)
    ),
    Transition(
        (State.PROCESSING,),
        State.SUPPLEMENT,
        _("Yêu cầu bổ sung"),
        (Role.OFFICER,),
        reason=True,
        asks="supplement",
        effect=_(
            "Thời hạn dừng lại cho đến khi nhận bổ sung, rồi tính lại từ đầu hoặc tính tiếp theo "
            "thủ tục."
        ),
    ),
    Transition(
        (State.SUPPLEMENT,),
        State.PROCESSING,
        _("Đã nhận bổ sung"),
        (Role.CLERK, Role.OFFICER, CITIZEN),
        when=was_received,
        asks="brought",
    ),
    Transition(
        (State.SUPPLEMENT,),
        State.SUBMITTED,
        _("Đã nhận bổ sung"),
        (Role.CLERK, CITIZEN),
        when=was_not_received,
        asks="brought",
    ),
    Transition(
        (State.SUPPLEMENT,),
        State.EXPIRED,
        _("Trả lại vì quá hạn bổ sung"),
        (Role.CLERK, Role.OFFICER),
        guards=(supplement_is_overdue,),
        reason=True,
        grave=True,
    ),
    Transition((State.PROCESSING, State.INSPECTION), State.SIGNING, _("Trình ký"), (Role.OFFICER,)),
    Transition(
        (State.PROCESSING,),
        State.STOPPED,
        _("Dừng giải quyết"),
        (Role.OFFICER,),
        reason=True,
        grave=True,
    ),
    Transition(
        (State.SIGNING,),
        State.APPROVED,
        _("Phê duyệt"),
        (Role.LEADER,),
        guards=(did_not_review,),
        effect=_("Quyết định được cấp số và kết quả được ghi vào sổ đăng ký."),
    ),
    Transition(
        (State.SIGNING,),
        State.NOT_APPROVED,
        _("Không phê duyệt"),
        (Role.LEADER,),
        reason=True,
        guards=(did_not_review,),
        grave=True,
    ),
    Transition(
        (State.SIGNING,),
        State.PROCESSING,
        _("Trả lại chuyên viên"),
        (Role.LEADER,),
        reason=True,
    ),
    Transition(
        (State.APPROVED, State.NOT_APPROVED), State.RETURNED, _("Trả kết quả"), (Role.CLERK,)
    ),
    Transition(
        (State.SUBMITTED, State.SUPPLEMENT),
        State.WITHDRAWN,
        _("Ghi nhận người nộp rút hồ sơ"),
        (Role.CLERK, CITIZEN),
        reason=True,
        grave=True,
        ways=(PROCEDURE, REQUEST),
    ),
    Transition(
        (State.SUBMITTED,),
        State.PROCESSING,
        _("Nhận xử lý"),
        (Role.OFFICER,),
        ways=(REQUEST,),
    ),
    Transition(
        (State.SUBMITTED, State.PROCESSING),
        State.APPROVED,
        _("Thực hiện yêu cầu"),
        (Role.OFFICER, Role.LEADER),
        asks="values",
        effect=_("Yêu cầu được thực hiện ngay, ghi vào nhật ký của cả hai hồ sơ."),
        ways=(REQUEST,),
    ),
    Transition(
        (State.SUBMITTED, State.PROCESSING),
        State.NOT_APPROVED,
        _("Không thực hiện"),
        (Role.OFFICER, Role.LEADER),
        reason=True,
        asks="ground",
        grave=True,
        ways=(REQUEST,),
    ),
    Transition(
        (State.APPROVED, State.NOT_APPROVED),
        State.RETURNED,
        _("Đã trả lời người yêu cầu"),
        (Role.CLERK, Role.OFFICER),
        ways=(REQUEST,),
    ),
)


def ways_from(case: "Case") -> list[Transition]:
    """The rows of the table that lead on from where the case stands."""
    way = case.kind.way
    rows = (row for row in TRANSITIONS if way in row.ways and case.state in row.sources)
    return [row for row in rows if row.when(case)]


def transition(case: "Case", to: str) -> Transition | None:
    """The row of the table that leads from the case's state to `to`, if there is one."""
    return next((row for row in ways_from(case) if row.to == to), None)


def may(user: User, case: "Case", to: str) -> Answer:
    """Whether this user may move the case there now, and if not, why."""
    row = transition(case, to)
    if row is None:
        return False, _("Hồ sơ đang ở bước khác nên không làm được việc này.")
    return allows(row, user, case)


def allows(row: Transition, user: User, case: "Case") -> Answer:
    """Whether roles and guards of the row let this user act on the case, and if not, why."""
    if not set(row.roles) & roles_at(user, case):
        names = ", ".join(str(Role(role).label) for role in row.roles if role != CITIZEN)
        return False, _("Việc này dành cho: %(roles)s.") % {"roles": names or _("người nộp")}
    for guard in row.guards:
        allowed, reason = guard(case, user)
        if not allowed:
            return False, reason
    return YES


def open_to(user: User, case: "Case") -> list[tuple[Transition, bool, Text]]:
    """Every way on from here that staff have, each with whether this user may and why not."""
    return [(row, *may(user, case, row.to)) for row in ways_from(case) if row.roles != (CITIZEN,)]
