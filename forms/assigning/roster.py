"""The officers of an office with what each has to do, and who is away."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from forms.clock.lateness import in_time, late, past_noon
from forms.models import Absence, Case
from forms.models.absences import away
from forms.models.events import name_of
from forms.models.teams import staff_of
from forms.states import State
from home.models import Role


@dataclass(frozen=True)
class Load:
    """What an officer has open at an office."""

    open: int = 0
    soon: int = 0
    overdue: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Member:
    """One officer, their load, and their absence if they are away today."""

    user: Any
    load: Load
    absence: Absence | None

    @property
    def name(self) -> str:
        return name_of(self.user)

    @property
    def deputy(self) -> str:
        return name_of(self.absence.deputy) if self.absence else ""


def open_cases(office_id: int) -> QuerySet[Case]:
    """What somebody has open, read off an index: a case of which nothing is due is not work."""
    cases = Case.objects.filter(office=office_id, assignee__isnull=False, next_on__lt=date.max)
    return cases.order_by()


def number_open(office_id: int) -> Coalesce:
    """The same counted, for a query of officers."""
    theirs = open_cases(office_id).filter(assignee=OuterRef("pk")).values("assignee")
    return Coalesce(Subquery(theirs.values(number=Count("pk"))), 0)


def loads(office_id: int, soon: date) -> dict[int, Load]:
    """By officer; one query."""
    noon = past_noon([office_id])
    found = (
        open_cases(office_id)
        .values_list("assignee")
        .annotate(
            having=Count("pk"),
            nearly_due=Count("pk", filter=in_time(noon) & Q(next_on__lte=soon)),
            past_due=Count("pk", filter=late(noon)),
            at_citizen=Count("pk", filter=Q(state=State.SUPPLEMENT)),
        )
    )
    return {officer: Load(*counts) for officer, *counts in found}


def roster(office_id: int, today: date, soon: date) -> list[Member]:
    """Three queries, however many officers and cases."""
    loaded = loads(office_id, soon)
    absent = {one.user_id: one for one in absences_today(office_id, today)}
    return [
        Member(user, loaded.get(user.pk, Load()), absent.get(user.pk))
        for user in staff_of(office_id, [Role.OFFICER])
    ]


def absences_today(office_id: int, today: date) -> QuerySet[Absence]:
    return away(today).filter(office=office_id).select_related("deputy")
