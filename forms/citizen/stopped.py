"""The page of a form that takes no case now: what happened, what is kept, what to do instead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forms.citizen.access import all_forms
from forms.filing.taking import Stop
from forms.models import Case, FormPage


def stopped(
    request: HttpRequest, stop: Stop, page: FormPage | None, case: Case | None = None
) -> HttpResponse:
    """Never a dead end; `case` is the draft that is kept."""
    context = {"stop": stop, "page": page, "case": case, "forms": all_forms(request)}
    return render(request, "forms/closed.html", context, status=stop.status)
