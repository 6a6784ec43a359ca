"""The papers that a citizen was given: each as a page, and the same as a PDF to keep."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from forms.citizen.access import case_or_404, private
from forms.models import Case, Slip
from forms.slips.papers import FOR_CITIZENS
from forms.slips.showing import Shown, downloaded, shown


def slips_of(case: Case) -> list[Shown]:
    """In the order in which they were issued."""
    return [Shown(slip) for slip in case.slips.filter(form__in=FOR_CITIZENS)]


@private
@require_GET
def page(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """The twin of the PDF: the same words, for any reader and any printer."""
    slip = slip_or_404(request, key, pk)
    found = shown(slip)
    context = {"case": slip.case, "shown": found}
    return render(request, "forms/slip.html", context, status=found.status)


@private
@require_GET
def pdf(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponseBase:
    """Where there is no PDF, the page says why."""
    response = downloaded(request, slip_or_404(request, key, pk))
    return response or redirect("follow_slip", key=key, pk=pk)


def slip_or_404(request: HttpRequest, key: uuid.UUID, pk: int) -> Slip:
    """A paper of this case; another case's, and one for the office alone, are not there."""
    case = case_or_404(request, key, helpers=True)
    slip = Slip.objects.filter(case=case, form__in=FOR_CITIZENS, pk=pk).first()
    if slip is None:
        raise Http404
    slip.case = case
    return slip
