"""Moving a case: permission, state, clock, history, register and notices in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forms.clock.holding import calendar_in_force
from forms.clock.reckoning import Limit, counted_from, set_limit
from forms.grants import CannotGrant, grant, take_back
from forms.models import Case, Event, Notice, Supplement
from forms.models.assignments import hand, hold
from forms.models.events import record
from forms.models.teams import Team
from forms.moves.reopening import reopen
from forms.notices.telling import notify, tell
from forms.references import new_book_number, new_decision_number
from forms.requests.carrying import Deed, carry_out
from forms.requests.erasing import forget_request
from forms.slips.issuing import issue
from forms.states import (
    FINAL,
    Citizen,
    State,
    Transition,
    User,
    may,
    supplement_is_overdue,
    transition,
)
from forms.states.guards import claim_is_free
from forms.supplements.asking import Asking, ask, end
from home.models.offices import Role, roles_of

BOOK = "QĐ-SGDĐT"
#: Sent at the end of every move, in its transaction, with `case`, `before`, `actor` and `ip`: what
#: follows from moves, and itself moves cases, listens here.
moved = Signal()
#: Lines after which the case is no longer what somebody looked at.
CHANGING = (
    Event.Act.MOVED,
    Event.Act.ASSIGNED,
    Event.Act.EXTENDED,
    Event.Act.INSPECTED,
    Event.Act.SCORED,
    Event.Act.CORRECTED,
    Event.Act.ERASED,
)
#: How a request to complete a case ends that nobody answered, by the state that follows.
HOW_ENDED = {
    State.EXPIRED: Supplement.How.EXPIRED,
    State.WITHDRAWN: Supplement.How.WITHDRAWN,
}


class Refused(Exception):
    """The move is not allowed; the message says why, in words for the person who tried.

    `field` names the detail that is missing or wrong, if it is one of `Details`.
    """

    def __init__(self, reason: str | Promise, field: str = "") -> None:
        self.reason, self.field = reason, field
        super().__init__(reason)


class Forbidden(Refused):
    """This person may not make this move on this case, whatever they fill in."""


class Stale(Refused):
    """Somebody else moved the case since this person looked at it."""


@dataclass(frozen=True)
class Details:
    """What a move may bring along, each used by the moves that ask for it."""

    reason: str = ""
    working_days: int | None = None
    supplement: Asking | None = None
    officer: Any = None
    #: The officers of the office, where they have been read already.
    team: Team | None = None
    #: What answers of the case that a request is about become, by question.
    values: Mapping[str, Any] = field(default_factory=dict)
    #: The law that a refused request is refused by.
    ground: str = ""

    @property
    def note(self) -> str:
        """What the history keeps of it, and the citizen is told."""
        reason, ground = self.reason.strip(), self.ground.strip()
        return f"{reason}\n{_('Căn cứ')}: {ground}" if ground else reason


def move(
    case_id: int, to: str, user: User, version: int, details: Details | None = None, ip: str = ""
) -> Case:
    """Moves a case of which the user saw `version`.

    Raises Stale when the case has moved meanwhile, Forbidden when the table or a guard says no,
    Refused when an answer is missing, MissingYear when the calendar does not reach far enough.
    """
    details = details or Details()
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)
        if case.version != version:
            raise Stale(who_was_first(case))
        allowed, why_not = may(user, case, to)
        if not allowed:
            raise Forbidden(why_not)
        try:
            with transaction.atomic():
                perform(case, to, user, details, ip)
        except IntegrityError as error:  # what it claims was claimed a moment ago
            free, why_not = claim_is_free(Case.objects.get(pk=case_id), user)
            if free:
                raise
            raise Refused(why_not) from error
    return case


def expire(case: Case, reason: str) -> None:
    """Returns a case whose supplement is overdue, by nobody's hand; its row is locked."""
    row = transition(case, State.EXPIRED)
    if row is None or not supplement_is_overdue(case, AnonymousUser())[0]:
        raise Refused(_("Hạn bổ sung chưa qua."))
    perform(case, State.EXPIRED, AnonymousUser(), Details(reason=reason))


def perform(case: Case, to: str, user: User, details: Details, ip: str = "") -> None:
    """All that the move brings about; whether it may be made is known, and the row is locked."""
    row = transition(case, to)
    if row is not None and row.reason and not details.reason.strip():
        raise Refused(ask_for_reason(row), "reason")
    taker = taker_of(case, details.officer, details.team) if to == State.ASSIGNED else None
    before, case.state = case.state, to
    apply(case, before, user, details)
    if row is not None and row.reopens:
        reopen(case)
    case.version += 1
    change = {"from_state": before, "to_state": to, "note": details.note}
    event = record(case, Event.Act.MOVED, actor=user, ip=ip, **change)
    if taker is not None:
        hand(case, taker, user, ip=ip)
    if to == State.NOT_APPROVED and case.replaces:
        take_back(case)
    if to == State.APPROVED:
        do_what_was_approved(case, Deed(user, ip, details.values))
    if not case.about_id:  # the papers are those of procedures
        issue(case, event, user)
    case.save()
    if row is not None and row.reopens:
        tell(case, Notice.Told.REOPENED, note=details.note)
    else:
        notify(case, to, note=details.note)
    moved.send(sender=Case, case=case, before=before, actor=user, ip=ip)


