"""The office's side of the thread: an answer to the citizen, or that none is needed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from forms.citizen.receiving import received, receives_files
from forms.models import Case
from forms.queue.case.notes import NoteForm
from forms.queue.case.replying import with_reply
from forms.queue.case.sheet import Sheet
from forms.queue.case.views import sheet
from forms.queue.cases import case_or_404, works_on
from forms.talking import Draft, MessageForm, NotWritten, answer, reasons_against, settle
from search.throttle import client_ip


def worked_case(request: HttpRequest, pk: int) -> Case:
    case = case_or_404(request.user, pk)
    if not works_on(request.user, case):
        raise PermissionDenied
    return case


@receives_files
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes to the citizen; what cannot be sent comes back on the case's page, as typed."""
    case = worked_case(request, pk)
    if typed := with_reply(request, case, "text"):
        return sheet(
            request, Sheet(case, request.user), NoteForm(case, request.user), MessageForm(typed)
        )
    form = MessageForm(request.POST)
    files = received(request).get("attached", [])
    form.refuse(reasons_against(files), "attached")
    if form.is_valid():
        draft = Draft.of(request.POST, form.cleaned_data["text"], files)
        try:
            answer(case.pk, draft, request.user, client_ip(request))
        except NotWritten as refused:
            form.refuse([str(refused)])
        else:
            messages.success(request, _("Đã gửi cho người nộp."))
            return redirect("cases:case", pk=pk)
    return sheet(request, Sheet(case, request.user), NoteForm(case, request.user), form, status=422)


@require_POST
def no_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the case off the list of those that wait for an answer."""
    case = worked_case(request, pk)
    settle(case.pk, request.user, client_ip(request))
    messages.success(request, _("Đã ghi là không cần trả lời."))
    return redirect("cases:case", pk=pk)
