"""Sending a notice again that did not arrive, on an officer's word."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from forms.notices.telling import send_again
from forms.queue.cases import case_or_404, works_on


@require_POST
def resend(request: HttpRequest, pk: int, notice_pk: int) -> HttpResponse:
    """To whoever the contact is now; pressed twice, it goes once."""
    case = case_or_404(request.user, pk)
    if not works_on(request.user, case):
        raise PermissionDenied
    if send_again(get_object_or_404(case.notices, pk=notice_pk)):
        messages.success(request, _("Thông báo đang được gửi lại."))
    else:
        messages.warning(request, _("Thông báo này đã gửi rồi, hoặc đang được gửi."))
    return redirect("cases:case", pk=pk)
