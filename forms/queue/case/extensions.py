"""The screen on which a leader extends a case's time limit, once."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms.clock import MissingYear
from forms.clock.extending import EXTENSION, extend, may_extend
from forms.kinds.fields import number, text
from forms.models import Case, Event
from forms.moves.transitions import Forbidden, Refused, Stale
from forms.moves.versions import version_seen
from forms.queue.case.happened import happened_since
from forms.queue.case.moves import changed_since, others_at
from forms.queue.case.questions import typed_in
from forms.queue.case.reading import read
from forms.queue.cases import case_or_404
from forms.queue.screens import show, trail
from search.throttle import client_ip


class ExtensionForm(forms.Form):
    """How many working days more, and why."""

    use_required_attribute = False
    working_days = number(
        gettext_lazy("Gia hạn thêm (ngày làm việc)"),
        least=1,
        most=400,
        help=gettext_lazy("Tính từ ngày đã hẹn; đã quá hạn thì tính từ hôm nay."),
    )
    reason = text(gettext_lazy("Lý do"), 2000, rows=6, help=gettext_lazy("Người nộp đọc được."))


@require_http_methods(["GET", "HEAD", "POST"])
def extend_view(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return make(request, case, form)
    allowed, reason = may_extend(request.user, case)
    if not allowed:
        return screen(request, case, None, 403, reason=reason)
    return screen(request, case, form, 200, **changed_since(request, case))


def make(request: HttpRequest, case: Case, form: ExtensionForm) -> HttpResponse:
    """Tries it; whatever stands in its way is said beside what was typed."""
    seen = version_seen(request)
    if seen == case.version and may_extend(request.user, case)[0] and not form.is_valid():
        return screen(request, case, form, 422)
    given = form.cleaned_data if form.is_valid() else {"reason": "", "working_days": 0}
    try:
        extended = extend(case.pk, request.user, seen, **given, ip=client_ip(request))
    except Stale as stale:
        return too_late(request, case, form, stale)
    except Forbidden as refused:
        return screen(request, case, None, 403, reason=refused.reason, kept=typed_in(form))
    except Refused as refused:
        form.add_error(refused.field or None, str(refused.reason))
        return screen(request, case, form, 422)
    except MissingYear as missing:
        form.add_error("working_days", str(missing))
        return screen(request, case, form, 422)
    told = {"code": extended.code, "day": f"{extended.due_on:%d/%m/%Y}"}
    messages.success(request, _("Hồ sơ %(code)s: hẹn trả mới %(day)s.") % told)
    return redirect("cases:case", pk=case.pk)


def too_late(request: HttpRequest, case: Case, form: ExtensionForm, stale: Stale) -> HttpResponse:
    """One's own second click is no conflict."""
    case.refresh_from_db()
    if case.events.filter(act=Event.Act.EXTENDED, actor_id=request.user.pk).exists():
        return redirect("cases:case", pk=case.pk)
    said = {"stale": stale.reason, "happened": happened_since(request, case)}
    if may_extend(request.user, case)[0]:
        return screen(request, case, form, 409, **said)
    return screen(request, case, None, 409, **said, kept=typed_in(form))


def screen(
    request: HttpRequest, case: Case, form: ExtensionForm | None, status: int, **said: Any
) -> HttpResponse:
    """The page of a move, for what is none."""
    if request.method == "POST" and said.get("happened"):
        read(request, case)
    here = reverse("cases:case", args=[case.pk])
    context = {
        "case": case,
        "others": others_at(request, case),
        "row": EXTENSION,
        "title": EXTENSION.label,
        "form": form,
        "told": True,
        "breadcrumbs": trail((here, case.code), (request.path, EXTENSION.label)),
        **said,
    }
    return show(request, "move", context, status=status)
