"""The hand-overs of a case, read off its history: from whom, to whom, when, in time or late.

Each has two measures: the day by which the office had set the step, and the case's own due day.
"""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.clock import Calendar, MissingYear
from forms.clock.reckoning import histories, timeline
from forms.clock.step_days import step_due
from forms.models import Case, Event
from forms.models.possible import COUNTED
from forms.slips.dates import at_moment
from forms.states import State, Text, citizen_name

INTAKE, CITIZEN = gettext_lazy("Bộ phận tiếp nhận"), gettext_lazy("Người nộp")
OFFICER, LEADER = gettext_lazy("Chuyên viên"), gettext_lazy("Lãnh đạo")
ASSOCIATION, DEPUTY = gettext_lazy("Hội Khuyến học"), gettext_lazy("Phó trưởng phòng")
#: Who has a case that stands there; in no other state has anybody.
HOLDERS: Mapping[str, Text] = {
    State.SUBMITTED: INTAKE,
    State.ACCEPTED: INTAKE,
    State.ASSIGNED: OFFICER,
    State.PROCESSING: OFFICER,
    State.INSPECTION: OFFICER,
    State.SUPPLEMENT: CITIZEN,
    State.CO_REVIEW: ASSOCIATION,
    State.CHECKING: DEPUTY,
    State.SIGNING: LEADER,
    State.APPROVED: INTAKE,
    State.NOT_APPROVED: INTAKE,
    State.RETURNED: CITIZEN,
    State.REFUSED: CITIZEN,
    State.STOPPED: CITIZEN,
    State.EXPIRED: CITIZEN,
}


def handovers(case: Case, until: Event) -> list[list[str]]:
    """The rows of the control sheet (Mẫu 06), up to and with one line of the history."""
    acts = (Event.Act.MOVED, Event.Act.EXTENDED)
    lines = list(case.events.filter(act__in=acts, number__lte=until.number).order_by("number"))
    moves = [line for line in lines if line.act == Event.Act.MOVED]
    calendar = Calendar.of(case.office)
    dues, steps = due_days(case, lines, calendar), steps_due(case, moves, calendar)
    return [
        [
            str(number),
            giver(move),
            taker(move),
            at_moment(move.at),
            at_moment(steps[move.number]) if move.number in steps else "–",
            progress(move, dues.get(move.number), steps.get(move.number)),
        ]
        for number, move in enumerate(moves, start=1)
    ]


def giver(move: Event) -> str:
    """Who had it, by the desk and, where a member of staff moved it, by name; what a clerk takes in
    at the counter is still its citizen's."""
    holder = HOLDERS.get(move.from_state, CITIZEN)
    return f"{holder}: {move.actor_name}" if move.actor_name and holder != CITIZEN else str(holder)


def taker(move: Event) -> str:
    holder, state = HOLDERS.get(move.to_state), citizen_name(move.to_state)
    return f"{holder} ({state})" if holder else str(state)


def steps_due(case: Case, moves: list[Event], calendar: Calendar) -> dict[int, datetime]:
    """By when each move should have been made: the end of the step that the one before began."""
    found = {
        move.number: step_due(case, begun.to_state, begun.at, calendar)
        for begun, move in pairwise(moves)
    }
    return {number: due for number, due in found.items() if due is not None}


def progress(move: Event, due: date | None, step: datetime | None) -> str:
    """Whether it came in time, by step and, while the clock ran, by the case's due day."""
    counted = due if move.from_state in COUNTED else None
    if counted is None and step is None:
        return "–"
    late = counted is not None and timezone.localdate(move.at) > counted
    if late or (step is not None and move.at > step):
        return _("Quá hạn")
    return _("Trong hạn")


def due_days(case: Case, lines: list[Event], calendar: Calendar) -> dict[int, date]:
    """The due day that stood before each line was written; none while it cannot be reckoned."""
    try:
        limits = timeline(case, histories([case])[case.pk], calendar)
    except MissingYear:
        return {}
    found = {}
    for before, line in pairwise(lines):
        standing = [limit.due for at, limit in limits if at <= before.at]
        if standing and standing[-1] is not None:
            found[line.number] = standing[-1].day
    return found
