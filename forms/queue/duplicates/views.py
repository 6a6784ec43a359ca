"""Two cases side by side, and an officer's word that they are two."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from forms.duplicates.telling_apart import tell_apart
from forms.models import Case
from forms.queue.case.reading import read
from forms.queue.case.sheet import Sheet
from forms.queue.cases import case_or_404, reads_all
from forms.queue.duplicates.side_by_side import SideBySide
from forms.queue.screens import show, trail
from forms.states import User
from search.throttle import client_ip


@require_http_methods(["GET", "HEAD", "POST"])
def beside(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Reading it is reading both; a POST says that they are not the same."""
    case, other = both_or_404(request.user, pk, other_pk)
    if request.method == "POST":
        if tell_apart(case, other, request.user, ip=client_ip(request)):
            messages.success(request, _("Đã ghi nhận: hai hồ sơ này không trùng nhau."))
        return redirect("cases:case", pk=pk)
    if request.method == "GET":
        read(request, case)
        read(request, other)
    here = reverse("cases:case", args=[case.pk])
    context = {
        "case": case,
        "other": other,
        "beside": SideBySide(Sheet(case, request.user), Sheet(other, request.user)),
        "breadcrumbs": trail((here, case.code), (request.path, _("So với %s") % other.code)),
    }
    return show(request, "beside", context)


def both_or_404(user: User, pk: int, other_pk: int) -> tuple[Case, Case]:
    """Two cases of one office, both of which the user may read in full."""
    case, other = case_or_404(user, pk), case_or_404(user, other_pk)
    if not (reads_all(user, case) and reads_all(user, other)):
        raise PermissionDenied
    if pk == other_pk or case.office_id != other.office_id:
        raise Http404
    return case, other
