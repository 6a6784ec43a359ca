"""What moves of a case mean for those who work it: kept in the transaction of the move."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from forms.assigning.sharing import Sharing, by_rule
from forms.clock import Calendar, MissingYear
from forms.models import Case
from forms.models.assignments import hand
from forms.moves.transitions import Details, moved, perform
from forms.states import FINAL, State, User

#: Where a result is there: the officer's work is done.
DONE = (State.APPROVED, State.NOT_APPROVED, *FINAL)


@receiver(moved, dispatch_uid="share_out_what_is_received")
def share_out(case: Case, actor: User, ip: str, **kwargs: Any) -> None:
    """A received case goes on to the officer that it has already, or that the rules name."""
    if case.state != State.ACCEPTED:
        return
    sharing = Sharing(case.office_id)
    if case.assignee_id and (taker := sharing.team.taker(case.assignee_id)):
        details = Details(officer=taker, team=sharing.team)
    elif choice := sharing.choose_for(case):
        reason = by_rule(choice.rule)
        details = Details(officer=choice.officer, reason=reason, team=sharing.team)
    else:
        return
    perform(case, State.ASSIGNED, actor, details, ip)


def share_out_request(case: Case) -> None:
    """A request about personal data, whose clock runs without reception, goes to the officer that
    the rules name as soon as it arrives; nobody's hand does it. One that leaders alone may answer
    goes to nobody."""
    assert case.about is not None
    if case.about.restricted_at is not None:
        return
    if choice := Sharing(case.office_id).choose_for(case):
        hand(case, choice.officer, None, reason=by_rule(choice.rule))
        case.save(update_fields=["assignee", "history_length", "history_head"])


@receiver(moved, dispatch_uid="count_what_is_done")
def count_done(case: Case, before: str, **kwargs: Any) -> None:
    """Of a case with an officer, notes the result; a case that is reopened has none yet."""
    if case.assignee_id is None or (case.state in DONE) is (before in DONE):
        return
    done = case.state in DONE
    found = {"done_at": timezone.now(), "working_days": working_days(case)}
    nothing = dict.fromkeys(found)
    case.assignments.filter(ended_at=None).update(**(found if done else nothing))


def working_days(case: Case) -> int | None:
    """From reception, or a request's arrival, until today; unknown where the calendar is."""
    began = timezone.localdate(case.received_at or case.submitted_at)
    try:
        return max(Calendar.of(case.office).between(began, timezone.localdate()), 0)
    except MissingYear:
        return None
