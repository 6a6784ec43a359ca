"""Giving a case to an officer, in one transaction under its lock, whatever state it is in."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from forms.assigning.allowed import may_assign, needs_reason
from forms.models import Case
from forms.models.assignments import hand
from forms.moves.transitions import (
    Details,
    Forbidden,
    Refused,
    Stale,
    perform,
    taker_of,
    who_was_first,
)
from forms.states import State, User


def assign(
    case_id: int,
    officer: Any,
    actor: User,
    *,
    reason: str = "",
    version: int | None = None,
    ip: str = "",
) -> Case:
    """The case as it is then; `officer` None gives it back to nobody. Whoever is away has a deputy
    who gets it instead.

    A received case goes on to ASSIGNED by it; in any other open state only the officer changes.
    Raises what `move` raises: Stale when `version` is not what the case has, Forbidden when this
    person may not, Refused when the officer is none or a reason is missing.
    """
    with transaction.atomic():
        # Not joined: of a row that was waited for, PostgreSQL reads again no row that was joined.
        cases = Case.objects.select_for_update(of=("self",)).select_related("office")
        case = cases.get(pk=case_id)
        if version is not None and case.version != version:
            raise Stale(who_was_first(case))
        allowed, why_not = may_assign(actor, case, officer)
        if not allowed:
            raise Forbidden(why_not)
        if needs_reason(actor, case, officer) and not reason.strip():
            raise Refused(_("Hãy nêu lý do: người trong đơn vị sẽ đọc được."), "reason")
        give(case, officer, actor, reason, ip)
    return case


def give(case: Case, officer: Any, actor: User, reason: str, ip: str) -> None:
    """The row is locked. What is theirs already stays as it is."""
    if case.state == State.ACCEPTED and officer is not None:
        perform(case, State.ASSIGNED, actor, Details(reason=reason, officer=officer), ip)
        return
    taker = taker_of(case, officer) if officer is not None else None
    if taker != case.assignee:
        hand(case, taker, actor, reason=reason, ip=ip)
        case.version += 1
        case.save()
