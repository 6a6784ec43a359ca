"""How long a case still has: what the list and the case page say of its due day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.clock import Calendar, MissingYear
from forms.clock.reckoning import History, derived
from forms.models import Case
from forms.requests.arriving import answer_day
from forms.states import RUNNING, State

SOON = 1  # working days: the warning list of NĐ 118/2025/NĐ-CP is drawn up one day before


@dataclass(frozen=True)
class Due:
    """A day and what it means now; `tone` is late, soon, fine, waiting or none."""

    on: date | None
    tone: str
    text: str


@dataclass(frozen=True)
class Spent:
    """Working days that are used, of those granted since the clock last began."""

    days: int
    granted: int


def due_of(case: Case, calendar: Calendar, today: date) -> Due:
    if case.state == State.SUPPLEMENT:
        return waiting(case, today)
    if case.state in RUNNING and case.due_on is None and case.kind.answered_within:
        return unknown(case, calendar)
    if case.state not in RUNNING or case.due_on is None:
        return Due(case.due_on, "none", "")
    try:
        left = days_left(case, calendar, today)
    except MissingYear as error:
        return Due(case.due_on, "none", str(error))
    return Due(case.due_on, tone(case, left, today), in_words(case, left, today))


def days_left(case: Case, calendar: Calendar, today: date) -> int:
    """Working days until it is due, less than none when that is past. Raises MissingYear."""
    assert case.due_on is not None
    left = calendar.between(today, case.due_on)
    if calendar.worked(today):
        return left
    # Received on a day off: the day that it counts from is to come.
    return min(left, (case.working_days or 0) + (case.extended_by or 0))


def spent(case: Case, history: History, calendar: Calendar, today: date) -> Spent | None:
    """What is used of the limit by now; nothing where no clock runs or its calendar ends."""
    if case.state not in RUNNING or case.due_on is None:
        return None
    try:
        limit = derived(case, history, calendar)
        left = days_left(case, calendar, today)
    except MissingYear:
        return None
    return Spent(min(max(limit.granted - left, 0), limit.granted), limit.granted) if limit else None


def unknown(case: Case, calendar: Calendar) -> Due:
    """The clock runs since the case arrived, and the calendar cannot say until when."""
    try:
        answer_day(case, calendar)
    except MissingYear as error:
        return Due(None, "late", str(error))
    return Due(None, "none", "")


def waiting(case: Case, today: date) -> Due:
    """The citizen's turn: the office's clock stands still."""
    late = case.supplement_due_on is not None and case.supplement_due_on < today
    text = _("Quá hạn bổ sung") if late else _("Chờ người nộp bổ sung")
    return Due(case.supplement_due_on, "late" if late else "waiting", text)


def tone(case: Case, left: int, today: date) -> str:
    if late(case, today):
        return "late"
    return "soon" if left <= SOON else "fine"


def late(case: Case, today: date) -> bool:
    """On its day, what is due in a morning is late in the afternoon."""
    assert case.due_on is not None
    return case.overdue if case.due_on == today else case.due_on < today


def in_words(case: Case, left: int, today: date) -> str:
    if left < 0:
        return ngettext(
            "Quá hạn %(days)d ngày làm việc", "Quá hạn %(days)d ngày làm việc", -left
        ) % {"days": -left}
    if late(case, today):  # since noon, or on a day off after it
        return _("Quá hạn từ trưa nay") if case.due_on == today else _("Quá hạn")
    if left == 0:
        return _("Đến hạn hôm nay")
    return ngettext("Còn %(days)d ngày làm việc", "Còn %(days)d ngày làm việc", left) % {
        "days": left
    }
