"""Setting an absence: who may, and what would not work."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forms.models import Absence
from forms.models.events import name_of
from forms.states import User
from home.models import Office, Role, roles_of

#: Somebody away for longer has handed over the cases for good.
LONGEST = 366
#: Whose deputy must be what, the first that one is.
MAIN_ROLES = (Role.OFFICER, Role.DEPUTY, Role.LEADER, Role.CLERK)


class CannotBeAway(Exception):
    """The absence would not work; `field` names what is wrong with it."""

    def __init__(self, reason: str | Promise, field: str = "") -> None:
        self.reason, self.field = reason, field
        super().__init__(reason)


def main_role(user: User, office_id: int) -> str:
    """What somebody is at the office above all, as far as cases go; empty if nothing."""
    return main_of(roles_of(user).get(office_id, set()))


def main_of(held: Collection[str]) -> str:
    return next((role for role in MAIN_ROLES if role in held), "")


def may_set(actor: User, user: Any, office_id: int) -> bool:
    """One's own, and those of one's people."""
    own = actor.pk == user.pk and bool(main_role(user, office_id))
    return own or Role.LEADER in roles_of(actor).get(office_id, ())


def set_absence(absence: Absence, actor: User) -> None:
    """Saves it; raises CannotBeAway. Two that are set at once are judged one after the other."""
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=absence.office_id)
        known = Absence.objects.filter(office=absence.office_id).exclude(pk=absence.pk)
        judge(absence, list(known.filter(last_day__gte=absence.first_day)))
        absence.set_by_id = actor.pk
        absence.save()


def judge(absence: Absence, others: Iterable[Absence]) -> None:
    """Days, deputy, overlaps and circles."""
    judge_days(absence)
    judge_deputy(absence)
    for other in others:
        if other.user_id == absence.user_id and overlap(absence, other):
            told = {"first": f"{other.first_day:%d/%m/%Y}", "last": f"{other.last_day:%d/%m/%Y}"}
            raise CannotBeAway(
                _("Người này đã có kỳ vắng từ %(first)s đến %(last)s.") % told, "first_day"
            )
    if leads_back(absence.user_id, absence.deputy_id, overlap(absence, absence), [*others]):
        raise CannotBeAway(
            _("Người làm thay cũng vắng và đã nhờ lại chính người này trong những ngày đó."),
            "deputy",
        )


def judge_days(absence: Absence) -> None:
    if absence.last_day < absence.first_day:
        raise CannotBeAway(_("Ngày cuối phải từ ngày đầu trở đi."), "last_day")
    if absence.last_day < timezone.localdate():
        raise CannotBeAway(_("Những ngày này đã qua."), "last_day")
    if absence.last_day - absence.first_day >= timedelta(days=LONGEST):
        raise CannotBeAway(
            _("Vắng lâu hơn một năm thì hãy giao hẳn hồ sơ cho người khác."), "last_day"
        )


def judge_deputy(absence: Absence) -> None:
    role = main_role(absence.user, absence.office_id)
    if not role:
        raise CannotBeAway(_("Người này không xử lý hồ sơ của đơn vị."), "user")
    if absence.deputy_id == absence.user_id:
        raise CannotBeAway(_("Hãy chọn một người khác làm thay."), "deputy")
    if role not in roles_of(absence.deputy).get(absence.office_id, ()):
        told = {"name": name_of(absence.deputy), "role": Role(role).label}
        raise CannotBeAway(_("%(name)s không có vai trò %(role)s ở đơn vị.") % told, "deputy")


Days = tuple[date, date]


def overlap(one: Absence, other: Absence, within: Days | None = None) -> Days | None:
    """The days that two absences share, if they share any."""
    first = max(one.first_day, other.first_day, *(within or ())[:1])
    last = min(one.last_day, other.last_day, *(within or ())[1:])
    return (first, last) if first <= last else None


def leads_back(user_id: int, deputy_id: int, days: Days | None, others: list[Absence]) -> bool:
    """Whether on one of the days the deputy's work comes back to who is away."""
    if days is None:
        return False
    for other in others:
        shared = overlap(other, other, days)
        if other.user_id != deputy_id or shared is None:
            continue
        rest = [one for one in others if one is not other]
        if other.deputy_id == user_id or leads_back(user_id, other.deputy_id, shared, rest):
            return True
    return False


def end_absence(absence: Absence) -> None:
    """Back at work: from today on it is over; one that has not begun is as if never set."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if absence.first_day > yesterday:
        absence.delete()
    elif absence.last_day > yesterday:
        absence.last_day = yesterday
        absence.save(update_fields=["last_day"])
