"""One case, its files, and notes on it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from forms import talking
from forms.files.downloads import respond
from forms.models import Message
from forms.notes.noting import has_seen, write_note
from forms.queue.case.neighbours import CARRIED, CameFrom, Neighbours
from forms.queue.case.notes import NoteForm
from forms.queue.case.parts import panels
from forms.queue.case.reading import opened, read
from forms.queue.case.replying import Replies, with_reply
from forms.queue.case.sheet import Sheet
from forms.queue.case.viewing import file_or_404, why_closed
from forms.queue.case.visiting import still_there
from forms.queue.cases import case_or_404, is_heard_on, reads_all, works_on
from forms.queue.screens import show, trail
from forms.replies.offering import Place
from forms.supplements.comparison import Comparison
from forms.talking import MessageForm
from search.throttle import client_ip


@require_safe
def case_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    found = Sheet(case, request.user)
    if request.method == "GET":
        came = CameFrom.read(request.user, request.GET.get(CARRIED, ""))
        if found.is_shown(came):
            read(request, case)
        if found.names_reader or case.assignee_id == request.user.pk:
            has_seen(request.user, case)
        if found.works:
            talking.read(found.thread, Message.Side.OFFICE)
        if came is None and found.visit:
            came = CameFrom.read(request.user, found.visit.came_from)
        found.neighbours = Neighbours(case, came, request.session) if came else None
    return sheet(request, found, NoteForm(case, request.user))


def sheet(
    request: HttpRequest,
    found: Sheet,
    form: NoteForm,
    message_form: MessageForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; with a form that could not be taken, open where that form stands: whoever is shown
    it then has read the case as well."""
    if request.method == "POST":
        read(request, found.case)
    here = reverse("cases:case", args=[found.case.pk])
    wrong = {"ghi-chu": form, "trao-doi": message_form}
    unfolded = next((anchor for anchor, one in wrong.items() if one and one.errors), "")
    context = {
        "sheet": found,
        "panels": list(panels(found, unfolded)),
        "case": found.case,
        "note_form": form,
        "message_form": message_form or MessageForm(),
        "replies": Replies(found.case, request.user, Place.MESSAGE, Place.NOTE),
        "page_key": talking.page_key(request.POST.get("key", "")),
    }
    return show(request, "case", {**context, "breadcrumbs": trail((here, found.case.code))}, status)


@require_POST
def still_looking(request: HttpRequest, pk: int) -> HttpResponse:
    """An open page says that it is looked at, and hears who else looks."""
    others = still_there(request.user, pk, writing="writing" in request.POST)
    if others is None:
        raise Http404
    return show(request, "presence_line", {"others": others})


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """An inner note: officers of the office read it, the citizen never does."""
    case = case_or_404(request.user, pk)
    if not works_on(request.user, case):
        raise PermissionDenied
    if typed := with_reply(request, case, "note"):
        return sheet(request, Sheet(case, request.user), NoteForm(case, request.user, typed))
    form = NoteForm(case, request.user, request.POST)
    if not form.is_valid():
        return sheet(request, Sheet(case, request.user), form, status=422)
    text = form.cleaned_data["note"]
    write_note(case.pk, text, request.user, form.named, client_ip(request))
    messages.success(request, _("Đã ghi chú."))
    for name in form.unclear:
        told = _("“%(name)s” có thể là nhiều người nên chưa ai được báo: hãy chọn ở “Báo cho”.")
        messages.warning(request, told % {"name": name})
    for name in form.strangers:
        told = _("“%(name)s” không phải đồng nghiệp xử lý hồ sơ của đơn vị nên chưa được báo.")
        messages.warning(request, told % {"name": name})
    return redirect("cases:case", pk=pk)


@require_safe
def file(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponseBase:
    """A file of the case; only roles that work the case may open it, and only once it is clean."""
    case, attachment = file_or_404(request, pk, attachment_pk)
    if reason := why_closed(attachment):
        messages.warning(request, reason)
        return redirect("cases:case", pk=pk)
    if request.method == "GET":
        opened(request, case, attachment)
    return respond(request, attachment)


@require_safe
def supplement(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One request to complete the case, and what was changed upon it, old beside new."""
    case = case_or_404(request.user, pk)
    if is_heard_on(request.user, case):
        raise PermissionDenied
    found = get_object_or_404(case.supplements.prefetch_related("remarks"), number=min(number, 999))
    if request.method == "GET":
        read(request, case)
    title = _("Bổ sung lần %(number)d") % {"number": found.number}
    here = reverse("cases:case", args=[case.pk])
    context = {
        "case": case,
        "title": title,
        "comparison": Comparison(case, found, works=reads_all(request.user, case)),
        "breadcrumbs": trail((here, case.code), (request.path, title)),
    }
    return show(request, "supplement", context)
