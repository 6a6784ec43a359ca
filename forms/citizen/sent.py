"""What a citizen sent: their answers, the text they agreed to, and what they allowed besides."""

import uuid
from collections.abc import Container
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.kinds.display import Item, Section, answered
from forms.models import Case
from forms.models.permissions import allowed
from forms.requests.withdrawing import take_back

#: Stands where a helper may not read an answer.
COVER = "••••••"


@private
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Shows it, numbers of papers masked; a permission is taken back from here.

    A helper reads which questions were answered, and no private answer.
    """
    case = case_or_404(request, key, helpers=request.method == "GET")
    if case.is_draft:
        return redirect("case_check", key=key)
    if request.method == "POST":
        if exceeded(request, "step"):
            return too_many(request, "step")
        take_back(case, request.POST.get("withdraw", ""))
        return redirect(f"{request.path}#cho-phep")
    context = {
        "case": case,
        "sections": for_helper(case, sections_of(case)) if case.helper else sections_of(case),
        "text": case.agreed_text,
        "allowed": allowed(case),
    }
    return render(request, "forms/sent.html", context)


def sections_of(case: Case) -> list[Section]:
    return answered(
        case.kind,
        case.office,
        drafts.answers_of(case),
        attachments=drafts.attached(case),
        mask=True,
        asked=case.as_asked,
    )


def for_helper(case: Case, sections: list[Section]) -> list[Section]:
    """The same with what is sealed or private covered, and files counted instead of named."""
    return [
        replace(section, items=tuple(covered(item, case.open_answers) for item in section.items))
        for section in sections
    ]


def covered(item: Item, seen: Container[str]) -> Item:
    if item.empty or item.name in seen:
        return item
    if item.files:
        number = len(item.files)
        told = ngettext("%(number)d tệp", "%(number)d tệp", number) % {"number": number}
        return replace(item, files=(), note="", text=told)
    return replace(item, rows=(), numbers=(), text=COVER)
