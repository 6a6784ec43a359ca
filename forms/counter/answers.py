"""Answers to a supplement that were brought to the counter: old beside new, signed, and sent."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from forms.citizen.supplement_check import SendForm, changes, keep_replies, reply_name, sendable
from forms.clock import MissingYear
from forms.counter.beginning import OFFICE_LANGUAGE
from forms.counter.desk import brought_or_404
from forms.counter.filling import Brought
from forms.counter.lost_login import typed
from forms.counter.steps import Over, brought_of
from forms.files.downloads import respond
from forms.models import Attachment, Case, Supplement
from forms.models.events import name_of
from forms.queue.case.reading import opened, read
from forms.queue.cases import case_or_404, is_heard_on, reads_all
from forms.queue.screens import mistakes, show, trail
from forms.supplements.answering import Answering
from forms.supplements.comparison import Comparison
from forms.supplements.sending import send
from search.throttle import client_ip


class BroughtForm(SendForm):
    """The same, of papers that the citizen signed."""

    def __init__(self, answering: Answering, data: Any = None) -> None:
        super().__init__(answering, data)
        self.fields["declaration"].label = _("Đã có chữ ký của người nộp trên giấy tờ bổ sung.")
        self.fields["declaration"].error_messages = {"required": SIGNED}
        for remark in self.unmet:
            self.fields[reply_name(remark)].label = EXPLAINED


SIGNED = gettext_lazy("Hãy xem chữ ký trên giấy tờ rồi đánh dấu.")
EXPLAINED = gettext_lazy("Người nộp giải trình thế nào, hoặc vì sao giữ nguyên?")


@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, what was typed in so far, and sending it."""
    try:
        if request.method == "POST":
            return send_brought(request, pk)
        filling = brought_of(request.user, pk)
    except Over as over:
        return after(over.case)
    if request.method == "GET":
        read(request, filling.case)
    again = typed(request)
    form = BroughtForm(filling.draft, again)
    return show_brought(request, filling, form, unsaved=again is not None)


def after(case: Case) -> HttpResponse:
    """What was brought is confirmed; a case that waits for nothing is shown."""
    last = case.supplements.order_by("number").last()
    if last is not None and last.how == Supplement.How.TYPED:
        return redirect("cases:brought_done", pk=case.pk, number=last.number)
    return redirect("cases:case", pk=case.pk)


def send_brought(request: HttpRequest, pk: int) -> HttpResponse:
    """As the citizen sends it; a calendar that ends too early sends nothing and loses nothing."""
    with transaction.atomic():
        filling = brought_of(request.user, pk, lock=True)
        form = BroughtForm(filling.draft, request.POST)
        ready = form.is_valid() and not form.changed and sendable(filling.draft)
        keep_replies(filling.draft, form.replies)
        try:
            with transaction.atomic():
                if ready:
                    send(filling.draft, form.replies, request.user, client_ip(request))
                    return after(filling.case)
        except MissingYear as missing:
            form.add_error(None, str(missing))
    again = brought_of(request.user, pk)
    read(request, again.case)
    return show_brought(request, again, form, 409 if form.changed else 422)


def show_brought(
    request: HttpRequest,
    filling: Brought,
    form: BroughtForm,
    status: int = 200,
    unsaved: bool = False,
) -> HttpResponse:
    answering, case = filling.draft, filling.case
    context = {
        "case": case,
        "filling": filling,
        "supplement": answering.supplement,
        "tasks": filling.tasks,
        "changes": changes(answering),
        "wrong": [step for step in answering.now if step.slug in answering.to_mend],
        "sendable": sendable(answering),
        "form": BroughtForm(answering) if form.changed else form,
        "mistakes": [] if form.changed else mistakes(form),
        "again": form.changed,
        "unsaved": unsaved and not form.changed,
        "breadcrumbs": case_trail(case, _("Bổ sung tại quầy")),
    }
    return show(request, "counter/brought", context, status)


def case_trail(case: Case, title: str) -> list[dict[str, Any]]:
    return trail((reverse("cases:case", args=[case.pk]), case.code), ("", title))


@require_safe
def done(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What was taken in, to be printed for whoever brought it."""
    case = case_or_404(request.user, pk)
    if is_heard_on(request.user, case):
        raise PermissionDenied
    found = get_object_or_404(
        case.supplements.prefetch_related("remarks"),
        number=min(number, 999),
        how=Supplement.How.TYPED,
    )
    if request.method == "GET":
        read(request, case)
    line = case.events.filter(act="answered", at__lte=found.ended_at).order_by("number").last()
    title = _("Xác nhận đã nhận bổ sung")
    context = {
        "case": case,
        "supplement": found,
        "comparison": Comparison(case, found, works=reads_all(request.user, case)),
        "clerk": line.actor_name if line else name_of(request.user),
        "languages": dict.fromkeys([OFFICE_LANGUAGE, case.language]),
        "title": title,
        "breadcrumbs": case_trail(case, title),
    }
    return show(request, "counter/done", context)


@require_safe
def file(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponseBase:
    """A scan that is not sent yet, as whoever scanned it sees it."""
    case = brought_or_404(request.user, pk)
    attachment = get_object_or_404(Attachment.every, case=case, pk=attachment_pk)
    if not attachment.opens_for_staff:
        return redirect("cases:brought", pk=pk)
    if request.method == "GET":
        opened(request, case, attachment)
    return respond(request, attachment)
