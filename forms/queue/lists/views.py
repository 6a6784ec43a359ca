"""The list of cases."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from forms.kinds import KINDS
from forms.queue.cases import sees_cases
from forms.queue.lists.listing import Listing
from forms.queue.lists.paging import SORTS
from forms.queue.screens import show, trail


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    if not sees_cases(request.user):
        raise PermissionDenied
    context = {
        "listing": Listing(request.user, request.GET),
        "kinds": [(code, kind.title) for code, kind in KINDS.items()],
        "sorts": [(code, sort.label) for code, sort in SORTS.items()],
        "breadcrumbs": trail(),
    }
    return show(request, "list", context)
