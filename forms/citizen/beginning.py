"""A new case: its first step, and the draft that comes to be when something is sent."""

import uuid
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import (
    allow,
    carried,
    form_page_or_404,
    grants,
    office_of,
    opened,
    opening,
    private,
    sent_twice,
)
from forms.citizen.fill import answer, send_step, show
from forms.citizen.limits import exceeded, too_many
from forms.citizen.receiving import is_typing, received, receives_files
from forms.citizen.stopped import stopped
from forms.kinds.base import Step
from forms.kinds.carried import linked
from forms.models import Case, FormPage
from forms.states import State


@private
@receives_files
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, page_id: int) -> HttpResponse:
    """The first step; a draft comes to be only when something is sent."""
    page = form_page_or_404(request, page_id)
    stop = page.stop
    if stop and not carried(page, request.POST.get("key", "")):
        return stopped(request, stop, page, next(iter(begun_before(request, page)), None))
    step = page.kind.steps_for({})[0]
    if request.method == "POST":
        return begin_with(request, page, step)
    if "moi" not in request.GET and (begun := begun_before(request, page)):
        anew = "?" + urlencode([*request.GET.lists(), ("moi", "1")], doseq=True)
        return render(request, "forms/begun.html", {"begun": begun, "anew": anew})
    case, _pin = drafts.begin(page, office_of(request), uuid.uuid4())
    plain = step(case.office, {})
    form = step(case.office, linked(plain, request.GET), sources=plain.sources)
    return show(request, case, form, opening=opening(page))


def begun_before(request: HttpRequest, page: FormPage) -> list[Case]:
    """Drafts of the same form that this browser holds, newest first; in whatever language."""
    held = grants(request)
    if not held:
        return []
    begun = Case.objects.filter(
        key__in=held,
        state=State.DRAFT,
        form_page__translation_key=page.translation_key,
        office=office_of(request),
    )
    return list(begun.select_related("office").order_by("-changed_at"))


def begin_with(request: HttpRequest, page: FormPage, step: type[Step]) -> HttpResponse:
    """Makes the draft of the key that the page carried: sent twice, it is still one draft."""
    scope = "begin-typing" if is_typing(request) else "begin"
    if exceeded(request, scope):
        return too_many(request, scope)
    files = received(request)
    key, pin = opened(page, request.POST.get("key", ""))
    try:
        case, form = new_draft(request, page, step, files, key, pin)
    except IntegrityError:
        if sent_twice(request, key, pin):
            return send_step(request, key, step.slug)
        key, pin = opened(page, "")
        case, form = new_draft(request, page, step, files, key, pin)
    stop = page.stop  # ended while the first page was filled in: what was typed is kept
    response = stopped(request, stop, page, case) if stop else answer(request, case, form)
    allow(request, response, key, pin)
    return response


def new_draft(
    request: HttpRequest,
    page: FormPage,
    step: type[Step],
    files: drafts.Files,
    key: uuid.UUID,
    pin: str,
) -> tuple[Case, Step]:
    case, _pin = drafts.begin(page, office_of(request), key, pin)
    with transaction.atomic():
        case.save(force_insert=True)
        return case, drafts.take(case, step, request.POST, files)
