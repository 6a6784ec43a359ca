"""The colleagues who may be told of a case, as JSON for the page that suggests them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from forms.models import Case
from forms.models.events import name_of
from forms.models.teams import staff_of
from forms.queue.cases import CASE_ROLES, case_or_404, works_on
from forms.states import User
from search.text import fold


def colleagues(case: Case, user: User) -> list[Any]:
    """Whoever else works on cases of the office, and so may see this one; one query."""
    return list(staff_of(case.office_id, CASE_ROLES).exclude(pk=user.pk))


@require_safe
def colleagues_json(request: HttpRequest, pk: int) -> JsonResponse:
    """Those whose name holds what is typed, with or without accents; all if nothing is."""
    case = case_or_404(request.user, pk)
    if not works_on(request.user, case):
        raise PermissionDenied
    typed = fold(request.GET.get("q", "").strip()[:100])
    found = [one for one in colleagues(case, request.user) if typed in fold(name_of(one))]
    told = [{"id": one.pk, "name": name_of(one), "username": one.get_username()} for one in found]
    response = JsonResponse({"colleagues": told})
    patch_cache_control(response, private=True, no_store=True)
    return response
