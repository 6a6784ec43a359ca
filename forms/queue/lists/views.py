"""The list of cases."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from forms.clock.apologising import prepare_for
from forms.models import SavedList
from forms.queue.bulk.choosing import Bar
from forms.queue.cases import sees_cases
from forms.queue.finding.operators import OPERATORS
from forms.queue.lists.screen import Screen
from forms.queue.screens import show, trail


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """What the address says; the bare address is where the user wants to begin."""
    if not sees_cases(request.user):
        raise PermissionDenied
    saved = list(SavedList.of(request.user))
    start = next((one for one in saved if one.is_start), None)
    if start and not request.GET:
        return redirect(reverse("cases:list") + start.address)
    prepare_for(request.user)
    listing = Screen(request.user, request.GET)
    context = {
        "listing": listing,
        "bar": Bar(listing),
        "saved": saved,
        "opened": next((one for one in saved if str(one.pk) == listing.saved_id), None),
        "shared_url": request.build_absolute_uri(request.path + listing.address(ds="")),
        "operators": OPERATORS,
        "breadcrumbs": trail(),
    }
    return show(request, "list", context)
