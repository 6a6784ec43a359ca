"""Which cases are late, as a query on indexed columns."""

from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from forms.clock.halves import AFTERNOON, MORNING, Hours
from forms.states import RUNNING
from home.models.offices import all_offices


def past_noon(office_ids: Collection[int]) -> list[int]:
    """Those of these offices whose morning is over."""
    now = timezone.localtime()
    return [
        office.pk
        for office in all_offices()
        if office.pk in office_ids and Hours.of(office).not_over(now).part == AFTERNOON
    ]


def late(offices: Collection[int]) -> Q:
    """Cases whose limit is over: due before today, or this morning where that is over (`past_noon`
    says at which offices)."""
    today = timezone.localdate()
    if not offices:
        return Q(state__in=RUNNING, next_on__lt=today)
    over = Q(next_on__lt=today) | Q(due_part=MORNING, office_id__in=offices)
    return Q(state__in=RUNNING, next_on__lte=today) & over


def in_time(offices: Collection[int]) -> Q:
    """The same turned round: due later today, or after today."""
    today = timezone.localdate()
    soon = Q(state__in=RUNNING, next_on__gte=today)
    if not offices:
        return soon
    return soon & ~Q(next_on=today, due_part=MORNING, office_id__in=offices)
