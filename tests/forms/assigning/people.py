"""Absences for tests."""

from datetime import date

from django.contrib.auth.models import User
from django.utils import timezone

from forms.models import Absence
from home.models import Office


def absent(
    office: Office,
    user: User,
    deputy: User,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Absence:
    """Today only, unless told."""
    today = timezone.localdate()
    return Absence.objects.create(
        office=office,
        user=user,
        deputy=deputy,
        first_day=first_day or today,
        last_day=last_day or today,
    )
