"""One question once the result is there: how content are you? Answered by one tap, or not at all.

The answer lies apart from the case (`forms.models.ratings`); the history keeps that there is one,
not which. It may be changed for a week.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.kinds.fields import text
from forms.models import Case, Event, Rating
from forms.models.events import append
from forms.states import State

#: There is a decision, whether or not its paper has been handed over.
WITH_RESULT = (State.APPROVED, State.NOT_APPROVED, State.RETURNED)
CHANGED_WITHIN = timedelta(days=7)
BEST_FIRST = Rating.Score.choices[::-1]


class RatingForm(forms.Form):
    """The one question, best answer first, and room for a word."""

    use_required_attribute = False
    score = forms.TypedChoiceField(
        label=_("Bạn có hài lòng với việc giải quyết hồ sơ này không?"),
        choices=BEST_FIRST,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn một mức."),
            "invalid_choice": _("Hãy chọn một trong các mức."),
        },
    )
    comment = text(
        _("Bạn muốn nói thêm điều gì? (không bắt buộc)"),
        1000,
        rows=3,
        required=False,
        help=_("Lãnh đạo đơn vị đọc, không kèm mã hồ sơ. Xin đừng ghi tên hay số giấy tờ."),
    )


def may_rate(case: Case) -> bool:
    return case.state in WITH_RESULT and case.decided_at is not None


def asked(case: Case, events: Iterable[Event]) -> list[tuple[int, Any]]:
    """The answers to choose from, while the question is open; the history tells if it is."""
    given = any(event.act == Event.Act.RATED for event in events)
    return BEST_FIRST if may_rate(case) and not given and case.helper is None else []


def changeable(rating: Rating) -> bool:
    return timezone.localdate() <= rating.given_on + CHANGED_WITHIN


@private
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asks, thanks, and lets an answer be changed for a week."""
    if request.method == "POST" and exceeded(request, "message"):
        return too_many(request, "message")
    case = case_or_404(request, key)
    if not may_rate(case):
        return redirect("case_tasks" if case.is_draft else "follow_case", key=key)
    if request.method == "POST":
        return take(request, case)
    given = Rating.of(case)
    initial = {"score": given.score, "comment": given.comment} if given else {}
    return show(request, case, given, RatingForm(initial=initial))


def take(request: HttpRequest, case: Case) -> HttpResponse:
    form = RatingForm(request.POST)
    if not form.is_valid():
        return show(request, case, Rating.of(case), form, status=422)
    keep(case.pk, form.cleaned_data["score"], form.cleaned_data["comment"])
    return redirect("follow_rate", key=case.key)


@transaction.atomic
def keep(case_id: int, score: int, comment: str) -> None:
    """One answer for each case, however often it is sent; after a week it stays as it is."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    given = Rating.of(case)
    if given is None:
        Rating.for_case(case, score, comment).save()
        append(case_id, Event.Act.RATED, actor=None)
    elif changeable(given):
        given.change(score, comment)


def show(
    request: HttpRequest, case: Case, given: Rating | None, form: RatingForm, status: int = 200
) -> HttpResponse:
    context = {
        "case": case,
        "given": given,
        "form": form,
        "open": given is None or changeable(given),
        "until": given and given.given_on + CHANGED_WITHIN,
    }
    return render(request, "forms/rating.html", context, status=status)
