"""Who meets a case: staff in the roles they hold at its office, or the citizen it belongs to."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from home.models.offices import roles_of

if TYPE_CHECKING:
    from forms.models import Case

User = AbstractBaseUser | AnonymousUser

#: "Role" of the person the case belongs to, who has no account.
CITIZEN = "citizen"
#: "Roles" that a kind's course fills in: whose the step is that the case stands in, and whose the
#: one that it goes to.
HOLDER, NEXT = "holder", "next"


class Citizen(AnonymousUser):
    """Whoever the case belongs to, as a mover; the caller has seen the proof (code and PIN)."""


def roles_at(user: User, case: "Case") -> set[str]:
    """The roles in which this user meets the case."""
    if isinstance(user, Citizen):
        return {CITIZEN}
    return roles_of(user).get(case.office_id, set())
