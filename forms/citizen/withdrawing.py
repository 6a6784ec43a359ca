"""Withdrawing a case: by its citizen, with a reason, while the office has not (or no longer) begun.

The move is a row of the table of transitions like every other. Of citizen and officer who move a
case at the same moment, one wins and the other is told.
"""

import uuid

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.kinds.fields import text
from forms.models import Case
from forms.moves.transitions import Details, Forbidden, Stale, move
from forms.moves.versions import version_seen
from forms.states import RUNNING, Citizen, State, may

CITIZEN = Citizen()


class WithdrawForm(forms.Form):
    """Why; the office reads it. `version` is the case's, as the page showed it."""

    use_required_attribute = False
    reason = text(_("Vì sao bạn rút hồ sơ?"), 500, rows=3, help=_("Đơn vị đọc được."))


def concerns(case: Case) -> bool:
    """Whether there is still something to withdraw, by oneself or by writing to the office."""
    return may_withdraw(case) or case.state in RUNNING


def may_withdraw(case: Case) -> bool:
    return may(CITIZEN, case, State.WITHDRAWN)[0]


@private
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Says what would happen, asks why, and withdraws."""
    if request.method == "POST" and exceeded(request, "message"):
        return too_many(request, "message")
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_discard", key=key)
    if case.state == State.WITHDRAWN:  # pressed twice
        return redirect("follow_case", key=key)
    if request.method == "GET":
        return show(request, case, WithdrawForm())
    form = WithdrawForm(request.POST)
    if not may_withdraw(case):
        return show(request, case, form, status=409)
    if not form.is_valid():
        return show(request, case, form, status=422)
    details = Details(reason=form.cleaned_data["reason"])
    try:
        move(case.pk, State.WITHDRAWN, CITIZEN, version_seen(request), details)
    except (Stale, Forbidden):
        return too_late(request, key, form)
    return redirect("follow_case", key=key)


def too_late(request: HttpRequest, key: uuid.UUID, form: WithdrawForm) -> HttpResponse:
    """The office moved the case first: says where it stands now, and keeps the reason."""
    case = case_or_404(request, key)
    if case.state == State.WITHDRAWN:
        return redirect("follow_case", key=key)
    return show(request, case, form, status=409)


def show(request: HttpRequest, case: Case, form: WithdrawForm, status: int = 200) -> HttpResponse:
    context = {
        "case": case,
        "form": form,
        "possible": may_withdraw(case),
        "running": case.state in RUNNING,
        "moved": status == 409,
    }
    return render(request, "forms/withdraw.html", context, status=status)
