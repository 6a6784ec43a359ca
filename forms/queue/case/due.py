"""How long a case still has: what the list and the case page say of its due day."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.clock import Calendar, MissingYear
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
    #: Working days used and granted, where the clock runs.
    used: int | None = None
    granted: int | None = None


def due_of(case: Case, calendar: Calendar, today: date) -> Due:
    if case.state == State.SUPPLEMENT:
        return waiting(case, today)
    if case.state in RUNNING and case.due_on is None and case.kind.answered_within:
        return unknown(case, calendar)
    if case.state not in RUNNING or case.due_on is None:
        return Due(case.due_on, "none", "")
    try:
        left = calendar.between(today, case.due_on)
        granted = (case.working_days or 0) + extension(case, calendar)
        day_off = not calendar.worked(today)
    except MissingYear as error:
        return Due(case.due_on, "none", str(error))
    if day_off:  # received on one: the day that it counts from is to come
        left = min(left, granted)
    used = min(max(granted - left, 0), granted)
    return Due(case.due_on, tone(case, left, today), in_words(case, left, today), used, granted)


def unknown(case: Case, calendar: Calendar) -> Due:
    """The clock runs since the case arrived, and the calendar cannot say until when."""
    try:
        answer_day(case, calendar)
    except MissingYear as error:
        return Due(None, "late", str(error))
    return Due(None, "none", "")


def extension(case: Case, calendar: Calendar) -> int:
    """Working days by which the limit was extended, if it was since it last began to run."""
    before, after = case.extended_from, case.due_on
    return calendar.between(before, after) if before and after and before < after else 0


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
