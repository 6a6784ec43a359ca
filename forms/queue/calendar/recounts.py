"""What changes of the calendar moved: the list of them, and of each its cases."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from forms.clock.recounting import go_on
from forms.models import Recount
from forms.queue.calendar.years import KEEPERS, READERS, office_asked_for, own, trail
from forms.queue.cases import visible_among
from forms.queue.screens import show

PAGE = 50


@require_safe
def recounts(request: HttpRequest) -> HttpResponse:
    """The latest changes that had due days reckoned again, at one office."""
    office, offices = office_asked_for(request, READERS)
    found = Recount.objects.filter(office=office).select_related("by")[:PAGE]
    context = {"recounts": found, "office": office, "offices": offices}
    return show(request, "recounts", {**context, "breadcrumbs": trail(None, _("Các lần tính lại"))})


def recount_or_404(request: HttpRequest, pk: int, roles: frozenset[str]) -> Recount:
    """Another office's is not there."""
    found = Recount.objects.filter(pk=pk, office__in=own(request.user, roles))
    recount = found.select_related("office", "by").first()
    if recount is None:
        raise Http404
    return recount


@require_safe
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    """Hồ sơ đã dời ngày: each case with its old and new day; links for those who see cases."""
    one = recount_or_404(request, pk, READERS)
    moved = Paginator(one.moved.select_related("case"), PAGE).get_page(request.GET.get("trang"))
    seen = visible_among(request.user, [row.case_id for row in moved])
    here = (reverse("calendar:recounts"), _("Các lần tính lại"))
    context = {
        "recount": one,
        "moved": moved,
        "linked": set(seen.values_list("pk", flat=True)),
        "keeps": own(request.user, KEEPERS).filter(pk=one.office_id).exists(),
        "breadcrumbs": trail(None, here, _("Hồ sơ đã dời ngày")),
    }
    return show(request, "recount", context)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Goes on with one that stands still; no case is moved twice by it."""
    one = recount_or_404(request, pk, KEEPERS)
    if one.finished_at is None:
        go_on.enqueue(one.pk)
        messages.success(request, _("Việc tính lại được làm tiếp."))
    return redirect("calendar:recount", pk=one.pk)
