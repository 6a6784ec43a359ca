"""Filling in: the first step of a new case, the steps of a draft, its list of steps, its files."""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import drafts
from forms.citizen.access import allow, case_or_404, forget, grants, office_of, private
from forms.citizen.limits import exceeded, too_many
from forms.downloads import respond
from forms.kinds.base import Step, posted
from forms.models import Case, FormPage
from forms.models.cases import drop_drafts


@private
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, page_id: int) -> HttpResponse:
    """The first step; a draft comes to be only when something is sent."""
    office = office_of(request)
    page = get_object_or_404(FormPage.objects.live().select_related("procedure"), pk=page_id)
    if page.get_site() != office.site:
        raise Http404
    if not page.accepting:
        return render(request, "forms/closed.html", {"page": page}, status=410)
    step = page.kind.steps_for({})[0]
    if request.method == "POST":
        return begin_with(request, page, step)
    case, _pin = drafts.begin(page, office, uuid.uuid4())
    return show(request, case, step(office, {}))


def begin_with(request: HttpRequest, page: FormPage, step: type[Step]) -> HttpResponse:
    """Makes the draft of the key that the page carried: sent twice, it is still one draft."""
    if exceeded(request, "begin"):
        return too_many(request, "begin")
    key = key_from(request)
    known = Case.objects.filter(key=key).exists()
    if known and key.hex in grants(request):
        return step_view(request, key=key, slug=step.slug)
    case, pin = drafts.begin(page, office_of(request), uuid.uuid4() if known else key)
    with transaction.atomic():
        case.save()
        form = drafts.take(case, step, request.POST, request.FILES)
    response = answer(request, case, form)
    allow(request, response, case, pin)
    return response


def key_from(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid.uuid4()


@private
@require_http_methods(["GET", "POST"])
def step_view(request: HttpRequest, key: uuid.UUID, slug: str) -> HttpResponse:
    """One step of a draft."""
    if request.method == "POST":
        if exceeded(request, "step"):
            return too_many(request, "step")
        with transaction.atomic():
            case = case_or_404(request, key, lock=True)
            if not case.is_draft:
                return redirect("case_receipt", key=key)
            form = drafts.take(case, step_or_404(case, slug), request.POST, request.FILES)
            change_parts(case, form, request.POST.get("act", ""))
        return answer(request, case, form)
    case = case_or_404(request, key)
    if not case.is_draft:
        return redirect("case_receipt", key=key)
    return show(request, case, stored_step(case, step_or_404(case, slug), "kiem-tra" in request.GET))


def step_or_404(case: Case, slug: str) -> type[Step]:
    step = case.kind.step(slug, case.all_answers)
    if step is None:
        raise Http404
    return step


def stored_step(case: Case, step: type[Step], judge: bool) -> Step:
    """A step as it was left; judged, it shows what is wrong."""
    data = posted(step, case.all_answers) if judge else None
    return step(case.office, case.all_answers, data, attachments=drafts.attached(case))


def change_parts(case: Case, form: Step, act: str) -> None:
    """Adds or removes a row, or takes a file back: the buttons inside a step."""
    verb, _colon, rest = act.partition(":")
    name, _colon, number = rest.partition(":")
    if verb == "drop" and rest.isdecimal():
        for attachment in case.attachments.filter(pk=int(rest[:18])):
            attachment.delete()
    elif verb in ("add", "remove") and name in form.row_sets:
        group = form.row_sets[name]
        stored = group.stored(keep_empty=True)
        if verb == "add" and not group.full:
            stored = [*stored, {}]
        elif verb == "remove" and number.isdecimal() and int(number[:4]) < len(stored):
            del stored[int(number[:4])]
        case.store({name: stored})
        case.save()


def answer(request: HttpRequest, case: Case, form: Step) -> HttpResponse:
    """Where a sent step leads: on, back to the list, to the changed row, or to its mistakes."""
    act = request.POST.get("act", "")
    verb, _colon, rest = act.partition(":")
    here = reverse("case_step", kwargs={"key": case.key, "slug": form.slug})
    if verb in ("add", "remove"):
        return HttpResponseRedirect(f"{here}#rows-{rest.partition(':')[0]}")
    if verb == "drop":
        return HttpResponseRedirect(here)
    if verb == "save":
        return redirect("case_tasks", key=case.key)
    if not form.is_valid():
        return show(request, case, form, status=422)
    if request.GET.get("ve") == "kiem-tra":
        return redirect("case_check", key=case.key)
    slugs = [step.slug for step in case.kind.steps_for(case.all_answers)]
    after = slugs[slugs.index(form.slug) + 1 :] if form.slug in slugs else []
    if after:
        return redirect("case_step", key=case.key, slug=after[0])
    return redirect("case_check", key=case.key)


def show(request: HttpRequest, case: Case, form: Step, status: int = 200) -> HttpResponse:
    """The page of one step."""
    steps = case.kind.steps_for(case.all_answers)
    slugs = [step.slug for step in steps]
    place = slugs.index(form.slug)
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "number": place + 1,
        "total": len(steps),
        "before": slugs[place - 1] if place else None,
        "action": request.get_full_path()
        if not case.pk
        else reverse("case_step", kwargs={"key": case.key, "slug": form.slug})
        + ("?ve=kiem-tra" if request.GET.get("ve") == "kiem-tra" else ""),
    }
    return render(request, "forms/step.html", context, status=status)


@private
@require_GET
def tasks(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The list of steps: what is done, what is wrong, what is left."""
    case = case_or_404(request, key)
    if not case.is_draft:
        return redirect("case_receipt", key=key)
    found = drafts.tasks(case, drafts.check(case))
    ready = all(task.status == "done" for task in found)
    return render(request, "forms/tasks.html", {"case": case, "tasks": found, "ready": ready})


@private
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Deletes a draft, after asking once more."""
    case = case_or_404(request, key)
    if not case.is_draft:
        return redirect("case_receipt", key=key)
    if request.method == "GET":
        return render(request, "forms/discard.html", {"case": case})
    page = case.form_page
    with transaction.atomic():
        drop_drafts([case])
    response = redirect(page.get_url(request) if page else "/")
    forget(request, response, key)
    return response


@private
@require_GET
def file(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """A file of one's own case."""
    case = case_or_404(request, key)
    return respond(get_object_or_404(case.attachments, pk=pk))
