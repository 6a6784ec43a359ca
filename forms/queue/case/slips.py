"""The papers of a case before the office: page, PDF, and those made out on demand."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from forms.models import Case, Slip
from forms.queue.case.reading import opened
from forms.queue.cases import case_or_404, reads_all
from forms.queue.screens import show, trail
from forms.slips.issuing import Incomplete, issue_on_demand
from forms.slips.papers import PAPERS
from forms.slips.showing import downloaded, shown
from search.throttle import client_ip


@require_safe
def page(request: HttpRequest, pk: int, slip_pk: int) -> HttpResponse:
    case = worked_case(request, pk)
    slip = slip_of(case, slip_pk)
    if request.method == "GET":
        opened(request, case, slip)
    found, here = shown(slip), reverse("cases:case", args=[pk])
    context = {
        "case": case,
        "shown": found,
        "breadcrumbs": trail((here, case.code), (request.path, f"{found.title} {slip.number}")),
    }
    return show(request, "slip", context, status=found.status)


@require_safe
def pdf(request: HttpRequest, pk: int, slip_pk: int) -> HttpResponseBase:
    case = worked_case(request, pk)
    slip = slip_of(case, slip_pk)
    response = downloaded(request, slip)
    if response is None:
        return redirect("cases:slip", pk=pk, slip_pk=slip_pk)
    if request.method == "GET":
        opened(request, case, slip)
    return response


@require_POST
def make_out(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A control sheet, or a paper that a case of old has not got."""
    case = worked_case(request, pk)
    if form not in PAPERS:
        raise Http404
    try:
        slip = issue_on_demand(case.pk, PAPERS[form], request.user, client_ip(request))
    except Incomplete:
        messages.warning(request, _("Hồ sơ chưa có đủ dữ liệu để lập phiếu này."))
        return redirect("cases:case", pk=pk)
    return redirect("cases:slip", pk=pk, slip_pk=slip.pk)


def worked_case(request: HttpRequest, pk: int) -> Case:
    """Papers name citizens and how to reach them: for those who work on the case."""
    case = case_or_404(request.user, pk)
    if not reads_all(request.user, case):
        raise PermissionDenied
    return case


def slip_of(case: Case, pk: int) -> Slip:
    slip = get_object_or_404(case.slips, pk=pk)
    slip.case = case
    return slip
