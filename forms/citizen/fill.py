"""Filling in: the first step of a new case, the steps of a draft, its list of steps, its files."""

import uuid
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import drafts
from forms.citizen.access import (
    allow,
    carried,
    case_or_404,
    forget,
    form_page_or_404,
    grants,
    office_of,
    opened,
    opening,
    private,
    sent_twice,
)
from forms.citizen.attaching import attach
from forms.citizen.changing import back, from_check, reveal, was, way_back
from forms.citizen.code_and_pin import PinAlone, guessing, proven
from forms.citizen.kept import Kept
from forms.citizen.limits import exceeded, too_many
from forms.citizen.overview import overview, waits_for
from forms.citizen.rearranging import VERBS, rearranged
from forms.citizen.receiving import received, receives_files
from forms.citizen.resuming import AddressForm
from forms.citizen.stopped import stopped
from forms.files.downloads import respond
from forms.files.uploads import LARGEST
from forms.kinds.base import Step, posted
from forms.kinds.carried import linked
from forms.models import Attachment, Case, FormPage
from forms.models.drafts import drop_drafts
from forms.references import draft_code
from forms.states import State
from search.numbers import row_id


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


def is_typing(request: HttpRequest) -> bool:
    """Whether a script saves what is being typed, and nobody has pressed a button."""
    return request.POST.get("act") == drafts.TYPING


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
