"""Code and PIN open a case or a draft in any browser; a wrong pair says the same as none."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from forms.citizen.access import allow, grants, office_of
from forms.citizen.limits import exceeded, too_many
from forms.models import Case
from forms.references import CODE, draft_keys, pin_matches, tidy_code, tidy_pin

PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class AnyText(forms.CharField):
    """Judges nothing: what cannot be a code is as unknown as a code that was never given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs=PLAIN), **kwargs)
        self.validators = []


class CodeAndPin(forms.Form):
    """What proves that a case is one's own; blanks and small letters do not matter."""

    use_required_attribute = False
    unknown: Any
    code = AnyText()
    pin = AnyText(label=_("Mã PIN"))


def ask(request: HttpRequest, form_class: type[CodeAndPin], template: str) -> HttpResponse:
    """Asks for code and PIN, and leads to what they open.

    Case or draft: whoever types the one where the other is meant gets there all the same.
    """
    office = office_of(request)
    form = form_class(request.POST or None)
    status = 200
    if request.method == "POST":
        code = tidy_code(request.POST.get("code", ""))
        if guessing(request, office.pk, code):
            return too_many(request, "pin")
        if form.is_valid():
            pin = tidy_pin(form.cleaned_data["pin"])
            case = find(office.pk, code, pin)
            if case is not None:
                response = redirect("case_tasks" if case.is_draft else "follow_case", key=case.key)
                allow(request, response, case.key, pin)
                return response
            form.add_error(None, form.unknown)
            status = 404
        else:
            status = 422
    held = grants(request)
    mine = Case.objects.filter(key__in=held, office=office).order_by("-pk") if held else []
    return render(request, template, {"form": form, "mine": mine}, status=status)


def guessing(request: HttpRequest, office_id: int, code: str) -> bool:
    """Counts both many codes from one address and, if it can be one, one code from many."""
    drafts = draft_keys(code)
    known_as = str(drafts[0]) if drafts else code if CODE.fullmatch(code) else ""
    tried = [
        exceeded(request, "pin"),
        bool(known_as) and exceeded(request, "code", f"{office_id}:{known_as}"),
    ]
    return any(tried)


def find(office_id: int, code: str, pin: str) -> Case | None:
    """The case or draft of this office with this code and PIN. An unknown code costs as much.

    A draft's code may, once in a long while, be that of two: the PIN tells which is meant.
    """
    drafts = draft_keys(code)
    named = {"key__range": drafts} if drafts else {"code": code}
    cases = Case.objects.filter(office_id=office_id, **named)
    found = list(cases.only("key", "pin_digest", "state")[:2])
    for case in found or [Case(key=uuid.UUID(int=0))]:
        if pin_matches(case.key.hex, pin, case.pin_digest):
            return case
    return None
