"""Filling in a draft, step by step."""

import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import (
    allow,
    case_or_404,
    grants,
    office_of,
    private,
)
from forms.citizen.attaching import attach
from forms.citizen.changing import back, from_check, reveal, was, way_back
from forms.citizen.code_and_pin import PinAlone, guessing, proven
from forms.citizen.kept import Kept
from forms.citizen.limits import exceeded, too_many
from forms.citizen.overview import waits_for
from forms.citizen.rearranging import VERBS, rearranged
from forms.citizen.receiving import is_typing, received, receives_files
from forms.files.uploads import LARGEST
from forms.kinds.base import Step, posted
from forms.models import Case
from forms.references import draft_code
from search.numbers import row_id


@private
@receives_files
@require_http_methods(["GET", "POST"])
def step_view(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """One step of a draft."""
    if request.method == "POST":
        if key.hex not in grants(request):  # before any file is looked at
            return open_and_send(request, key, slug)
        return send_step(request, key, slug)
    case = case_or_404(request, key)
    if not case.is_draft:
        return redirect("case_receipt", key=key)
    step = step_or_404(case, slug)
    if step is None:
        return redirect("case_tasks", key=key)
    return show(request, case, stored_step(case, step, "kiem-tra" in request.GET))


def open_and_send(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """A step sent by a browser that may not open its draft, or no longer: asks for the PIN.

    Whether there is such a draft makes no difference to the answer.
    """
    kept, typed = Kept.of(request), "pin" in request.POST
    if kept is None or is_typing(request):
        raise Http404
    code = draft_code(key)
    if typed and exceeded(request, "pairs"):
        return too_many(request, "pairs")
    if typed and proven(request, key):
        response = send_step(request, key, slug)
        allow(request, response, key, grants(request)[key.hex])
        return response
    if typed and guessing(request, office_of(request).pk, code):
        return too_many(request, "pin")
    form = PinAlone(request.POST if typed else None)
    if typed and form.is_valid():
        form.add_error("pin", _("Mã PIN không đúng."))
    context = {"kept": kept, "form": form, "code": code}
    return render(request, "forms/pin_again.html", context, status=404)


def send_step(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """Takes in what was sent for a step."""
    scope = "typing" if is_typing(request) else "step"
    if exceeded(request, scope):
        return too_many(request, scope)
    files = received(request)
    with transaction.atomic():
        case = case_or_404(request, key, lock=True)
        if not case.is_draft:
            return redirect("case_receipt", key=key)
        step = step_or_404(case, slug)
        if step is None:
            return redirect("case_tasks", key=key)
        verb, _colon, what = request.POST.get("act", "").partition(":")
        if verb == "attach":
            return attach(request, case, step, files, what)
        try:
            form = drafts.take(case, step, request.POST, files)
        except drafts.Newer as newer:
            if is_typing(request):
                return HttpResponse(status=409)
            return show(request, case, newer.form, status=409)
        if verb == "drop":
            case.attachments.filter(pk=row_id(what)).delete()
    response = answer(request, case, form)
    allow(request, response, key, grants(request)[key.hex])
    return response


def step_or_404(case: Case, slug: str) -> type[Step] | None:
    """The step, or None when another answer has ruled it out since the page was opened."""
    if slug not in {step.slug for step in case.kind.steps}:
        raise Http404
    return case.kind.step(slug, drafts.answers_of(case))


def stored_step(case: Case, step: type[Step], judge: bool) -> Step:
    """A step as it was left; judged, it shows what is wrong."""
    answers = drafts.answers_of(case)
    data = posted(step, answers) if judge else None
    return step(case.office, answers, data, attachments=drafts.attached(case))


def answer(request: HttpRequest, case: Case, form: Step) -> HttpResponse:
    """Where a sent step leads: on, back to the list, to the changed row, or to its mistakes."""
    act = request.POST.get("act", "")
    verb = act.partition(":")[0]
    if is_typing(request):
        return saved(request, case, form)
    if form.upload_errors:
        return show(request, case, form, status=422)
    if verb == "drop" or verb in VERBS:
        change = rearranged(form, act)
        anchor = f"#{change.anchor}" if change else ""
        return HttpResponseRedirect(here(request, case, form) + anchor)
    if verb == "save":
        return redirect("case_tasks", key=case.key)
    if not form.is_valid():
        return show(request, case, form, status=422)
    if from_check(request):
        return back(request, case, form)
    slugs = [step.slug for step in drafts.steps_of(case)]
    after = slugs[slugs.index(form.slug) + 1 :] if form.slug in slugs else []
    if after:
        return redirect("case_step", key=case.key, slug=after[0])
    return redirect("case_check", key=case.key)


def saved(request: HttpRequest, case: Case, form: Step) -> JsonResponse:
    """Tells the script what is stored now, since when, and where the step is."""
    return JsonResponse(
        {
            "seen": drafts.stamp(case, form),
            "saved_at": f"{timezone.localtime(case.changed_at):%H:%M}",
            "action": here(request, case, form),
        }
    )


def here(request: HttpRequest, case: Case, form: Step) -> str:
    """The address of a step of a draft."""
    path = reverse("case_step", kwargs={"key": case.key, "slug": form.slug})
    return path + way_back(request)


def show(
    request: HttpRequest, case: Case, form: Step, status: int = 200, opening: str = ""
) -> HttpResponse:
    """The page of one step; `opening` is what a page carries whose draft is not begun yet."""
    slugs = [step.slug for step in drafts.steps_of(case)]
    place = slugs.index(form.slug)
    reveal(request, form)
    context = {
        "case": case,
        "form": form,
        "opening": opening,
        "seen": drafts.stamp(case, form),
        "largest": LARGEST,
        "was": was(request, case, form),
        "newer": status == 409,
        "number": place + 1,
        "total": len(slugs),
        "before": slugs[place - 1] if place else None,
        "waits_for": waits_for(case.kind, type(form), form.answers),
        "action": here(request, case, form) if case.pk else request.path,
    }
    return render(request, "forms/step.html", context, status=status)
