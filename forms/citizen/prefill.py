"""Beginning with the answers of an earlier case of one's own, after seeing what is taken over."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import (
    allow,
    case_or_404,
    form_page_or_404,
    opened,
    opening,
    private,
    sent_twice,
)
from forms.citizen.code_and_pin import ask, screen_of
from forms.citizen.follow import FollowForm
from forms.citizen.limits import exceeded, too_many
from forms.citizen.stopped import stopped
from forms.kinds.carried import earlier_answers, taken_over
from forms.kinds.display import Item, cells, masked, shown
from forms.kinds.rows import Answers, RowsField, Sources, rows_of
from forms.kinds.traits import traits
from forms.models import Batch, Case, FormPage


class EarlierForm(FollowForm):
    """Code and PIN of the earlier case, throttled and answered like those that follow one."""

    unknown = _("Không tìm thấy hồ sơ nào với mã và PIN này. Hãy xem lại biên nhận.")


@private
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks for code and PIN, or for one of the cases that this browser holds."""
    page = form_page_or_404(request, page_id)
    if stop := page.stop:
        return stopped(request, stop, page)

    def lead(found: Case | Batch) -> HttpResponse:
        if isinstance(found, Batch) or found.is_draft:
            return redirect(screen_of(found), key=found.key)
        return redirect("case_prefill_from", page_id=page_id, key=found.key)

    return ask(request, EarlierForm, "forms/prefill.html", lead, {"page": page})


@private
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest, page_id: int, key: uuid.UUID) -> HttpResponse:
    """Shows what would be taken over; sent, it begins a draft with it."""
    page = form_page_or_404(request, page_id)
    if stop := page.stop:
        return stopped(request, stop, page)
    earlier = case_or_404(request, key)
    if earlier.is_draft:
        return redirect("case_tasks", key=key)
    given = earlier_answers(page.kind, earlier.kind, drafts.answers_of(earlier))
    taken = taken_over(page.kind, earlier.office, given)
    if request.method == "POST" and taken:
        return begin(request, page, earlier, taken)
    context = {
        "page": page,
        "earlier": earlier,
        "items": items(page, earlier, taken),
        "again": [
            label for name, label in page.kind.labels.items() if name in given.keys() - taken
        ],
        "opening": opening(page),
    }
    return render(request, "forms/prefill_from.html", context)


def begin(request: HttpRequest, page: FormPage, earlier: Case, taken: Answers) -> HttpResponse:
    """A draft with these answers; every step is still to be looked through and sent."""
    if exceeded(request, "begin"):
        return too_many(request, "begin")
    key, pin = opened(page, request.POST.get("key", ""))
    case, _pin = drafts.begin(page, earlier.office, key, pin)
    case.store(taken)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:  # the button was pressed twice
        if not sent_twice(request, key, pin):
            return redirect("case_prefill_from", page_id=page.pk, key=earlier.key)
    response = redirect("case_step", key=key, slug=page.kind.steps_for({})[0].slug)
    allow(request, response, key, pin)
    return response


def items(page: FormPage, earlier: Case, taken: Answers) -> list[Item]:
    """What is taken over, question by question; numbers of papers masked."""
    sources, found = Sources(earlier.office, {}), []
    for step in page.kind.steps:
        for name, field in step.base_fields.items():
            if name not in taken:
                continue
            if isinstance(field, RowsField):
                rows = rows_of(taken[name])
                table = tuple(cells(field, row, sources) for row in rows)
                numbers = tuple(range(len(rows)))
                found.append(Item(name, field.label, rows=table, numbers=numbers, one=field.one))
            else:
                text: Any = shown(field, taken[name], sources)
                found.append(Item(name, field.label, masked(text) if traits(field).find else text))
    return found
