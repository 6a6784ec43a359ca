"""Making a move: the page that asks for what it takes, and what is said when it cannot be made."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms.clock import MissingYear
from forms.models import Case, Event
from forms.moves.transitions import Details, Forbidden, Refused, Stale, move, who_was_first
from forms.moves.versions import sent, version_seen
from forms.queue.case.dossier import Dossier
from forms.queue.case.going_on import landed
from forms.queue.case.happened import happened_since
from forms.queue.case.marking import MarkForm
from forms.queue.case.neighbours import onward
from forms.queue.case.questions import ASKED, LONGEST, MoveForm, typed_in
from forms.queue.case.reading import read
from forms.queue.case.replying import Replies, with_reply
from forms.queue.case.visiting import Seen, visit
from forms.queue.cases import case_or_404
from forms.queue.screens import show, trail
from forms.replies.offering import place_of
from forms.states import State, Transition, may, staff_name, transition
from search.throttle import client_ip

#: What a row may ask on the page of a move; the filing of a paper asks at the counter.
ASKABLE = frozenset({"", "supplement", *ASKED})
#: Where a limit is typed that may reach into a year without a calendar.
DAYS = {State.SUPPLEMENT: "supplement_days"}


@require_http_methods(["GET", "HEAD", "POST"])
def move_view(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """GET asks, POST moves; a move that asks nothing is posted straight from the case page."""
    case = case_or_404(request.user, pk)
    if to not in State.values:
        raise Http404
    if request.method == "POST":
        return make(request, case, to)
    row = transition(case, to)
    allowed, reason = may(request.user, case, to)
    changed = changed_since(request, case)
    if row is None or not allowed:
        return ask(request, case, to, None, reason=reason, **changed, status=403)
    return ask(request, case, to, form_for(request, case, row), **changed)


def form_for(
    request: HttpRequest, case: Case, row: Transition, data: Any = None
) -> MoveForm | MarkForm:
    """What the move asks for."""
    if row.asks == "supplement":
        return MarkForm(Dossier(case, request.user), row, data)
    return MoveForm(case, row, data)


def make(request: HttpRequest, case: Case, to: str) -> HttpResponse:
    """Tries the move; whatever stands in its way is said beside what was typed."""
    row, seen = transition(case, to), version_seen(request)
    form = form_for(request, case, row, request.POST) if row else None
    if form and "reckon" in request.POST and may(request.user, case, to)[0]:
        return ask(request, case, to, form, **changed_since(request, case))
    if row and form and (typed_so_far := with_reply(request, case, "reason")):
        filled = form_for(request, case, row, typed_so_far)
        return ask(request, case, to, filled, **changed_since(request, case))
    passes = form is not None and form.is_valid()
    if form and not passes and seen == case.version and may(request.user, case, to)[0]:
        return ask(request, case, to, form, status=422)
    details = form.details if form and passes else Details()
    on = onward(request, case)
    try:
        moved = move(case.pk, to, request.user, seen, details, client_ip(request))
    except Stale as stale:
        return too_late(request, case, to, stale)
    except Forbidden as refused:
        return ask(request, case, to, None, reason=refused.reason, status=403)
    except Refused as refused:
        return again(request, case, to, form, refused.field, refused.reason)
    except MissingYear as missing:
        return again(request, case, to, form, DAYS.get(State(to), "working_days"), str(missing))
    return landed(request, moved, on)


def changed_since(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What is told where a case is not any more what the page showed that led here: from then on
    the version that counts is the one that is there now. A bare address showed nothing."""
    if version_seen(request) == case.version or "version" not in sent(request):
        return {}
    return {"stale": who_was_first(case), "happened": happened_since(request, case)}


def again(
    request: HttpRequest,
    case: Case,
    to: str,
    form: MoveForm | MarkForm | None,
    field: str,
    reason: Any,
) -> HttpResponse:
    """The same page with the reason at its field."""
    if form is not None:
        form.is_valid()
        form.add_error(field if field in form.fields else None, reason)
    return ask(request, case, to, form, status=422)


def too_late(request: HttpRequest, case: Case, to: str, stale: Stale) -> HttpResponse:
    """Somebody was first: says who and when, and keeps what was typed. It may be sent again where
    it is the same move still: to send back what is approved by now would be to reopen it. One's own
    second click of the same button is no conflict."""
    case.refresh_from_db()
    last = case.events.filter(act=Event.Act.MOVED).order_by("-number").first()
    if last is not None and last.to_state == to and last.actor_id == request.user.pk:
        return redirect("cases:case", pk=case.pk)
    row, happened = transition(case, to), happened_since(request, case)
    before = happened.moved_from if happened else None
    said: dict[str, Any] = {"stale": stale.reason, "happened": happened}
    if row and before and before not in row.sources:
        title = _("Hồ sơ đã thay đổi trong lúc bạn xem")
        return ask(request, case, to, None, title=title, **said, status=409)
    allowed = row is not None and may(request.user, case, to)[0]
    form = form_for(request, case, row, request.POST) if allowed and row else None
    return ask(request, case, to, form, **said, status=409)


def ask(
    request: HttpRequest,
    case: Case,
    to: str,
    form: MoveForm | MarkForm | None,
    *,
    status: int = 200,
    title: str = "",
    **said: Any,
) -> HttpResponse:
    if request.method == "POST" and (shows_answers(form) or said.get("happened")):
        read(request, case)
    row = transition(case, to)
    title = title or str(row.label if row else State(to).label)
    here = reverse("cases:case", args=[case.pk])
    context = {
        "case": case,
        "others": others_at(request, case),
        "to": to,
        "row": row,
        "after": staff_name(case.kind_code, to),
        "title": title,
        "form": form,
        "kept": typed(request, case, to) if form is None else "",
        "replies": Replies(case, request.user, place_of(to)),
        "told": row is not None and row.told,
        "breadcrumbs": trail((here, case.code), (request.path, title)),
        **said,
    }
    return show(request, "move", context, status=status)


def shows_answers(form: MoveForm | MarkForm | None) -> bool:
    """Whether whoever is asked this reads the case's answers with it."""
    return isinstance(form, MarkForm) or bool(form and form.answering)


def others_at(request: HttpRequest, case: Case) -> Sequence[Seen]:
    """Who begins to write a decision has read the case, and is seen by these others."""
    if request.method != "GET":
        return ()
    read(request, case)
    return visit(case, request.user, writing=True)[1]


def typed(request: HttpRequest, case: Case, to: str) -> str:
    """What was written, for whoever cannot make the move any more."""
    row = next((row for row in case.course.rows if row.to == to and row.asks in ASKABLE), None)
    found = ""
    if row is not None and request.method == "POST":
        form = form_for(request, case, row, request.POST)
        found = form.typed if isinstance(form, MarkForm) else typed_in(form)
    return found or request.POST.get("reason", "")[:LONGEST]
