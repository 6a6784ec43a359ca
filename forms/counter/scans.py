"""Scanning later what was taken in on paper: what the office owes its own case."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms.citizen.drafts import Files, attached
from forms.citizen.receiving import receives_files, scanned
from forms.counter.answers import case_trail
from forms.files.uploads import keep
from forms.kinds.inputs import UploadField
from forms.kinds.papers import OWED, owed
from forms.models import Case, Event
from forms.models.events import record
from forms.queue.case.desk import served_or_404
from forms.queue.screens import show
from forms.states import User
from search.throttle import client_ip

Reasons = dict[str, list[str]]


@receives_files
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A place for each component whose papers wait; what was scanned is no longer owed."""
    case = served_or_404(request.user, pk)
    reasons: Reasons = {}
    if request.method == "POST":
        files = scanned(request)
        done, reasons = take(case, files, request.user, client_ip(request))
        if done:
            messages.success(request, _("Đã ghi bản quét vào hồ sơ."))
        if not reasons:
            return redirect("cases:case" if done else "cases:scans", pk=pk)
        case.refresh_from_db()
    title = _("Quét giấy tờ đã nhận")
    slots = owed(case.all_answers, attached(case))
    places = places_of(case, slots)
    context = {
        "case": case,
        "title": title,
        "places": [(slot, places[slot], reasons.get(slot, [])) for slot in slots],
        "breadcrumbs": case_trail(case, title),
    }
    return show(request, "counter/scans", context, 422 if reasons else 200)


def places_of(case: Case, slots: list[str]) -> dict[str, UploadField]:
    """What these components take; of one that the form does not ask any more, any scan."""
    steps = case.kind.check(case.office, case.all_answers, {}, at_counter=True)
    known = {name: field for step in steps for name, field in step.fields.items()}
    found = {slot: known.get(slot) for slot in slots}
    return {
        slot: field if isinstance(field, UploadField) else UploadField(many=True, types=ANY)
        for slot, field in found.items()
    }


ANY = ("pdf", "jpg", "png")


@transaction.atomic
def take(case: Case, files: Files, user: User, ip: str) -> tuple[list[str], Reasons]:
    """Keeps the scans of what is owed; returns what was scanned, and why other files were not."""
    held_case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    held_case.office = case.office
    held = attached(held_case)
    slots = owed(held_case.all_answers, held)
    reasons: Reasons = {}
    for slot, place in places_of(held_case, slots).items():
        if refused := keep(held_case, slot, place, files.get(slot, []), held):
            reasons[slot] = refused
    done = [slot for slot in slots if held.get(slot)]
    if done:
        pay(held_case, done, held, user, ip)
    return done, reasons


def pay(case: Case, slots: list[str], held: Mapping[str, Any], user: User, ip: str) -> None:
    """The components are owed no more, and the history says so."""
    paid = {slot + OWED for slot in slots}
    case.replace_answers({n: value for n, value in case.all_answers.items() if n not in paid})
    names = "; ".join(held[slot][0].label for slot in slots)
    record(case, Event.Act.SCANNED, actor=user, ip=ip, note=names)
    case.save()
