"""Giving a case to somebody, and taking one, on its page or in the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from forms.assigning import assign
from forms.assigning.undoing import put_back
from forms.models import Case
from forms.models.events import name_of
from forms.moves.transitions import Forbidden, Refused, Stale, who_was_first
from forms.moves.versions import version_seen
from forms.queue.cases import case_or_404
from forms.queue.screens import show, trail
from forms.queue.team.choosing import AssignForm, Handing
from forms.states import Text
from search.throttle import client_ip


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks, POST gives; whatever stands in its way is said beside what was typed."""
    case = case_or_404(request.user, pk)
    handing = Handing(request.user, case)
    allowed, why_not = handing.gives
    if not allowed:
        return ask(request, case, None, 403, reason=why_not)
    if request.method != "POST":
        return ask(request, case, handing.form, 200)
    if request.POST.get("officer") == str(case.assignee_id):  # one's own second click, or alike
        return redirect("cases:case", pk=pk)
    form, seen = AssignForm(handing, request.POST), version_seen(request)
    if seen != case.version:
        return ask(request, case, form, 409, stale=who_was_first(case))
    if not form.is_valid():
        return ask(request, case, form, 422)
    said = form.cleaned_data["reason"]
    try:
        given = assign(
            pk, form.chosen, request.user, reason=said, version=seen, ip=client_ip(request)
        )
    except Stale as stale:
        case.refresh_from_db()
        return ask(request, case, form, 409, stale=stale.reason)
    except Forbidden as refused:
        return ask(request, case, None, 403, reason=refused.reason)
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.reason))
        return ask(request, case, form, 422)
    messages.success(request, who_has_it(given))
    return redirect("cases:case", pk=pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the case is the user's own. Goes back to where the button was."""
    case = case_or_404(request.user, pk)
    try:
        taken = assign(case.pk, request.user, request.user, ip=client_ip(request))
    except Refused as refused:
        messages.warning(request, f"{case.code}: {refused.reason}")
    else:
        changed = taken.version != case.version
        messages.success(request, to_be_undone(request, taken) if changed else who_has_it(taken))
    return redirect(way_back(request, pk))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """One click on what was said of an assignment: the case goes back to whom it was with."""
    case = case_or_404(request.user, pk)
    try:
        back = put_back(case.pk, request.user, version_seen(request), client_ip(request))
    except Refused as refused:
        messages.warning(request, f"{case.code}: {refused.reason}")
    else:
        messages.success(request, f"{_('Đã hoàn tác.')} {who_has_it(back)}")
    return redirect(way_back(request, pk))


def to_be_undone(request: HttpRequest, case: Case) -> SafeString:
    """The same with a button."""
    told = {"case": case, "said": who_has_it(case), "back": way_back(request, case.pk)}
    return render_to_string("forms/queue/team/taken.html", told)


def way_back(request: HttpRequest, pk: int) -> str:
    """The list that the button was in, if it was in one; else the case."""
    back = request.POST.get("next", "")
    in_list = back.startswith(f"{reverse('cases:list')}?") and back.isprintable()
    return back if in_list else reverse("cases:case", args=[pk])


def who_has_it(case: Case) -> str:
    if case.assignee is None:
        return _("Hồ sơ %(code)s: chưa giao cho ai.") % {"code": case.code}
    told = {"code": case.code, "name": name_of(case.assignee)}
    return _("Hồ sơ %(code)s: người xử lý là %(name)s.") % told


def ask(
    request: HttpRequest, case: Case, form: AssignForm | None, status: int, **said: Text
) -> HttpResponse:
    title = _("Phân công")
    here = reverse("cases:case", args=[case.pk])
    context = {
        "case": case,
        "title": title,
        "form": form,
        "kept": request.POST.get("reason", "")[:500] if form is None else "",
        "breadcrumbs": trail((here, case.code), (request.path, title)),
        **said,
    }
    return show(request, "team/give", context, status)
