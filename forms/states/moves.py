"""What may be done with a case now, by whom, and if not, why."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from forms.states.guards import YES, Answer
from forms.states.names import Text
from forms.states.people import CITIZEN, User, roles_at
from forms.states.table import Transition
from home.models.offices import Role

if TYPE_CHECKING:
    from forms.models import Case


def ways_from(case: "Case") -> list[Transition]:
    """The rows of the table that lead on from where the case stands."""
    return [row for row in case.course.rows_from(case.state) if row.when(case)]


def transition(case: "Case", to: str) -> Transition | None:
    """The row of the table that leads from the case's state to `to`, if there is one."""
    return next((row for row in ways_from(case) if row.to == to), None)


def may(user: User, case: "Case", to: str) -> Answer:
    """Whether this user may move the case there now, and if not, why."""
    row = transition(case, to)
    if row is None:
        return False, _("Hồ sơ đang ở bước khác nên không làm được việc này.")
    return allows(row, user, case)


def allows(row: Transition, user: User, case: "Case") -> Answer:
    """Whether roles and guards of the row let this user act on the case, and if not, why."""
    roles = case.course.roles(row, case.state)
    if not {*roles} & roles_at(user, case):
        return False, _("Việc này dành cho: %(roles)s.") % {"roles": named(roles)}
    for guard in row.guards:
        allowed, reason = guard(case, user)
        if not allowed:
            return False, reason
    return YES


def named(roles: tuple[str, ...]) -> str:
    """Roles in words; of a move that is the citizen's alone, the citizen."""
    staff = [str(Role(role).label) for role in roles if role != CITIZEN]
    return ", ".join(staff) or str(_("người nộp"))


def open_to(user: User, case: "Case") -> list[tuple[Transition, bool, Text]]:
    """Every way on from here that staff have, each with whether this user may and why not."""
    return [(row, *may(user, case, row.to)) for row in ways_from(case) if row.roles != (CITIZEN,)]
