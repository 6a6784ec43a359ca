"""The page of one step at the counter, and what its buttons do."""

import uuid
from collections.abc import Callable

from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.changing import from_check, way_back
from forms.citizen.drafts import Files
from forms.citizen.rearranging import VERBS, rearranged
from forms.citizen.receiving import is_typing, receives_files, scanned
from forms.citizen.supplement_steps import typed_in
from forms.counter.beginning import counter_trail
from forms.counter.desk import brought_or_404, intake_or_404
from forms.counter.filling import Brought, Filling, Intake
from forms.counter.lost_login import typed
from forms.files.uploads import LARGEST
from forms.kinds.base import Step
from forms.models import Case
from forms.queue.case.reading import read
from forms.queue.screens import show
from forms.states import User
from forms.supplements.answering import Answering
from search.numbers import row_id

#: Reads what is filled in, locked until the transaction ends if so asked.
Load = Callable[[bool], Filling]


class Over(Exception):
    """There is nothing to fill in any more: somebody has filed it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(case.pk)


def intake_of(user: User, key: uuid.UUID, lock: bool = False) -> Intake:
    case = intake_or_404(user, key, lock=lock)
    if not case.is_draft:
        raise Over(case)
    return Intake(case)


def brought_of(user: User, pk: int, lock: bool = False) -> Brought:
    case = brought_or_404(user, pk)
    if lock:
        held = Case.objects.select_for_update(of=("self",)).get(pk=pk)
        held.office, case = case.office, held
    answering = Answering.of(case, at_counter=case.at_counter)
    if answering is None:
        raise Over(case)
    return Brought(answering)


@receives_files
@require_http_methods(["GET", "HEAD", "POST"])
def intake_step(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    return step_page(request, slug, lambda lock: intake_of(request.user, key, lock))


@receives_files
@require_http_methods(["GET", "HEAD", "POST"])
def brought_step(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    return step_page(request, slug, lambda lock: brought_of(request.user, pk, lock))


def step_page(request: HttpRequest, slug: str, load: Load) -> HttpResponse:
    try:
        filling = load(False)  # who may not, sends no file either
        if request.method == "POST":
            return send_step(request, slug, load)
    except Over as over:
        return ended(request, slug, over.case)
    step = step_or_404(filling, slug)
    if step is None:
        return redirect(filling.overview)
    again = typed(request)
    form = filling.form(step, "kiem-tra" in request.GET, again)
    return show_step(request, filling, form, again=again)


def step_or_404(filling: Filling, slug: str) -> type[Step] | None:
    """The step, or None when another answer has ruled it out since the page was opened."""
    kind = filling.case.kind
    if slug not in {step.slug for step in kind.steps}:
        raise Http404
    return kind.step(slug, drafts.answers_of(filling.draft))


def send_step(request: HttpRequest, slug: str, load: Load) -> HttpResponse:
    """Takes in what was sent for a step."""
    files = scanned(request)
    with transaction.atomic():
        filling = load(True)
        step = step_or_404(filling, slug)
        if step is None:
            return redirect(filling.overview)
        verb, _colon, what = request.POST.get("act", "").partition(":")
        if verb == "attach":
            return attach(request, filling, step, files, what)
        try:
            form = filling.take(step, request.POST, files)
        except drafts.Newer as newer:
            if is_typing(request):
                return HttpResponse(status=409)
            return show_step(request, filling, newer.form, status=409)
        if verb == "drop":
            filling.drop(row_id(what))
    return answer(request, filling, form)


def attach(
    request: HttpRequest, filling: Filling, step: type[Step], files: Files, slot: str
) -> HttpResponse:
    """Keeps the scans of one component and answers with what it holds now."""
    form = filling.form(step, judge=False)
    if slot not in filling.slots(form):
        raise Http404
    held = drafts.attached(filling.draft)
    reasons = drafts.take_files(filling.draft, form, {slot: files.get(slot, [])}, held)
    form.attachments = held
    filling.files_came()
    context = {
        "filling": filling,
        "part": form.files_part(slot),
        "reasons": reasons.get(slot, []),
    }
    return show(request, "counter/held", context, status=422 if reasons else 200)


def answer(request: HttpRequest, filling: Filling, form: Step) -> HttpResponse:
    """Where a sent step leads: on, to all of them, to the changed row, or to its mistakes."""
    act = request.POST.get("act", "")
    verb = act.partition(":")[0]
    if is_typing(request):
        return saved(request, filling, form)
    if form.upload_errors:
        return show_step(request, filling, form, status=422)
    if verb == "drop" or verb in VERBS:
        change = rearranged(form, act)
        return HttpResponseRedirect(here(request, filling, form, change.anchor if change else ""))
    if verb == "save":
        return redirect(filling.overview)
    if filling.is_stuck(form):
        return show_step(request, filling, form, status=422)
    return redirect(filling.overview if from_check(request) else filling.after(form.slug))


def saved(request: HttpRequest, filling: Filling, form: Step) -> JsonResponse:
    """Tells the script what is stored now, since when, and where the step is."""
    return JsonResponse(
        {
            "seen": drafts.stamp(filling.draft, form),
            "saved_at": f"{timezone.localtime(filling.changed_at):%H:%M}",
            "action": here(request, filling, form),
        }
    )


def here(request: HttpRequest, filling: Filling, form: Step, anchor: str = "") -> str:
    address = filling.address(form.slug) + way_back(request)
    return f"{address}#{anchor}" if anchor else address


def show_step(
    request: HttpRequest,
    filling: Filling,
    form: Step,
    status: int = 200,
    again: QueryDict | None = None,
) -> HttpResponse:
    """`again` is what was typed without a login; what was stored meanwhile is not hidden by it.
    What is shown of an open case is read."""
    if isinstance(filling, Brought) and request.method != "HEAD":
        read(request, filling.case)
    seen = drafts.stamp(filling.draft, form)
    newer = status == 409 or (again is not None and again.get("seen") != seen)
    tasks = list(filling.tasks)
    slugs = [task.slug for task in tasks]
    place = slugs.index(form.slug) if form.slug in slugs else 0
    context = {
        "filling": filling,
        "case": filling.case,
        "form": form,
        "parts": filling.parts(form),
        "mistakes": filling.mistakes(form) if form.is_bound else [],
        "tasks": tasks,
        "before": filling.address(slugs[place - 1]) if place else "",
        "seen": seen,
        "largest": LARGEST,
        "newer": newer,
        "unsaved": again is not None and not newer,
        "action": here(request, filling, form),
        "breadcrumbs": counter_trail((filling.overview, filling.title), ("", form.title)),
    }
    return show(request, "counter/step", context, status)


def ended(request: HttpRequest, slug: str, case: Case) -> HttpResponse:
    """What was typed after the case went on goes nowhere; it is shown, to be copied."""
    if request.method != "POST":
        return redirect("cases:case", pk=case.pk)
    if is_typing(request):
        return HttpResponse(status=409)
    title = _("Hồ sơ đã được nộp")
    typed = typed_in(request, case, slug)
    context = {"case": case, "typed": typed, "title": title, "breadcrumbs": counter_trail()}
    return show(request, "counter/ended", context, status=409)
