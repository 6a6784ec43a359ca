"""Undoing an assignment: the case goes back to whom it was with, if nobody has changed it since."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.assigning.allowed import may_assign
from forms.models import Case, Event
from forms.models.assignments import hand
from forms.models.teams import Team
from forms.moves.transitions import CHANGING, Forbidden, Refused, Stale, who_was_first
from forms.states import YES, Answer, User


def put_back(case_id: int, actor: User, version: int | None, ip: str = "") -> Case:
    """The case as it is then. `version` is the one that the assignment led to. Whoever is away now
    gets back what was theirs: their deputy works it as before.

    Raises what `assign` raises: Stale also where the last change is none of this person's.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)
        if case.version != version or not was_handed_by(actor, case)[0]:
            raise Stale(who_was_first(case))
        officer = officer_before(case)
        allowed, why_not = may_assign(actor, case, officer)
        if not allowed:
            raise Forbidden(why_not)
        if officer is not None and officer.pk not in Team(case.office_id).people:
            raise Refused(_("Hãy chọn một chuyên viên của đơn vị."), "officer")
        with override("vi"):
            why = _("Hoàn tác")
        hand(case, officer, actor, reason=why, ip=ip)
        case.version += 1
        case.save()
    return case


def was_handed_by(actor: User, case: Case) -> Answer:
    """Whether the last that happened to the case is that this person gave it to somebody."""
    last = case.events.filter(act__in=CHANGING).order_by("-number").first()
    if last is None or last.act != Event.Act.ASSIGNED or last.actor_id != actor.pk:
        return False, who_was_first(case)
    return YES


def officer_before(case: Case) -> Any:
    """Whose it was until the moment from which it is its officer's; None where nobody's."""
    now = case.assignments.filter(ended_at=None).first()
    if now is None:
        return None
    before = case.assignments.filter(ended_at=now.given_at).select_related("officer").last()
    return before.officer if before else None
