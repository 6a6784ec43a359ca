"""Following a case: code and PIN open it; a wrong pair says the same, at the same cost, as none.

The page answers within five seconds of reading: where the case stands, what to do now, by when.
Each of its parts costs at most one query, and all of them at most eight.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from forms.citizen import rating, withdrawing
from forms.citizen.access import case_or_404, forget_all, private
from forms.citizen.code_and_pin import AnyText, CodeAndPin, ask
from forms.citizen.history import SHOWN, lines
from forms.citizen.reckoning import due_of
from forms.citizen.slips import slips_of
from forms.citizen.standing import Standing
from forms.models import Case, Event, Message, Remark
from forms.notices.telling import came_back
from forms.requests.granting import granted_until
from forms.states import State


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
class Doing:
    """Something that a citizen can do about a case: its screen, its name, and for which cases.

    Where it only shows something, a helper may see it too; the view must then say so itself.
    """

    route: str
    label: Any
    when: Callable[[Case], bool]
    helpers: bool = False


#: In the order of the page.
DOINGS = (
    Doing("follow_supplement", _("Bổ sung hồ sơ"), lambda case: case.state == State.SUPPLEMENT),
    Doing("follow_ask", _("Hỏi hoặc báo cho đơn vị về hồ sơ này"), lambda case: True),
    Doing(
        "follow_sent",
        _("Xem những gì bạn đã gửi và đã đồng ý"),
        lambda case: True,
        helpers=True,
    ),
    Doing("follow_rate", _("Nói bạn có hài lòng không"), rating.may_rate),
    Doing("follow_contact", _("Đổi thư điện tử hoặc số điện thoại"), lambda case: True),
    Doing("follow_helpers", _("Cho người khác xem hồ sơ để giúp bạn"), lambda case: True),
    Doing(
        "follow_data",
        _("Dữ liệu cá nhân của bạn: tải bản sao, yêu cầu sửa hoặc xóa"),
        lambda case: case.about_id is None,
    ),
    Doing("follow_withdraw", _("Rút hồ sơ"), withdrawing.concerns),
)


def doings_for(case: Case) -> list[Doing]:
    """What this reader can do; a helper finds no link that would be refused."""
    open_to_reader = (doing for doing in DOINGS if doing.helpers or case.helper is None)
    return [doing for doing in open_to_reader if doing.when(case)]


@private
@require_GET
def follow_case(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Where the case stands, until when, and what is asked of the citizen now."""
    case = case_or_404(request, key, helpers=True)
    if case.is_draft:
        return redirect("case_tasks", key=key)
    events = list(case.events.filter(act__in=SHOWN).order_by("number"))
    standing = Standing(case, events)
    context = {
        "case": case,
        "standing": standing,
        "due": due_of(case, events) if standing.running else None,
        "history": lines(events),
        "unread": unread(case, events),
        "scores": rating.asked(case, events),
        "files": list(case.attachments.all()),
        "came_back": came_back(case),
        "granted_until": granted_until(case),
        "marks": marks_of(case),
        "papers": slips_of(case),
        "doings": doings_for(case),
    }
    return render(request, "forms/follow_case.html", context)


def unread(case: Case, events: Iterable[Event]) -> bool:
    """Whether the office wrote what the citizen has not seen; asked only where it wrote at all."""
    if not any(event.act == Event.Act.WROTE and event.actor_id for event in events):
        return False
    return case.messages.filter(side=Message.Side.OFFICE, read_at=None).exists()


def marks_of(case: Case) -> list[Remark]:
    """What the office marked, while it waits for it."""
    if case.state != State.SUPPLEMENT:
        return []
    open_ones = Remark.objects.filter(supplement__case=case, supplement__ended_at=None)
    found = list(open_ones.select_related("supplement"))
    for remark in found:
        remark.supplement.case = case
    return found


@private
@require_http_methods(["POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Forgets every case on this device: for shared phones and computers."""
    response = redirect("follow")
    forget_all(response)
    return response
