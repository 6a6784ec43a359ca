"""What follows from a request to see that was granted: the copy, for some days."""

from datetime import date, timedelta

from django.utils import timezone

from forms.kinds.data_request import SEE
from forms.kinds.rules import limit
from forms.models import Case
from forms.states import State

GRANTED = (State.APPROVED, State.RETURNED)


def granted_until(request: Case) -> date | None:
    """The last day on which the copy can be fetched; None where there is none (any more)."""
    if request.about_id is None or request.decided_at is None or request.state not in GRANTED:
        return None
    if request.topic != SEE:
        return None
    last: date = timezone.localdate(request.decided_at) + timedelta(days=limit("granted_copy_days"))
    return last if timezone.localdate() <= last else None
