"""Which office a screen about its people is of."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from forms.queue.cases import worked_offices, works_cases


def office_of(request: HttpRequest) -> tuple[int, dict[int, str]]:
    """The one that the address asks for, as far as the user sees its cases, else the first of
    those; and all those by id."""
    if not works_cases(request.user):
        raise PermissionDenied
    offices = worked_offices(request.user)
    by_text = {str(pk): pk for pk in offices}
    return by_text.get(request.GET.get("don-vi", "")) or next(iter(offices), 0), offices
