"""A citizen's rights over the data of a case: what can be asked, what was, and a copy of it all."""

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from forms.citizen.access import allow, case_or_404, grants, private
from forms.citizen.limits import exceeded, too_many
from forms.copies.download import copy_of
from forms.kinds.data_request import DataRequestKind
from forms.models import Case
from forms.models.permissions import allowed
from forms.references import pin_digest, pin_matches
from forms.requests.granting import granted_until
from forms.sealing import seal
from forms.states import State

KIND = DataRequestKind.code


@private
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What may be asked about this case and what was; a POST begins a new request."""
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_tasks", key=key)
    if case.about_id:
        return redirect("follow_case", key=key)
    if request.method == "POST":
        if exceeded(request, "begin"):
            return too_many(request, "begin")
        return begin(request, key)
    context = {
        "case": case,
        "requests": list(case.requests.order_by("-pk")),
        "allowed": [one for one in allowed(case) if not one.withdrawn_at],
    }
    return render(request, "forms/data_rights.html", context)


@transaction.atomic
def begin(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Goes on with the request that is not sent yet, else begins one: clicked twice, it is one.

    It opens with the PIN of the case, so that a citizen has one PIN to keep.
    """
    case = case_or_404(request, key, lock=True)
    draft = case.requests.filter(state=State.DRAFT).first()
    begun = draft is not None
    pin = grants(request)[key.hex]
    if draft is None:
        draft = new_request(case, pin)
    if begun:
        response = redirect("case_tasks", key=draft.key)
    else:
        response = redirect("case_step", key=draft.key, slug=DataRequestKind.steps[0].slug)
    take_along(request, response, draft, pin)
    return response


def new_request(case: Case, pin: str) -> Case:
    """A draft about this case, which knows of it what nobody should type again."""
    draft = Case(
        office=case.office,
        about=case,
        kind_code=KIND,
        kind_version=DataRequestKind.version,
        language=get_language() or case.language,
        sealed_pin=seal(pin),
    )
    draft.pin_digest = pin_digest(draft.key.hex, pin)
    draft.store(
        {
            "about_code": case.code,
            "about_kind": case.kind_code,
            "requester_name": case.applicant,
            "requester_phone": case.phone,
            "requester_email": case.email,
        }
    )
    draft.save()
    return draft


@private
@require_GET
def open_request(request: HttpRequest, key: uuid.UUID, request_key: uuid.UUID) -> HttpResponse:
    """Leads from a case to one of the requests about it, on whichever device."""
    case = case_or_404(request, key)
    asked = get_object_or_404(case.requests, key=request_key)
    response = redirect("case_tasks" if asked.is_draft else "follow_case", key=asked.key)
    take_along(request, response, asked, grants(request)[key.hex])
    return response


def take_along(request: HttpRequest, response: HttpResponse, asked: Case, pin: str) -> None:
    """Whoever opens a case opens the requests about it, with its PIN, even one replaced since."""
    if not pin_matches(asked.key.hex, pin, asked.pin_digest):
        Case.objects.filter(pk=asked.pk).update(pin_digest=pin_digest(asked.key.hex, pin))
    allow(request, response, asked.key, pin)


@private
@require_POST
def copy(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """All of one's own case in one file; of a request that was granted, all of the case it was
    about."""
    case = case_or_404(request, key)
    if case.is_draft:
        raise Http404
    if exceeded(request, "copy", case.key.hex):
        return too_many(request, "copy")
    granted = case.about if granted_until(case) else None
    return copy_of(granted or case, get_language() or case.language)
