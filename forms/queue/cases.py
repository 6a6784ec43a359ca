"""Whose cases a member of staff sees: all of the offices where they hold a role on cases.

The Study Promotion Association (Hội Khuyến học) is heard on nominations: it sees those of its
office and no other case, and of them what it needs to judge by (domain: section 14).
"""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404

from forms.models import Attachment, Case
from forms.queue.veiling import by_ids_alone
from forms.states import READ_RESTRICTED, User
from home.models import Role, roles_of
from home.models.offices import all_offices
from home.permissions import is_master, offices_of

#: Who works on the cases of an office.
CASE_ROLES = frozenset({Role.CLERK, Role.OFFICER, Role.DEPUTY, Role.LEADER})
#: Who is heard on cases of one kind, and sees no others.
HEARD_ON = {Role.ASSOCIATION: "nomination"}
#: What they are shown as proof: evidence, and the minutes of the meeting that nominated.
PROOF = ("evidence_", "minutes_file")
READERS = CASE_ROLES | {*HEARD_ON}


def sees_cases(user: User) -> bool:
    return is_master(user) or bool(offices_of(user, READERS))


def works_cases(user: User) -> bool:
    """Whether the user has to do with all cases of an office."""
    return is_master(user) or bool(offices_of(user, CASE_ROLES))


def works_at(user: User, offices: Collection[int]) -> set[int]:
    """Those of the offices at which the user has to do with all cases."""
    return {*offices} if is_master(user) else {*offices} & offices_of(user, CASE_ROLES)


def works_on(user: User, case: Case) -> bool:
    """Whether the user holds a role on this very case; a superuser by that alone does not."""
    return bool(roles_of(user).get(case.office_id, set()) & CASE_ROLES)


def reads_all(user: User, case: Case) -> bool:
    """The same; of a case whose processing is restricted, leaders alone read all of it."""
    desk = READ_RESTRICTED if case.restricted_at else CASE_ROLES
    return bool(roles_of(user).get(case.office_id, set()) & desk)


def read_in_full(user: User) -> Q:
    """The cases of which `reads_all` holds."""
    desk = Q(office_id__in=offices_of(user, CASE_ROLES), restricted_at=None)
    return desk | Q(office_id__in=offices_of(user, READ_RESTRICTED))


def is_heard_on(user: User, case: Case) -> bool:
    """Whether the user is a guest at this case: heard on it, and not of those who work on it."""
    heard = roles_of(user).get(case.office_id, set()) & {*HEARD_ON}
    return case.kind_code in {HEARD_ON[Role(role)] for role in heard} and not works_on(user, case)


def opens(user: User, case: Case, file: Attachment) -> bool:
    """Whether the user may open this file of a case they see."""
    proof = file.case_id == case.pk and file.slot.startswith(PROOF)
    return reads_all(user, case) or (proof and not case.restricted_at and is_heard_on(user, case))


def worked_by(user: User) -> QuerySet[Case]:
    """Everything submitted to the offices whose cases the user works on."""
    cases = Case.objects.filter(submitted_at__isnull=False)
    return cases if is_master(user) else cases.filter(at(offices_of(user, CASE_ROLES)))


def visible_to(user: User) -> QuerySet[Case]:
    """Everything submitted to the user's offices. A superuser reads all, and may move none."""
    return Case.objects.filter(sight_of(user))


def visible_among(user: User, ids: Collection[int]) -> QuerySet[Case]:
    """Those of these cases that the user sees, looked up by nothing but their ids."""
    return by_ids_alone(Case.objects.filter(pk__in=list(ids)), sight_of(user))


def sight_of(user: User) -> Q:
    """What makes a case visible to the user."""
    sent = Q(submitted_at__isnull=False)
    if is_master(user):
        return sent
    worked = offices_of(user, CASE_ROLES)
    seen = at(worked)
    for role, kind_code in HEARD_ON.items():
        if heard := offices_of(user, {role}) - worked:
            theirs = at(heard) & Q(kind_code=kind_code)
            seen = seen | theirs if worked else theirs
    return sent & seen


def at(offices: Collection[int]) -> Q:
    """Plain equality for one office: the database reads such a list off its index."""
    return Q(office_id=next(iter(offices))) if len(offices) == 1 else Q(office_id__in=offices)


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
    """The names of the offices of which the user sees cases, by id."""
    return named(user, READERS)


def worked_offices(user: User) -> dict[int, str]:
    """The names of the offices whose cases the user works on, by id."""
    return named(user, CASE_ROLES)


def named(user: User, roles: Collection[str]) -> dict[int, str]:
    theirs = None if is_master(user) else offices_of(user, roles)
    return {
        office.pk: office.short_name
        for office in all_offices()
        if theirs is None or office.pk in theirs
    }
