"""What reopening does to a case, as the rows of the table say (`forms.states.reopening`)."""

from django.utils import timezone

from forms.clock.halves import Hours
from forms.clock.holding import calendar_in_force
from forms.clock.reckoning import Limit, set_limit
from forms.models import Case
from forms.states import State


def reopen(case: Case) -> None:
    """In the transaction of the move, which has set the new state. Saves nothing.

    The number of a decision stays with the case as the one that the next takes the place of. The
    clock of what was received counts anew. Raises MissingYear.
    """
    case.closed_at, case.reopened_at = None, timezone.now()
    if case.decision_number:
        case.replaces = case.decision_number
    case.decided_at, case.decision_number = None, ""
    if case.state == State.PROCESSING:
        calendar = calendar_in_force(case.office)
        start = Hours.of(case.office).half_of(timezone.localtime(case.reopened_at))
        set_limit(case, Limit.begun(calendar, start, case.working_days or 0))
