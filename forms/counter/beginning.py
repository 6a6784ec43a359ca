"""The counter's first page: which forms take a paper case, what is begun; and beginning one."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from forms.counter.desk import (
    Offer,
    counters_of,
    intake_or_404,
    offer_or_404,
    offers,
    seen_counters,
    unfinished,
)
from forms.files.downloads import respond
from forms.filing.origins import Origin
from forms.models import Attachment, Case
from forms.models.drafts import drop_drafts
from forms.queue.screens import show, trail
from forms.sealing import seal, unseal

OFFICE_LANGUAGE = "vi"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Clerks choose a form or go on; leaders read what lies unfinished."""
    offices = seen_counters(request.user)
    if not offices:
        raise PermissionDenied
    begun, mine = unfinished(offices), counters_of(request.user)
    context = {
        "offers": offers(offices.filter(pk__in=mine)),
        "serves": bool(mine),
        "several": len(offices) > 1,
        "own": [case for case in begun if case.taken_in_by == request.user],
        "others": [case for case in begun if case.taken_in_by != request.user],
        "mine": mine,
        "ticket": seal(["intake", request.user.pk, uuid.uuid4().hex]),
        "breadcrumbs": counter_trail(),
    }
    return show(request, "counter/start", context)


def counter_trail(*steps: tuple[str, object]) -> list[dict[str, object]]:
    return trail((reverse("cases:counter"), _("Tiếp nhận tại quầy")), *steps)


@require_POST
def begin(request: HttpRequest, form_pk: int) -> HttpResponse:
    """Begins a paper case; a button pressed twice begins one."""
    offer = offer_or_404(request.user, form_pk)
    if offer.stop:
        messages.warning(request, offer.stop.label)
        return redirect("cases:counter")
    key = key_of(request, offer)
    with transaction.atomic():
        case, _made = Case.objects.get_or_create(key=key, defaults=blank(request, offer))
    return redirect("cases:intake_step", key=case.key, slug=case.kind.steps[0].slug)


def key_of(request: HttpRequest, offer: Offer) -> uuid.UUID:
    """The key of the draft that this page of the counter begins with this form."""
    try:
        found = unseal(request.POST.get("ticket", ""))
    except ValueError:
        found = None
    if not isinstance(found, list) or found[:2] != ["intake", request.user.pk]:
        return uuid.uuid4()
    return uuid.uuid5(uuid.UUID(found[2]), str(offer.page.pk))


def blank(request: HttpRequest, offer: Offer) -> dict[str, object]:
    """A draft that no citizen can open: its PIN is made when it is filed."""
    return {
        "office": offer.office,
        "form_page": offer.page,
        "kind_code": offer.page.kind_code,
        "kind_version": offer.page.kind.version,
        "language": OFFICE_LANGUAGE,
        "origin": Origin.COUNTER,
        "taken_in_by": request.user,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Deletes what was begun, after asking once more."""
    with transaction.atomic():
        case = intake_or_404(request.user, key, lock=request.method == "POST")
        if not case.is_draft:
            return redirect("cases:case", pk=case.pk)
        if request.method == "POST":
            drop_drafts([case])
            messages.success(request, _("Đã xóa hồ sơ nhập dở."))
            return redirect("cases:counter")
    title = _("Xóa hồ sơ nhập dở")
    context = {"case": case, "title": title, "breadcrumbs": counter_trail(("", title))}
    return show(request, "counter/discard", context)


@require_safe
def file(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponseBase:
    """A scan of what is being taken in, as whoever scanned it sees it."""
    case = intake_or_404(request.user, key)
    if not case.is_draft:
        return redirect("cases:file", pk=case.pk, attachment_pk=pk)
    attachment = get_object_or_404(Attachment.every, case=case, pk=pk)
    if not attachment.opens_for_staff:
        messages.warning(request, _("Tệp này chưa mở được: đang chờ quét vi-rút hoặc có mã độc."))
        return redirect("cases:intake", key=key)
    return respond(request, attachment)