def do_what_was_approved(case: Case, deed: Deed) -> None:
    """Writes the register, or does to the case that a request is about what was asked."""
    try:
        if case.about_id:
            carry_out(case, deed)
        else:
            grant(case)
    except CannotGrant as error:
        raise Refused(str(error)) from error


def ask_for_reason(row: Transition) -> str:
    if row.told:
        return _("Hãy nêu lý do: người nộp sẽ đọc được.")
    return _("Hãy nêu lý do: người xử lý sẽ đọc được.")


def who_was_first(case: Case) -> str:
    """Who changed the case last, when, and where it stands now."""
    last = case.events.filter(act__in=CHANGING).order_by("-number").first()
    if last is None:
        return _("Hồ sơ đã thay đổi.")
    if last.act != Event.Act.MOVED:
        return _("%(name)s vừa ghi “%(act)s” lúc %(at)s. %(what)s") % {
            "name": last.actor_name or _("Hệ thống"),
            "act": last.get_act_display(),
            "at": f"{timezone.localtime(last.at):%H:%M %d/%m/%Y}",
            # From whom to whom; why is for those who work on the case.
            "what": last.note.partition("\n")[0] if last.act == Event.Act.ASSIGNED else "",
        }
    told = _(
        "%(name)s đã chuyển hồ sơ này sang “%(state)s” lúc %(at)s. "
        "Hãy xem lại trước khi quyết định."
    )
    return told % {
        "name": last.actor_name or (_("Hệ thống") if last.by_nobody else _("Người nộp")),
        "state": case.staff_state,
        "at": f"{timezone.localtime(last.at):%H:%M %d/%m/%Y}",
    }


def apply(case: Case, before: str, user: User, details: Details) -> None:
    """What the new state does to the clock, the numbers and the people; saves nothing."""
    if case.state == State.ACCEPTED:
        accept(case, details)
    elif case.state == State.SUPPLEMENT:
        ask_for_supplement(case, user, details)
    elif case.state in (State.APPROVED, State.NOT_APPROVED):
        case.decided_at = timezone.now()
        if not case.about_id:  # a request is answered, nothing is decided by number
            case.decision_number = new_decision_number(case.office, BOOK)
    elif case.state == State.PROCESSING:
        take_up(case, user)
    if before == State.SUPPLEMENT:
        end_supplement(case, user)
    if case.state in FINAL:
        case.closed_at = timezone.now()
        if case.about is not None and case.about.erased_at:
            forget_request(case)


def accept(case: Case, details: Details) -> None:
    """Reception: the register number, and the due date in working days from now."""
    if not details.working_days:
        raise Refused(_("Hãy nhập thời hạn giải quyết (số ngày làm việc)."), "working_days")
    case.received_at = timezone.now()
    case.working_days = details.working_days
    start_clock(case)
    case.book_number = new_book_number(case.office)


def take_up(case: Case, user: User) -> None:
    """Whoever begins with a case that nobody has, has it."""
    if case.assignee_id is None and Role.OFFICER in roles_of(user).get(case.office_id, ()):
        hold(case, user, user)


def taker_of(case: Case, officer: Any, team: Team | None = None) -> Any:
    """Who works the case when this officer is given it: one of this office, or their deputy."""
    taker = (team or Team(case.office_id)).taker(officer.pk) if officer is not None else None
    if taker is None:
        raise Refused(_("Hãy chọn một chuyên viên của đơn vị."), "officer")
    return taker


def start_clock(case: Case) -> None:
    calendar = calendar_in_force(case.office)
    start = counted_from(case, calendar)
    if start is not None:
        set_limit(case, Limit.begun(calendar, start, case.working_days or 0))


def ask_for_supplement(case: Case, user: User, details: Details) -> None:
    """The clock stops until the supplement comes."""
    asking = details.supplement
    if asking is None or asking.working_days < 1:
        raise Refused(_("Hãy nhập thời hạn bổ sung (số ngày làm việc)."), "supplement_days")
    ask(case, user, details.reason.strip(), asking)


def end_supplement(case: Case, user: User) -> None:
    """No longer waited for: the time limit counts anew or goes on, as the procedure says."""
    end(case, HOW_ENDED.get(State(case.state)) or came(user))


def came(user: User) -> str:
    return Supplement.How.ONLINE if isinstance(user, Citizen) else Supplement.How.COUNTER
