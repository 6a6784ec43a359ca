"""The hand-overs of a case, read off its history: from whom, to whom, when, in time or late."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.clock import Calendar, MissingYear
from forms.clock.reckoning import histories, timeline
from forms.models import Case, Event
from forms.models.possible import COUNTED
from forms.states import State, Text, citizen_name

INTAKE, CITIZEN = gettext_lazy("Bộ phận tiếp nhận"), gettext_lazy("Người nộp")
OFFICER, LEADER = gettext_lazy("Chuyên viên"), gettext_lazy("Lãnh đạo")
#: Who has a case that stands there; in no other state has anybody.
HOLDERS: Mapping[str, Text] = {
    State.SUBMITTED: INTAKE,
    State.ACCEPTED: INTAKE,
    State.ASSIGNED: OFFICER,
    State.PROCESSING: OFFICER,
    State.INSPECTION: OFFICER,
    State.SUPPLEMENT: CITIZEN,
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
    dues = due_days(case, lines)
    return [
        [
            str(number),
            giver(move),
            taker(move),
            f"{timezone.localtime(move.at):%H:%M %d/%m/%Y}",
            progress(move, dues),
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


def progress(move: Event, dues: Mapping[int, date]) -> str:
    """Whether it came in time while the clock ran."""
    due = dues.get(move.number)
    if due is None or move.from_state not in COUNTED:
        return "–"
    return _("Quá hạn") if timezone.localdate(move.at) > due else _("Trong hạn")


def due_days(case: Case, lines: list[Event]) -> dict[int, date]:
    """The due day that stood before each line was written; none while it cannot be reckoned."""
    try:
        limits = timeline(case, histories([case])[case.pk], Calendar.of(case.office))
    except MissingYear:
        return {}
    found = {}
    for before, line in pairwise(lines):
        standing = [limit.due for at, limit in limits if at <= before.at]
        if standing and standing[-1] is not None:
            found[line.number] = standing[-1].day
    return found
