"""A draft as a whole: its list of steps, its files, and throwing it away."""

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import drafts
from forms.citizen.access import (
    case_or_404,
    forget,
    grants,
    private,
)
from forms.citizen.overview import overview
from forms.citizen.resuming import AddressForm
from forms.files.downloads import respond
from forms.models import Attachment
from forms.models.drafts import drop_drafts


@private
@require_GET
def tasks(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The list of steps: what is done, what is wrong, what is left."""
    case = case_or_404(request, key)
    if not case.is_draft:
        return redirect("case_receipt", key=key)
    context = {
        "case": case,
        "overview": overview(case, drafts.answers_of(case), drafts.check(case)),
        "pin": grants(request)[key.hex],
        "form": AddressForm(initial={"email": case.email}),
    }
    return render(request, "forms/tasks.html", context)


@private
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Deletes a draft, after asking once more."""
    with transaction.atomic():
        case = case_or_404(request, key, lock=request.method == "POST")
        if not case.is_draft:
            return redirect("case_receipt", key=key)
        if request.method == "GET":
            return render(request, "forms/discard.html", {"case": case})
        page, about = case.form_page, case.about
        drop_drafts([case])
    if about is not None:
        response = redirect("follow_data", key=about.key)
    else:
        response = redirect(page.get_url(request) if page else "/")
    forget(request, response, key)
    return response


@private
@require_GET
def file(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponseBase:
    """A file of one's own case, scanned or not; one that is infected is given to nobody."""
    attachment = get_object_or_404(
        Attachment.every, case=case_or_404(request, key), pk=pk, inspection=None
    )
    if not attachment.opens_for_citizen:
        raise Http404
    return respond(request, attachment)
