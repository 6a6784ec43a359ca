"""What a citizen sent: their answers, the text they agreed to, and what they allowed besides."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, private
from forms.citizen.limits import exceeded, too_many
from forms.kinds.display import answered
from forms.models import Case, Event, GivenPermission
from forms.models.events import append
from forms.models.permissions import allowed


@private
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Shows it, numbers of papers masked; a permission is taken back from here."""
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_check", key=key)
    if request.method == "POST":
        if exceeded(request, "step"):
            return too_many(request, "step")
        withdraw(case, request.POST.get("withdraw", ""))
        return redirect(f"{request.path}#cho-phep")
    context = {
        "case": case,
        "sections": answered(
            case.kind,
            case.office,
            drafts.answers_of(case),
            attachments=drafts.attached(case),
            mask=True,
            asked=case.as_asked,
        ),
        "text": case.agreed_text,
        "allowed": allowed(case),
    }
    return render(request, "forms/sent.html", context)


@transaction.atomic
def withdraw(case: Case, code: str) -> None:
    """Takes a permission back, once; the office reads it in the history."""
    standing = GivenPermission.objects.filter(case=case, code=code[:20], withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now()):
        return
    label = next((one.label for one in case.kind.data_use.permissions if one.code == code), code)
    with override("vi"):
        note = gettext("Người nộp rút lại: %(permission)s") % {"permission": label}
    append(case.pk, Event.Act.NOTED, actor=None, note=note)
