"""Code and PIN open a case or a draft in any browser; a wrong pair says the same as none.

The pair is compared before anything is counted, so that nobody's wrong tries keep its owner out.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from forms.citizen.access import allow, grants, held_cases, office_of
from forms.citizen.limits import exceeded, later, too_many
from forms.kinds import keyboards
from forms.models import Batch, Case, Helper
from forms.references import BATCH_CODE, CODE, draft_keys, pin_matches, tidy_code, tidy_pin

#: Said of a wrong pair after many others; never of a right one.
SLOWED = _(
    "Mã hoặc PIN không đúng, và đã có nhiều lần nhập sai. Hãy đợi ít phút, xem kỹ biên nhận rồi "
    "nhập lại. Mã và PIN đúng thì mở được hồ sơ ngay."
)


class AnyText(forms.CharField):
    """Judges nothing: what cannot be a code is as unknown as a code that was never given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs=keyboards.CODE), **kwargs)
        self.validators = []


class CodeAndPin(forms.Form):
    """What proves that a case is one's own; blanks and small letters do not matter."""

    use_required_attribute = False
    unknown: Any
    code = AnyText()
    pin = AnyText(label=_("Mã PIN"))


class PinAlone(forms.Form):
    """For whoever was filling in a draft when the browser forgot that it may."""

    use_required_attribute = False
    pin = AnyText(label=_("Mã PIN"), help_text=_("8 chữ và số."))


def proven(request: HttpRequest, key: uuid.UUID) -> bool:
    """Whether the PIN typed beside the answers is that of this draft, for this one request."""
    pin = tidy_pin(request.POST.get("pin", ""))
    case = Case.objects.filter(key=key, office=office_of(request)).only("pin_digest").first()
    if not pin_matches(key.hex, pin, case.pin_digest if case else ""):
        return False
    request._granted = {key.hex: pin}  # type: ignore[attr-defined]
    return True


def ask(
    request: HttpRequest,
    form_class: type[CodeAndPin],
    template: str,
    lead: Callable[[Case | Batch], HttpResponse] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Asks for code and PIN, and leads to what they open, or where `lead` says.

    Case, draft or batch: whoever types the one where the other is meant gets there all the same.
    """
    office = office_of(request)
    form = form_class(request.POST or None, initial={"code": code_in(request)})
    status = 200
    if request.method == "POST":
        if exceeded(request, "pairs"):
            return too_many(request, "pairs")
        status = 422
        if form.is_valid():
            code, pin = tidy_code(form.cleaned_data["code"]), tidy_pin(form.cleaned_data["pin"])
            found = find(office.pk, code, pin)
            if found is not None:
                response = lead(found) if lead else redirect(screen_of(found), key=found.key)
                allow(request, response, found.key, pin)
                return response
            typed = code or form.cleaned_data["code"]
            status = 429 if guessing(request, office.pk, typed) else 404
            form.add_error(None, SLOWED if status == 429 else form.unknown)
    held = grants(request)
    mine = held_cases(request, office) if held else []
    batches = Batch.objects.filter(key__in=held, office=office).order_by("-pk") if held else []
    context = {"form": form, "mine": mine, "batches": batches, **(more or {})}
    response = render(request, template, context, status=status)
    return later(response, "pin") if status == 429 else response


def code_in(request: HttpRequest) -> str:
    """The code that an address brings along (a QR code on paper): filled in, never looked up."""
    code = tidy_code(request.GET.get("ma", ""))
    return code if CODE.fullmatch(code) or BATCH_CODE.fullmatch(code) or draft_keys(code) else ""


def screen_of(found: Case | Batch) -> str:
    if isinstance(found, Batch):
        return "batch"
    return "case_tasks" if found.is_draft else "follow_case"


def guessing(request: HttpRequest, office_id: int, code: str) -> bool:
    """Counts a wrong pair against its caller and its code, whatever was typed for one; true when it
    is one too many."""
    drafts = draft_keys(code)
    known_as = str(drafts[0]) if drafts else code
    counted = [
        exceeded(request, "pin"),
        exceeded(request, "code", f"{office_id}:{known_as}"),
    ]
    return any(counted)


def find(office_id: int, code: str, pin: str) -> Case | Batch | None:
    """The case, draft or batch of this office with this code and PIN. An unknown code costs as
    much.

    A draft's code may, once in a long while, be that of two: the PIN tells which is meant. The PIN
    is the citizen's own or, looked for second, a helper's.
    """
    if BATCH_CODE.fullmatch(code):
        return find_batch(office_id, code, pin)
    drafts = draft_keys(code)
    named = {"key__range": drafts} if drafts else {"code": code}
    cases = Case.objects.filter(office_id=office_id, **named)
    found = list(cases.only("key", "pin_digest", "state")[:2]) or [Case(key=uuid.UUID(int=0))]
    for case in found:
        if pin_matches(case.key.hex, pin, case.pin_digest):
            return case
    return helped(found[0], pin)


def helped(case: Case, pin: str) -> Case | None:
    """The case, if this is the PIN of somebody who helps its citizen."""
    helper = Helper.objects.with_pin(case.key.hex, pin).first()
    if helper is None:
        return None
    helper.seen_today()
    return case


def find_batch(office_id: int, code: str, pin: str) -> Batch | None:
    batches = Batch.objects.filter(office_id=office_id, code=code)
    batch = batches.only("key", "pin_digest").first() or Batch(key=uuid.UUID(int=0))
    return batch if pin_matches(batch.key.hex, pin, batch.pin_digest) else None
