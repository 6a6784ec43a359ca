"""Following a case: code and PIN open it; a wrong pair says the same, at the same cost, as none."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen.access import (
    allow,
    case_or_404,
    forget_all,
    grants,
    office_of,
    private,
)
from forms.citizen.limits import exceeded, too_many
from forms.models import Case, Event
from forms.notices import TOLD
from forms.plain_words import meaning, tone
from forms.references import CODE, pin_matches, tidy_code, tidy_pin
from forms.states import State, citizen_name

UNKNOWN = _(
    "Không tìm thấy hồ sơ nào với mã và PIN này. Hãy xem lại biên nhận hoặc thư đã gửi cho bạn."
)


class AnyText(forms.CharField):
    """Judges nothing: what cannot be a code is as unknown as a code that was never given."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = []


class FollowForm(forms.Form):
    """Code and PIN, as printed on the receipt; blanks and small letters do not matter."""

    use_required_attribute = False
    code = AnyText(
        label=_("Mã hồ sơ"),
        help_text=_("Ví dụ 000.00.00.T79-261121-0001, ghi trên biên nhận."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    pin = AnyText(
        label=_("Mã PIN"),
        help_text=_("8 chữ và số, ghi trên biên nhận và trong thư điện tử."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@private
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Asks for code and PIN; shows the cases that this browser already holds."""
    office = office_of(request)
    form = FollowForm(request.POST or None)
    status = 200
    if request.method == "POST":
        code = tidy_code(request.POST.get("code", ""))
        if guessing(request, f"{office.pk}:{code}" if CODE.fullmatch(code) else ""):
            return too_many(request, "pin")
        if form.is_valid():
            pin = tidy_pin(form.cleaned_data["pin"])
            case = find(office.pk, code, pin)
            if case is not None:
                response = redirect("follow_case", key=case.key)
                allow(request, response, case.key, pin)
                return response
            form.add_error(None, UNKNOWN)
            status = 404
        else:
            status = 422
    held = grants(request)
    mine = Case.objects.filter(key__in=held, office=office).order_by("-pk") if held else []
    return render(request, "forms/follow.html", {"form": form, "mine": mine}, status=status)


def guessing(request: HttpRequest, code: str) -> bool:
    """Counts both many codes from one address and, if it can be one, one code from many."""
    tried = [exceeded(request, "pin"), bool(code) and exceeded(request, "code", code)]
    return any(tried)


def find(office_id: int, code: str, pin: str) -> Case | None:
    """The submitted case of this office with this code and PIN. An unknown code costs as much."""
    cases = Case.objects.filter(office_id=office_id, code=code)
    case = cases.only("key", "pin_digest").first()
    key, stored = (case.key.hex, case.pin_digest) if case else (uuid.UUID(int=0).hex, "")
    return case if pin_matches(key, pin, stored) and case else None


@dataclass(frozen=True)
class Line:
    """One line of the history as a citizen reads it: no names, no inner notes."""

    at: datetime
    name: Any
    note: str


@private
@require_GET
def follow_case(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where the case stands, until when, and what is asked of the citizen now."""
    case = case_or_404(request, key)
    if case.is_draft:
        return redirect("case_tasks", key=key)
    lines = history(case)
    context = {
        "case": case,
        "history": lines,
        "said": lines[-1].note if lines else "",
        "meaning": meaning(case.state),
        "tone": tone(case.state),
        "files": list(case.attachments.all()),
    }
    return render(request, "forms/follow_case.html", context)


def history(case: Case) -> list[Line]:
    """The moves, one line for each change that the citizen's names tell apart."""
    lines: list[Line] = []
    for event in case.events.filter(act=Event.Act.MOVED).order_by("number"):
        told = event.to_state in TOLD and event.to_state != State.SUBMITTED
        line = Line(event.at, citizen_name(event.to_state), event.note if told else "")
        if not lines or lines[-1].name != line.name or line.note:
            lines.append(line)
    return lines


@private
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets every case on this device: for shared phones and computers."""
    response = redirect("follow")
    forget_all(response)
    return response
