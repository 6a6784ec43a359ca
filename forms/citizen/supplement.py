"""Completing a sent case: what is asked, the marked points step by step, and what will be sent.

Everything is saved at once, as in a draft. Only what is open can be changed, whatever is sent
(R-09); two windows never overwrite each other silently (R-07); sent twice, it is sent once.
"""

import uuid
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, grants, private
from forms.citizen.fill import is_typing
from forms.citizen.limits import exceeded, too_many
from forms.citizen.rearranging import VERBS, rearranged
from forms.citizen.receiving import received, receives_files
from forms.clock import MissingYear
from forms.files.uploads import LARGEST
from forms.kinds.asked import AsAsked
from forms.kinds.base import Step, posted
from forms.kinds.comparing import Change, compared
from forms.kinds.display import answered
from forms.kinds.fields import text
from forms.models import Case, Remark, Supplement
from forms.models.attachments import take_away
from forms.supplements.answering import Answering
from forms.supplements.sending import questions_kept, seen, send
from forms.supplements.showing import Page, tasks
from search.numbers import row_id


@private
@require_GET
def overview(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is asked, until when, and how far the citizen has come with it."""
    answering = Answering.of(case_or_404(request, key))
    if answering is None:
        return over(request, key)
    context = {"case": answering.case, "supplement": answering.supplement}
    return render(request, "forms/supplement/overview.html", context | {"tasks": tasks(answering)})


def over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Nothing is asked (any more): what was sent in time is confirmed, else the case is shown."""
    if last_sent(key):
        return redirect("supplement_sent", key=key)
    return redirect("follow_case", key=key)


def last_sent(key: uuid.UUID) -> Supplement | None:
    """The last request of a case, if its citizen has answered it online."""
    last = Supplement.objects.filter(case__key=key).order_by("-number").first()
    return last if last and last.how == Supplement.How.ONLINE else None


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


class SendForm(forms.Form):
    """The declaration of truth again, and words about each marked point that stays as it was."""

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    declaration = forms.BooleanField(
        label=_("Tôi cam đoan các thông tin và giấy tờ trên là đúng sự thật."),
        error_messages={"required": _("Hãy đánh dấu để cam đoan.")},
    )

    def __init__(self, answering: Answering, data: Any = None) -> None:
        self.now = seen(answering)
        super().__init__(data, initial={"seen": self.now})
        self.unmet = answering.unmet
        for remark in self.unmet:
            field = text(_("Vì sao bạn giữ nguyên, hoặc bạn giải trình thế nào?"), 2000, rows=3)
            field.initial = remark.reply
            self.fields[reply_name(remark)] = field
        self.order_fields([*map(reply_name, self.unmet), "seen", "declaration"])

    @property
    def changed(self) -> bool:
        """Whether something else would be sent than the page showed."""
        return self.is_bound and self.data.get("seen") != self.now

    @property
    def explanations(self) -> list[tuple[Remark, forms.BoundField]]:
        return [(remark, self[reply_name(remark)]) for remark in self.unmet]

    @property
    def replies(self) -> dict[int, str]:
        """What was written that can be kept, by the key of the remark."""
        given = ((one.pk, self.cleaned_data.get(reply_name(one))) for one in self.unmet)
        return {pk: reply for pk, reply in given if reply}


#: Nothing is promised by guess: what is sent would have no day.
NO_CALENDAR = _(
    "Đơn vị chưa nhập lịch làm việc của năm hẹn trả nên chưa nhận được bổ sung. Những gì bạn đã "
    "điền được giữ nguyên: hãy báo cho đơn vị rồi gửi lại."
)


def reply_name(remark: Remark) -> str:
    return f"reply-{remark.pk}"


@private
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What will be sent, old beside new; sent from here."""
    if request.method == "GET":
        answering = Answering.of(case_or_404(request, key))
        if answering is None:
            return over(request, key)
        return show_check(request, answering, SendForm(answering))
    if exceeded(request, "submit"):
        return too_many(request, "submit")
    with transaction.atomic():
        answering = Answering.of(case_or_404(request, key, lock=True))
        if answering is None:
            return over(request, key)
        form = SendForm(answering, request.POST)
        valid = form.is_valid()
        keep_replies(answering, form.replies)
        ready = valid and not form.changed and sendable(answering)
        try:
            with transaction.atomic():
                if ready:
                    send(answering, form.replies)
                    return redirect("supplement_sent", key=key)
        except MissingYear:  # the office has to mend it; nothing that was done is lost
            form.add_error(None, NO_CALENDAR)
            answering = Answering.of(case_or_404(request, key)) or answering
    return show_check(request, answering, form, status=409 if form.changed else 422)


def keep_replies(answering: Answering, replies: dict[int, str]) -> None:
    """What was written stays, whatever else is missing."""
    for remark in answering.remarks:
        reply = replies.get(remark.pk, "")
        if reply and reply != remark.reply:
            remark.reply = reply
            remark.save(update_fields=["sealed_reply"])


def sendable(answering: Answering) -> bool:
    """Whether there is something to send, and nothing wrong in it."""
    return not answering.to_mend and bool(answering.remarks or answering.anything)


def show_check(
    request: HttpRequest, answering: Answering, form: SendForm, status: int = 200
) -> HttpResponse:
    if form.changed:
        form = SendForm(answering)
    context = {
        "case": answering.case,
        "supplement": answering.supplement,
        "changes": changes(answering),
        "marks": answering.remarks,
        "wrong": [step for step in answering.now if step.slug in answering.to_mend],
        "sendable": sendable(answering),
        "form": form,
        "again": status == 409,
    }
    return render(request, "forms/supplement/check.html", context, status=status)


def changes(answering: Answering) -> list[Change]:
    """Old beside new, as it would be sent."""
    case = answering.case
    kept = case.as_asked
    then = AsAsked(questions_kept(case, answering) or kept.questions, kept.chosen)
    old = drafts.still_asked(case.kind, case.all_answers)
    new = drafts.answers_of(answering)
    return compared(
        answered(case.kind, case.office, old, answering.before, asked=kept),
        answered(case.kind, case.office, new, answering.now, asked=then),
    )


@private
@require_GET
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """That it arrived, whether in time, and what happens next."""
    case: Case = case_or_404(request, key)
    supplement = last_sent(key)
    if supplement is None:
        return redirect("follow_case", key=key)
    context = {"case": case, "supplement": supplement}
    return render(request, "forms/supplement/sent.html", context)
