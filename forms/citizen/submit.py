"""The end of filling in: check all the answers, agree, send, and get the receipt."""

import uuid
from collections.abc import Iterable
from itertools import chain
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import drafts
from forms.citizen.access import case_or_404, grants, private
from forms.citizen.agreement import NOTICE_VERSION, Agreement, agreement_on
from forms.citizen.changing import just_changed
from forms.citizen.filed_before import FiledBefore
from forms.citizen.final import Final, Judged, recalled, remembered
from forms.citizen.limits import exceeded, too_many
from forms.citizen.stopped import stopped
from forms.claims import claim_of, claimed_by_another
from forms.kinds import OFFERED
from forms.kinds.authority import authority_of
from forms.kinds.base import Step
from forms.kinds.display import answered
from forms.kinds.papers import is_beside, promised
from forms.kinds.place import commune_code
from forms.models import Case, Event, GivenPermission, KeptText
from forms.models.attachments import drop
from forms.models.events import record
from forms.models.facets import facets_of
from forms.models.statements import insert, update
from forms.notices import notify
from forms.references import new_code
from forms.requests.arriving import start_answering
from forms.states import State
from forms.taking import claim

#: What sending a draft does not change; all other columns are saved.
UNTOUCHED = {
    *("id", "key", "pin_digest", "office", "form_page", "kind_code", "visited", "created_at"),
    *("about", "restricted_at", "erased_at"),
    *("assignee", "received_at", "book_number", "working_days", "due_on", "supplement_due_on"),
    *("decided_at", "decision_number", "closed_at", "next_on", "asked_at"),
}
SENT = frozenset(field.name for field in Case._meta.concrete_fields) - UNTOUCHED
UNLESS_TAKEN = "AND NOT EXISTS (SELECT 1 FROM forms_case other WHERE other.code = %s)"
#: Codes passed over because they are taken (two offices with one agency code), before giving up.
MOST_TAKEN = 100


class ConsentForm(forms.Form):
    """What a citizen agrees to before sending; nothing is ticked beforehand (Law 91/2025/QH15).

    `seen` names the text that the page showed: nobody agrees to one they have not read.
    """

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    declaration = forms.BooleanField(
        error_messages={"required": _("Hãy đánh dấu để cam đoan.")},
    )
    consent_notice_ack = forms.BooleanField(
        error_messages={"required": _("Hãy đọc thông báo rồi đánh dấu.")},
    )

    def __init__(self, agreement: Agreement, data: Any = None) -> None:
        super().__init__(data, initial={"seen": agreement.digest})
        self.agreement = agreement
        for name, statement in agreement.statements.items():
            self.fields[name].label = statement
        for code, label in agreement.permissions.items():
            self.fields[f"permission_{code}"] = forms.BooleanField(label=label, required=False)

    @property
    def changed(self) -> bool:
        """Whether the text is another than the one that the page showed."""
        return self.is_bound and self.data.get("seen") != self.agreement.digest

    def is_valid(self) -> bool:
        return not self.changed and super().is_valid()

    @property
    def required(self) -> list[forms.BoundField]:
        return [self[name] for name in self.agreement.statements]

    @property
    def optional(self) -> list[forms.BoundField]:
        return [self[f"permission_{code}"] for code in self.agreement.permissions]

    @property
    def given(self) -> list[str]:
        """The codes of the permissions that were ticked."""
        return [code for code in self.agreement.permissions if self[f"permission_{code}"].data]


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
            with transaction.atomic():
                if not case.lock_unchanged():
                    continue  # what was judged is not what is stored any more
                if case.kind_code in OFFERED and (stop := claim(case.form_page, arrived)):
                    return stopped(request, stop, case.form_page, case)
                case.language = get_language() or case.language
                case.submitted_at = arrived
                pin = grants(request)[key.hex]
                submit(case, judged.final, pin, consent.agreement, consent.given)
                return redirect("case_receipt", key=key)
        except IntegrityError:
            if Case.objects.filter(code=case.code).exists():
                continue  # another office, with the same agency code, was faster by a moment
            if claimed_by_another(case, judged.final.answers) is None:
                raise
            case = case_or_404(request, key)  # as it was before it was to be sent
            return show(request, case, drafts.check(case), status=409)


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


def submit(
    case: Case,
    final: Final,
    pin: str,
    agreement: Agreement,
    permissions: Iterable[str] = (),
) -> None:
    """Makes a case of a draft: history, index, notice, code. In the caller's transaction.

    The code comes last, because from there to the commit all others who submit to the office wait.
    """
    if final.left_out:
        drop(final.left_out)
    KeptText.keep(*complete(case, final, agreement.text))
    assert case.consented_at
    record(case, Event.Act.MOVED, from_state=State.DRAFT, to_state=State.SUBMITTED)
    insert(*case.blind_index())
    insert(*facets_of(case))
    insert(
        *(GivenPermission(case=case, code=code, given_at=case.consented_at) for code in permissions)
    )
    notify(case, State.SUBMITTED, pin=pin)
    save_numbered(case)
    if case.about_id:
        start_answering(case)


def complete(case: Case, final: Final, agreed: KeptText) -> list[KeptText]:
    """Gives a draft all that a submitted case has but its code and history. Saves nothing: the
    texts that the case names, word for word, are returned to be kept before it is."""
    case.sealed_pin = ""
    case.replace_answers(final.answers)
    case.commune_id = commune_code(case.kind.column("commune", case.all_answers))
    case.kind_version = case.kind.version
    case.state = State.SUBMITTED
    case.submitted_at = case.consented_at = case.submitted_at or timezone.now()
    case.notice_version = NOTICE_VERSION
    case.version += 1
    case.chosen, case.claim = final.chosen, claim_of(case.kind, final.answers)
    case.agreed_text_id, case.asked_text_id = agreed.digest, final.asked
    return [agreed, *final.texts]


def save_numbered(case: Case) -> None:
    """Saves the case under the next code of the day; one that is taken is passed over (R-10)."""
    for _attempt in range(MOST_TAKEN):
        case.code = new_code(case.office)
        if update(case, SENT, UNLESS_TAKEN, case.code):
            return
    raise RuntimeError("every code that was tried is taken: are two agency codes the same?")


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
