"""What can be done to many cases at once: one row each.

Moves are read off the table of transitions: every row that asks nothing, or what all cases can
share. So a bulk act knows no rule of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.assigning import assign
from forms.assigning.allowed import may_assign
from forms.assigning.undoing import put_back, was_handed_by
from forms.models import BulkLine, BulkRun, Case, Label
from forms.moves.transitions import Details, Forbidden, Refused, move
from forms.notes.labelling import put, take
from forms.notices.channels import contact_of
from forms.queue.cases import CASE_ROLES, visible_to, works_on
from forms.queue.limits import usual_limit
from forms.replies.filling import fill
from forms.states import (
    CITIZEN,
    PROCEDURE,
    TRANSITIONS,
    Answer,
    State,
    Text,
    Transition,
    User,
    allows,
    roles_anywhere,
    ways_from,
)
from forms.supplements.reminding import REMINDERS, may_remind, remind_by_hand

NO_MAIL = gettext_lazy("Người nộp không có thư điện tử: hãy báo qua điện thoại.")
PUT_BACK = "put-back"
#: What a move may ask for that all cases can share, and what a bulk act calls it.
SHARED = {"": (), "limit": ("working_days",)}


@dataclass(frozen=True)
class Doing:
    """One case of a run, by whom, with the answers that all share."""

    run: BulkRun
    line: BulkLine
    user: User

    @property
    def case(self) -> Case:
        """Through the one gate: whoever has lost sight of the case meanwhile does nothing to it."""
        case = visible_to(self.user).select_related("office").filter(pk=self.line.case_id).first()
        if case is None:
            raise Forbidden(_("Bạn không còn làm việc với hồ sơ này."))
        return case

    @property
    def answers(self) -> dict[str, Any]:
        answers: dict[str, Any] = self.run.answers
        return answers


@dataclass(frozen=True)
class Act:
    """One row: what it is called, whose it is, what it asks once for all, what it does to a case.

    `judge` says whether it can be done to a case now, `do` does it and may return what is left to
    do by hand; it raises what `forms.moves.transitions.move` raises.
    """

    code: str
    label: Text
    roles: frozenset[str]
    judge: Callable[[User, Case], Answer]
    do: Callable[[Doing], Text | None]
    asks: tuple[str, ...] = ()
    effect: Text = ""
    grave: bool = False
    #: Whether the citizen hears of it.
    told: bool = False
    #: States of cases that it is meant for; none means any.
    states: frozenset[str] = frozenset()
    #: The row of the table of transitions, if it is a move.
    row: Transition | None = None


def as_move(row: Transition) -> Act:
    def judge(user: User, case: Case) -> Answer:
        return allows(row, user, case) if row in ways_from(case) else (False, elsewhere(case))

    def do(one: Doing) -> Text | None:
        case = one.case
        if case.version == one.line.version and row not in ways_from(case):
            raise Forbidden(elsewhere(case))
        moved = move(
            case.pk, row.to, one.user, one.line.version, details(row, one, case), one.run.ip
        )
        return NO_MAIL if row.told and not contact_of(moved) else None

    return Act(
        code=code_of(row),
        label=row.label,
        roles=roles_anywhere(row) - {CITIZEN},
        judge=judge,
        do=do,
        asks=(*SHARED[row.asks], *(("reason",) if row.reason else ())),
        effect=row.effect,
        grave=row.grave,
        told=row.told,
        states=frozenset(row.sources),
        row=row,
    )


def elsewhere(case: Case) -> str:
    return _("Hồ sơ đang ở bước khác: %(state)s.") % {"state": case.staff_state}


def details(row: Transition, one: Doing, case: Case) -> Details:
    """What all share; where nothing was said of the time limit, that of the case's procedure."""
    given, days = one.answers, None
    if row.asks == "limit":
        days = given.get("working_days") or usual_limit(case)
    return Details(fill(given.get("reason", ""), case), days)


def code_of(row: Transition) -> str:
    way = () if PROCEDURE in row.ways else row.ways[:1]
    return "-".join((*way, row.sources[0], row.to))


def moves() -> Iterator[Act]:
    for row in TRANSITIONS:
        if row.asks in SHARED and set(row.roles) != {CITIZEN} and row.reopens is None:
            yield as_move(row)


def reminding() -> Act:
    return Act(
        code="remind",
        label=gettext_lazy("Nhắc hạn bổ sung"),
        roles=REMINDERS,
        judge=may_remind,
        do=lambda one: None if remind_by_hand(one.case.pk, one.user, one.run.ip) else NO_MAIL,
        effect=gettext_lazy("Người nộp được nhắc qua thư điện tử; mỗi ngày không quá một lần."),
        told=True,
        states=frozenset({State.SUPPLEMENT}),
    )


def assigning() -> Act:
    """To one officer, in whatever open state the case is; so the move to "assigned" is in it."""

    def do(one: Doing) -> None:
        officer = get_user_model().objects.filter(pk=one.answers["officer"]).first()
        if officer is None:  # deleted since; nobody would mean that the case is taken away
            raise Refused(_("Hãy chọn một chuyên viên của đơn vị."), "officer")
        assign(
            one.case.pk,
            officer,
            one.user,
            reason=one.answers.get("why", ""),
            version=one.line.version,
            ip=one.run.ip,
        )

    return Act(
        code="assign",
        label=gettext_lazy("Phân công"),
        roles=CASE_ROLES,
        judge=lambda user, case: may_assign(user, case, user),
        do=do,
        asks=("officer", "why"),
    )


def putting_back() -> Act:
    """Undoes the assignment of a run; it is offered beside its result, in no list."""

    def do(one: Doing) -> None:
        put_back(one.case.pk, one.user, one.line.version, one.run.ip)

    return Act(
        code=PUT_BACK,
        label=gettext_lazy("Hoàn tác"),
        roles=frozenset(),
        judge=was_handed_by,
        do=do,
    )


def labelling(code: str, label: Text, change: Callable[..., bool], unchanged: Text) -> Act:
    def judge(user: User, case: Case) -> Answer:
        return works_on(user, case), _("Chỉ người xử lý hồ sơ của đơn vị mới gắn nhãn.")

    def do(one: Doing) -> Text | None:
        known = Label.objects.filter(pk=one.answers["label"]).first()
        if known is None:
            raise Refused(_("Nhãn này đã bị xóa."))
        return None if change(one.case.pk, known, one.user, one.run.ip) else unchanged

    return Act(code, label, CASE_ROLES, judge, do, asks=("label",))


def labels() -> Iterator[Act]:
    yield labelling(
        "label", gettext_lazy("Gắn nhãn"), put, gettext_lazy("Đã có nhãn này từ trước.")
    )
    yield labelling("unlabel", gettext_lazy("Gỡ nhãn"), take, gettext_lazy("Không có nhãn này."))


def beside_moves() -> Iterator[Act]:
    yield from (assigning(), putting_back(), reminding(), *labels())


@cache
def acts() -> dict[str, Act]:
    """All of them by code, in the order in which they are offered."""
    return {act.code: act for act in (*moves(), *beside_moves())}
