"""Completing a sent case: what is asked and until when, and that what was sent arrived."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from forms.citizen.access import case_or_404, private
from forms.models import Case, Supplement
from forms.supplements.answering import Answering
from forms.supplements.showing import tasks


@private
@require_GET
def overview(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is asked, until when, and how far the citizen has come with it."""
    answering = Answering.of(case_or_404(request, key))
    if answering is None:
        return over(request, key)
    context = {"case": answering.case, "supplement": answering.supplement}
    return render(request, "forms/supplement/overview.html", context | {"tasks": tasks(answering)})


def over(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Nothing is asked (any more): what was sent in time is confirmed, else the case is shown."""
    if last_sent(key):
        return redirect("supplement_sent", key=key)
    return redirect("follow_case", key=key)


def last_sent(key: uuid.UUID) -> Supplement | None:
    """The last request of a case, if its citizen has answered it online."""
    last = Supplement.objects.filter(case__key=key).order_by("-number").first()
    return last if last and last.how == Supplement.How.ONLINE else None


@private
@require_GET
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """That it arrived, whether in time, and what happens next."""
    case: Case = case_or_404(request, key)
    supplement = last_sent(key)
    if supplement is None:
        return redirect("follow_case", key=key)
    context = {"case": case, "supplement": supplement}
    return render(request, "forms/supplement/sent.html", context)
