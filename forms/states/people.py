"""Who meets a case: staff in the roles they hold at its office, or the citizen it belongs to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from home.models.offices import Role, roles_of

if TYPE_CHECKING:
    from forms.models import Case

User = AbstractBaseUser | AnonymousUser

#: "Role" of the person the case belongs to, who has no account.
CITIZEN = "citizen"
#: "Roles" that a kind's course fills in: whose the step is that the case stands in, and whose the
#: one that it goes to.
HOLDER, NEXT = "holder", "next"
#: Who alone still reads all of a case whose processing is restricted (Law 91/2025/QH15).
READ_RESTRICTED = frozenset({Role.LEADER})


class Citizen(AnonymousUser):
    """Whoever the case belongs to, as a mover; the caller has seen the proof (code and PIN)."""


def roles_at(user: User, case: "Case") -> set[str]:
    """The roles in which this user meets the case."""
    if isinstance(user, Citizen):
        return {CITIZEN}
    return roles_of(user).get(case.office_id, set())


def stand_ins(officer_id: int, deputies: Mapping[int, int]) -> list[int]:
    """Who does the work of somebody who is away: the deputy, the deputy of one who is away too, and
    so on; `deputies` has those of all who are away."""
    found: list[int] = []
    following = deputies.get(officer_id)
    while following is not None and following not in found:
        found.append(following)
        following = deputies.get(following)
    return found
