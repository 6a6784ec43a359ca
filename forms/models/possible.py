"""Which rows of a case are possible: the wall behind the table of transitions (R-04).

Whatever code may be wrong one day, no case can be sent without a code, decided without a number or
ended without a time.
"""

from django.db.models import BaseConstraint, CheckConstraint, Q, UniqueConstraint

from forms.filing.origins import Origin
from forms.states import FINAL, RUNNING, UNDECIDED, State

DECIDED = (State.APPROVED, State.NOT_APPROVED, State.RETURNED)
COUNTED = tuple(state for state in RUNNING if state != State.SUBMITTED)
RECEIVED = (*COUNTED, *DECIDED, State.STOPPED)
#: A request about personal data is neither received nor decided by number, and its calendar may
#: not know the year of its due day yet.
REQUEST = Q(about__isnull=False)


def exactly(states: tuple[str, ...], having: Q, lacking: Q) -> Q:
    """Cases in these states have it, all others lack it."""
    return (Q(state__in=states) & having) | (~Q(state__in=states) & lacking)


POSSIBLE: list[BaseConstraint] = [
    CheckConstraint(name="case_in_a_known_state", condition=Q(state__in=State.values)),
    CheckConstraint(
        name="case_sent_with_code_and_time",
        condition=exactly(
            (State.DRAFT,),
            having=Q(code=None, submitted_at=None),
            lacking=Q(code__isnull=False, submitted_at__isnull=False),
        ),
    ),
    CheckConstraint(
        name="case_dealt_with_was_received",
        condition=~Q(state__in=RECEIVED) | Q(received_at__isnull=False) | REQUEST,
    ),
    CheckConstraint(
        name="case_running_has_due_day",
        condition=~Q(state__in=COUNTED) | Q(due_on__isnull=False) | REQUEST,
    ),
    CheckConstraint(
        name="case_waiting_has_supplement_day",
        condition=exactly(
            (State.SUPPLEMENT,),
            having=Q(supplement_due_on__isnull=False),
            lacking=Q(supplement_due_on=None),
        ),
    ),
    CheckConstraint(
        name="case_decided_with_number_and_time",
        condition=exactly(
            DECIDED,
            having=Q(decided_at__isnull=False) & (~Q(decision_number="") | REQUEST),
            lacking=Q(decided_at=None, decision_number=""),
        ),
    ),
    CheckConstraint(
        name="case_ended_with_time",
        condition=exactly(FINAL, having=Q(closed_at__isnull=False), lacking=Q(closed_at=None)),
    ),
    CheckConstraint(
        name="case_on_paper_was_taken_in",
        condition=Q(origin=Origin.COUNTER, taken_in_by__isnull=False)
        | (~Q(origin=Origin.COUNTER) & Q(taken_in_by=None)),
    ),
    UniqueConstraint(
        name="case_claims_it_alone",
        fields=["office", "claim"],
        condition=~Q(state__in=UNDECIDED),
    ),
]
