"""Who works at an office, and who stands in for whom today."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, QuerySet, Subquery

from forms.models.absences import away
from home.models import OfficeGroup, Role


def staff_of(office_id: int, roles: Iterable[str]) -> QuerySet[Any]:
    """The people who hold one of these roles at the office and may still sign in."""
    held = Q(groups__office_group__office=office_id, groups__office_group__role__in=[*roles])
    people = get_user_model().objects.filter(held, is_active=True)
    return people.order_by("last_name", "first_name", "pk").distinct()


def roles_held(office_id: int, roles: Iterable[str]) -> dict[int, set[str]]:
    """Which of these roles each person of the office holds, as long as they may sign in."""
    groups = OfficeGroup.objects.filter(office=office_id, role__in=[*roles])
    held = groups.filter(group__user__is_active=True).values_list("group__user", "role")
    found: dict[int, set[str]] = {}
    for pk, role in held:
        found.setdefault(pk, set()).add(role)
    return found


class Team:
    """The officers of an office as they are today, with what else is to be known of each; one
    query."""

    def __init__(self, office_id: int, **known: Any) -> None:
        absence = away().filter(office=office_id, user=OuterRef("pk"))
        officers = staff_of(office_id, [Role.OFFICER])
        found = officers.annotate(deputy_id=Subquery(absence.values("deputy")[:1]), **known)
        self.people: dict[int, Any] = {person.pk: person for person in found}

    def taker(self, officer_id: int) -> Any:
        """Who takes what this officer is given: they themselves, their deputy or the deputy's
        deputy, as far as these work here; None if the officer does not."""
        taker, seen = self.people.get(officer_id), {officer_id}
        while taker is not None and taker.deputy_id in self.people.keys() - seen:
            taker = self.people[taker.deputy_id]
            seen.add(taker.pk)
        return taker
