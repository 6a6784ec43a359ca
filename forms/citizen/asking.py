"""The citizen's side of the thread: what was written, and a form to write in while one may."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.citizen.receiving import received, receives_files
from forms.models import Case, Message
from forms.talking import (
    Draft,
    MessageForm,
    NotWritten,
    ask,
    may_be_asked,
    page_key,
    read,
    reasons_against,
    thread,
)

#: What is written for those who come from another page, by what that page calls itself.
BEGUN = {"rut": _("Tôi xin rút hồ sơ này. Lý do: ")}


@private
@receives_files
@require_http_methods(["GET", "POST"])
def ask_office(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Shows the thread; what is sent becomes its last message."""
    if request.method == "POST" and exceeded(request, "message"):
        return too_many(request, "message")
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_tasks", key=key)
    if request.method == "POST":
        return send(request, case)
    begun = BEGUN.get(request.GET.get("ve", ""), "")
    return show(request, case, MessageForm(initial={"text": begun}))


def send(request: HttpRequest, case: Case) -> HttpResponse:
    """Takes a message in; one that cannot be taken comes back as it was typed."""
    form = MessageForm(request.POST)
    files = received(request).get("attached", [])
    form.refuse(reasons_against(files), "attached")
    if form.is_valid():
        try:
            ask(case.pk, Draft.of(request.POST, form.cleaned_data["text"], files))
        except NotWritten as refused:
            form.refuse([str(refused)])
        else:
            return redirect(f"{request.path}?da-gui=1#da-gui")
    return show(request, case, form, status=422)


def show(request: HttpRequest, case: Case, form: MessageForm, status: int = 200) -> HttpResponse:
    said = thread(case, case.attachments.all())
    if request.method == "GET":
        read(said, Message.Side.CITIZEN)
    context = {
        "case": case,
        "thread": said,
        "form": form,
        "page_key": page_key(request.POST.get("key", "")),
        "open": may_be_asked(case) or form.is_bound,
        "sent": "da-gui" in request.GET,
    }
    return render(request, "forms/thread.html", context, status=status)
