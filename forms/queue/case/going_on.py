"""After a decision: to stay on the case, or to go on to the next one of the list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from forms.models import Case
from forms.queue.case.neighbours import GOES_ON, CameFrom
from forms.queue.cases import case_or_404


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Remembered until the user signs out."""
    case = case_or_404(request.user, pk)
    request.session[GOES_ON] = "on" in request.POST
    return redirect("cases:case", pk=case.pk)


def landed(
    request: HttpRequest, moved: Case, on: tuple[CameFrom, int | None] | None
) -> HttpResponse:
    """Says what was decided, which nothing here takes back, and where one is now."""
    said = _("Hồ sơ %(code)s: %(state)s.") % {"code": moved.code, "state": moved.staff_state}
    here = reverse("cases:case", args=[moved.pk])
    if on is None:
        messages.success(request, said)
        return redirect(here)
    came, following = on
    told = _("Đây là hồ sơ kế tiếp của danh sách.") if following else _("Đã hết danh sách.")
    seen = [messages.button(here, _("Xem lại hồ sơ %(code)s") % {"code": moved.code})]
    messages.success(request, f"{said} {told}", buttons=seen)
    return redirect(came.url_of(following) if following else came.url)
