"""Files that a page sends as soon as they are chosen; what else was typed stays in the browser."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forms.citizen import drafts
from forms.kinds.base import Step
from forms.models import Case


def attach(
    request: HttpRequest, case: Case, step: type[Step], files: drafts.Files, slot: str
) -> HttpResponse:
    """Keeps the files of one place and answers with what it holds now, to be put into the page.

    Call inside a transaction that holds the case's row. Answers are neither read nor changed, so
    that no page is older for it.
    """
    held = drafts.attached(case)
    form = step(case.office, drafts.answers_of(case))
    if slot not in form.slots:
        raise Http404
    reasons = drafts.take_files(case, form, {slot: files.get(slot, [])}, held).get(slot, [])
    form.attachments = held
    case.save(update_fields=["changed_at"])  # a draft is as old as its last file
    context = {"case": case, "part": form.files_part(slot), "reasons": reasons}
    return render(request, "forms/includes/held.html", context, status=422 if reasons else 200)
