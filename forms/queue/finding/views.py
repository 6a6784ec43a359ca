"""The search box: posted, and answered with the list's address; and what it suggests."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST

from forms.queue.cases import seen_offices, sees_cases
from forms.queue.finding.reading import LONGEST
from forms.queue.finding.sealed import NAME, Typed
from forms.queue.finding.suggesting import suggestions
from forms.queue.lists.tabs import Desk


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Leads to the list that was asked for; what was typed into the box is sealed on the way."""
    if not sees_cases(request.user):
        raise PermissionDenied
    query = request.POST.copy()
    query[NAME] = Typed.of(query.get("q", "")).sealed
    for name in ("csrfmiddlewaretoken", "q", *[name for name in query if not query[name]]):
        query.pop(name, None)
    return redirect(f"{reverse('cases:list')}?{query.urlencode()}")


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Posted too, so that half a name lands in no log."""
    if not sees_cases(request.user):
        raise PermissionDenied
    desk = Desk.of(request.user, set(seen_offices(request.user)))
    typed = request.POST.get("q", "")[:LONGEST]
    response = JsonResponse({"suggestions": suggestions(typed, desk)})
    patch_cache_control(response, private=True, no_store=True)
    return response
