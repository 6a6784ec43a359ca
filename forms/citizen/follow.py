"""Following a case: code and PIN open it; a wrong pair says the same, at the same cost, as none."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen.access import case_or_404, forget_all, private
from forms.citizen.code_and_pin import AnyText, CodeAndPin, ask
from forms.models import Case, Event
from forms.notices import TOLD
from forms.plain_words import meaning, tone
from forms.states import State, citizen_name


class FollowForm(CodeAndPin):
    """As printed on the receipt."""

    unknown = _(
        "Không tìm thấy hồ sơ nào với mã và PIN này. Hãy xem lại biên nhận hoặc thư đã gửi cho bạn."
    )
    code = AnyText(
        label=_("Mã hồ sơ"),
        help_text=_("Ví dụ 000.00.00.T79-261121-0001, ghi trên biên nhận."),
    )
    pin = AnyText(
        label=_("Mã PIN"),
        help_text=_("8 chữ và số, ghi trên biên nhận và trong thư điện tử."),
    )


@private
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Asks for code and PIN; shows the cases that this browser already holds."""
    return ask(request, FollowForm, "forms/follow.html")


@dataclass(frozen=True)
class Line:
    """One line of the history as a citizen reads it: no names, no inner notes."""

    at: datetime
    name: Any
    note: str


@dataclass(frozen=True)
class Doing:
    """Something that a citizen can do about a case: its screen, its name, and for which cases."""

    route: str
    label: Any
    when: Callable[[Case], bool]


#: In the order of the page.
DOINGS = (Doing("follow_sent", _("Xem những gì bạn đã gửi và đã đồng ý"), lambda case: True),)


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
        "doings": [doing for doing in DOINGS if doing.when(case)],
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
