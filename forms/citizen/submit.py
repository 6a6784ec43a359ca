"""The end of filling in: check all the answers, agree, send, and get the receipt."""

import uuid
from itertools import chain
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, grants, private
from forms.citizen.agreement import Agreement, agreement_on
from forms.citizen.changing import just_changed
from forms.citizen.filed_before import FiledBefore
from forms.citizen.final import Judged, recalled, remembered
from forms.citizen.limits import exceeded, too_many
from forms.citizen.stopped import stopped
from forms.filing.submitting import Claimed, Overtaken, Stopped, handing_in, submit
from forms.kinds.authority import authority_of
from forms.kinds.base import Step
from forms.kinds.display import answered
from forms.kinds.papers import is_beside, promised
from forms.models import Case


class AgreedForm(forms.Form):
    """What is agreed to before a case is sent; nothing is ticked beforehand (Law 91/2025/QH15).

    `seen` names the text that the page showed: nobody agrees to one they have not read.
    """

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, agreement: Agreement, data: Any = None) -> None:
        super().__init__(data, initial={"seen": agreement.digest})
        self.agreement = agreement
        for code, label in agreement.permissions.items():
            self.fields[f"permission_{code}"] = forms.BooleanField(label=label, required=False)

    @property
    def changed(self) -> bool:
        """Whether the text is another than the one that the page showed."""
        return self.is_bound and self.data.get("seen") != self.agreement.digest

    def is_valid(self) -> bool:
        return not self.changed and super().is_valid()

    @property
    def optional(self) -> list[forms.BoundField]:
        return [self[f"permission_{code}"] for code in self.agreement.permissions]

    @property
    def given(self) -> list[str]:
        """The codes of the permissions that were ticked."""
        return [code for code in self.agreement.permissions if self[f"permission_{code}"].data]


class ConsentForm(AgreedForm):
    """The same by the citizens themselves: that all is true, and that they read the notice."""

    declaration = forms.BooleanField(
        error_messages={"required": _("Hãy đánh dấu để cam đoan.")},
    )
    consent_notice_ack = forms.BooleanField(
        error_messages={"required": _("Hãy đọc thông báo rồi đánh dấu.")},
    )

    def __init__(self, agreement: Agreement, data: Any = None) -> None:
        super().__init__(agreement, data)
        for name, statement in agreement.statements.items():
            self.fields[name].label = statement

    @property
    def required(self) -> list[forms.BoundField]:
        return [self[name] for name in self.agreement.statements]


@private
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """All the answers on one page; sent from here."""
    if request.method == "GET":
        case = case_or_404(request, key)
        if not case.is_draft:
            return redirect("case_receipt", key=key)
        return show(request, case, drafts.check(case))
    if exceeded(request, "submit"):
        return too_many(request, "submit")
    arrived = timezone.now()
    while True:
        case = case_or_404(request, key)
        if not case.is_draft:  # sent twice: the same receipt
            return redirect("case_receipt", key=key)
        if stop := case.stop_at(arrived):
            return stopped(request, stop, case.form_page, case)
        judged = recalled(case, request.POST.get("good", ""), arrived)
        judged = judged or Judged.of(case, drafts.check(case))
        consent = ConsentForm(agreement_on(case, judged.terms), request.POST)
        if not (judged.good and consent.is_valid()):
            return show(request, case, drafts.check(case), consent, status=422)
        try:
            with handing_in(case, judged.final, arrived):
                case.language = get_language() or case.language
                pin = grants(request)[key.hex]
                submit(case, judged.final, pin, consent.agreement, consent.given)
        except Overtaken:
            continue
        except Stopped as late:
            return stopped(request, late.stop, case.form_page, case)
        except Claimed:
            case = case_or_404(request, key)  # as it was before it was to be sent
            return show(request, case, drafts.check(case), status=409)
        return redirect("case_receipt", key=key)


def show(
    request: HttpRequest,
    case: Case,
    checked: list[Step],
    sent: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The check page. After a text that has changed meanwhile, everything is asked anew."""
    again = sent is not None and sent.changed
    judged = Judged.of(case, checked)
    answers = judged.final.answers
    before = FiledBefore.of(request, case, answers, checked) if judged.good else None
    agreement = sent.agreement if sent else agreement_on(case, judged.terms)
    context = {
        "case": case,
        "sections": answered(case.kind, case.office, drafts.answers_of(case), checked),
        "left_out": judged.final.left_out,
        "wrong": [form for form in checked if not form.is_valid()],
        "good": remembered(case, judged),
        "warnings": [warning for form in checked if form.is_valid() for warning in form.warnings()],
        "notice": agreement.sections,
        "form": sent if sent and not again else ConsentForm(agreement),
        "again": again,
        "before": before,
        "changed": just_changed(request),
    }
    return render(request, "forms/check.html", context, status=status)


def to_bring(case: Case) -> list[str]:
    """The papers that the citizen has promised to bring, by the names they were asked under."""
    if not any(is_beside(name) for name in case.answers):
        return []
    return promised(case.answers, chain.from_iterable(case.as_asked.questions.values()))


@private
@require_GET
def receipt(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Code and PIN, to keep and to print; shown again to the browser that sent the case."""
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_tasks", key=key)
    context = {
        "case": case,
        "pin": grants(request)[key.hex],
        "to_bring": to_bring(case),
        "authority": authority_of(case.kind, case.all_answers),
    }
    return render(request, "forms/receipt.html", context)
