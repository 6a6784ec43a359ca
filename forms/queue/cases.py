"""Whose cases a member of staff sees: all of the offices where they hold a role on cases."""

from django.db.models import QuerySet
from django.http import Http404

from forms.models import Case
from forms.states import User
from home.models import Office, Role, roles_of
from home.permissions import is_master, offices_of

CASE_ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.LEADER})


def sees_cases(user: User) -> bool:
    return is_master(user) or bool(offices_of(user, CASE_ROLES))


def works_on(user: User, case: Case) -> bool:
    """Whether the user holds a role on this very case; a superuser by that alone does not."""
    return bool(roles_of(user).get(case.office_id, set()) & CASE_ROLES)


def reads_all(user: User, case: Case) -> bool:
    """The same; of a case whose processing is restricted, leaders alone read all of it."""
    desk = frozenset({Role.LEADER}) if case.restricted_at else CASE_ROLES
    return bool(roles_of(user).get(case.office_id, set()) & desk)


def visible_to(user: User) -> QuerySet[Case]:
    """Everything submitted to the user's offices. A superuser reads all, and may move none."""
    cases = Case.objects.filter(submitted_at__isnull=False)
    if is_master(user):
        return cases
    offices = offices_of(user, CASE_ROLES)
    if len(offices) == 1:  # plain equality: the database reads such a list off its index
        return cases.filter(office_id=offices.pop())
    return cases.filter(office_id__in=offices)


def case_or_404(user: User, pk: int) -> Case:
    """A case of another office and one that does not exist are the same 404."""
    place = ("office__site__root_page", "assignee", "commune", "about__office")
    kept = ("agreed_text", "asked_text", "batch_row__batch")
    cases = visible_to(user).select_related(*place, *kept)
    case = cases.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def seen_offices(user: User) -> dict[int, str]:
    """The names of the offices whose cases the user sees, by id."""
    offices = (
        Office.objects.all()
        if is_master(user)
        else Office.objects.filter(pk__in=offices_of(user, CASE_ROLES))
    )
    return dict(offices.values_list("pk", "short_name"))
