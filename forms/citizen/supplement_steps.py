"""Completing a sent case: the marked points, step by step.

Everything is saved at once, as in a draft. Only what is open can be changed, whatever is sent
(R-09); two windows never overwrite each other silently (R-07).
"""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, grants, private
from forms.citizen.limits import exceeded, too_many
from forms.citizen.rearranging import VERBS, rearranged
from forms.citizen.receiving import is_typing, received, receives_files
from forms.citizen.supplement import last_sent, over
from forms.files.uploads import LARGEST
from forms.kinds.base import Step, posted
from forms.models import Case
from forms.models.attachments import take_away
from forms.supplements.answering import Answering
from forms.supplements.showing import Page, tasks
from search.numbers import row_id


@private
@receives_files
@require_http_methods(["GET", "POST"])
def step_view(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """One step: what is open can be answered, the rest is there to read."""
    if request.method == "POST":
        return send_step(request, key, slug)
    answering = Answering.of(case_or_404(request, key))
    if answering is None:
        return over(request, key)
    step = step_or_404(answering, slug)
    if step is None:
        return redirect("follow_supplement", key=key)
    answers = drafts.answers_of(answering)
    data = posted(step, answers) if "kiem-tra" in request.GET else None
    form = step(answering.office, answers, data, attachments=answering.held)
    return show(request, answering, form)


def step_or_404(answering: Answering, slug: str) -> type[Step] | None:
    """The step, or None when another answer has ruled it out since the page was opened."""
    if slug not in {step.slug for step in answering.kind.steps}:
        raise Http404
    return answering.kind.step(slug, drafts.answers_of(answering))


def send_step(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """Takes in what was sent for the open points of a step."""
    scope = "typing" if is_typing(request) else "step"
    if key.hex not in grants(request):  # before any file is looked at
        raise Http404
    if exceeded(request, scope):
        return too_many(request, scope)
    files = received(request)
    with transaction.atomic():
        answering = Answering.of(case_or_404(request, key, lock=True))
        if answering is None:
            return ended(request, key, slug)
        step = step_or_404(answering, slug)
        if step is None:
            return redirect("follow_supplement", key=key)
        verb, _colon, what = request.POST.get("act", "").partition(":")
        if verb == "attach":
            return attach(request, answering, step, files, what)
        try:
            form = answering.take(step, request.POST, files)
        except drafts.Newer as newer:
            if is_typing(request):
                return HttpResponse(status=409)
            return show(request, answering, newer.form, status=409)
        if verb == "drop":
            drop(answering, row_id(what))
    return answer(request, answering, form)


def drop(answering: Answering, pk: int) -> None:
    """Takes a file away that the citizen may take away; one that was sent stays until sending."""
    if file := answering.may_drop(pk):
        take_away([file], answering.supplement)
        answering.judge_again()


def attach(
    request: HttpRequest, answering: Answering, step: type[Step], files: drafts.Files, slot: str
) -> HttpResponse:
    """Keeps the files of one open place and answers with what it holds now."""
    held = drafts.attached(answering)
    form = step(answering.office, drafts.answers_of(answering))
    if slot not in form.slots or slot not in answering.opens(form):
        raise Http404
    reasons = drafts.take_files(answering, form, {slot: files.get(slot, [])}, held).get(slot, [])
    form.attachments = held
    answering.save()
    context = {"case": answering.case, "part": form.files_part(slot), "reasons": reasons}
    return render(request, "forms/includes/held.html", context, status=422 if reasons else 200)


def answer(request: HttpRequest, answering: Answering, form: Step) -> HttpResponse:
    """Where a sent step leads: on, back to the list, to the changed row, or to its mistakes."""
    act = request.POST.get("act", "")
    verb = act.partition(":")[0]
    if is_typing(request):
        return saved(answering, form)
    if form.upload_errors:
        return show(request, answering, form, status=422)
    if verb == "drop" or verb in VERBS:
        change = rearranged(form, act)
        return HttpResponseRedirect(request.path + (f"#{change.anchor}" if change else ""))
    if verb == "save":
        return redirect("follow_supplement", key=answering.key)
    if form.slug in answering.to_mend:
        return show(request, answering, form, status=422)
    slugs = [task.slug for task in tasks(answering)]
    after = slugs[slugs.index(form.slug) + 1 :] if form.slug in slugs else []
    if after:
        return redirect("supplement_step", key=answering.key, slug=after[0])
    return redirect("supplement_check", key=answering.key)


def saved(answering: Answering, form: Step) -> JsonResponse:
    """Tells the script what is stored now, since when, and where the step is."""
    at = timezone.localtime(answering.supplement.changed_at)
    path = reverse("supplement_step", kwargs={"key": answering.key, "slug": form.slug})
    seen_now = drafts.stamp(answering, form)
    return JsonResponse({"seen": seen_now, "saved_at": f"{at:%H:%M}", "action": path})


def show(request: HttpRequest, answering: Answering, form: Step, status: int = 200) -> HttpResponse:
    context = {
        "case": answering.case,
        "supplement": answering.supplement,
        "form": form,
        "shown": Page(answering, form),
        "seen": drafts.stamp(answering, form),
        "largest": LARGEST,
        "newer": status == 409,
        "action": request.path,
    }
    return render(request, "forms/supplement/step.html", context, status=status)


def ended(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """What was typed after the case went on goes nowhere; it is shown, to be copied."""
    if last_sent(key):
        return redirect("supplement_sent", key=key)
    case = case_or_404(request, key)
    if is_typing(request):
        return HttpResponse(status=409)
    context = {"case": case, "typed": typed_in(request, case, slug)}
    return render(request, "forms/supplement/ended.html", context, status=409)


#: What a page sends by itself.
OURS = ("csrfmiddlewaretoken", "seen", "act", "clerk")


def typed_in(request: HttpRequest, case: Case, slug: str) -> list[tuple[Any, str]]:
    """Label and text of all that somebody typed in a step."""
    step = next((step for step in case.kind.steps if step.slug == slug), None)
    labels = {name: field.label for name, field in step.base_fields.items()} if step else {}
    return [
        (labels.get(name, ""), value)
        for name, values in request.POST.lists()
        if name not in OURS and not name.endswith("-count")
        for value in values
        if value
    ]
