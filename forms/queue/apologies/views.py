"""Chờ ký phiếu xin lỗi: late cases before those who lead their office."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from forms.clock import Calendar, MissingYear
from forms.clock.apologising import (
    apologise,
    dismiss,
    may_apologise,
    may_dismiss,
    prepare_for,
    waiting,
)
from forms.clock.extending import extend, may_extend
from forms.kinds.fields import number, text
from forms.models import Apology, Case
from forms.models.events import name_of
from forms.moves.transitions import Forbidden, Refused, Stale, who_was_first
from forms.moves.versions import version_seen
from forms.queue.case.questions import LONGEST
from forms.queue.cases import case_or_404, visible_to
from forms.queue.screens import show, trail
from forms.slips.handovers import HOLDERS
from forms.states import Answer, User
from home.models import Role
from home.permissions import offices_of
from search.throttle import client_ip

PAGE = 50
LEADERS = frozenset({Role.LEADER})
TITLE = gettext_lazy("Chờ ký phiếu xin lỗi")


@dataclass(frozen=True)
class Late:
    """One line of the list."""

    apology: Apology
    calendar: Calendar

    @property
    def case(self) -> Case:
        return self.apology.case

    @property
    def days(self) -> int | None:
        """Working days since; None where the calendar cannot say."""
        try:
            return self.calendar.between(self.apology.late_since, timezone.localdate())
        except MissingYear:
            return None

    @property
    def holder(self) -> str:
        """Who has the case now."""
        if self.case.assignee:
            return name_of(self.case.assignee)
        return str(HOLDERS.get(self.case.state, ""))

    @property
    def over(self) -> bool:
        """Whether the case is not late any more."""
        return not self.case.overdue

    @property
    def again(self) -> bool:
        return self.case.extended_from is not None


@require_safe
def apologies(request: HttpRequest) -> HttpResponse:
    """All that wait at the offices that the user leads, the longest late first."""
    led = offices_of(request.user, LEADERS)
    if not led:
        raise PermissionDenied
    prepare_for(request.user)
    cases = visible_to(request.user).filter(office__in=led)
    found = waiting(cases).select_related("case__assignee", "case__office")
    page = Paginator(found.defer("case__answers", "case__sealed"), PAGE).get_page(
        request.GET.get("trang")
    )
    calendars = Calendar.of_all(led)
    lines = [Late(one, calendars[one.case.office_id]) for one in page]
    context = {"lines": lines, "page": page, "title": TITLE, "breadcrumbs": trail(("", TITLE))}
    return show(request, "apologies", context)


class SignForm(forms.Form):
    """What the paper is to say: why, and the new day as working days more."""

    use_required_attribute = False
    reason = text(
        gettext_lazy("Lý do trễ hẹn"), 2000, rows=5, help=gettext_lazy("Người nộp đọc được.")
    )
    working_days = number(
        gettext_lazy("Ngày hẹn mới: thêm mấy ngày làm việc"),
        least=1,
        most=400,
        help=gettext_lazy("Tính từ hôm nay."),
    )


class SorryForm(forms.Form):
    """Words alone: there is no further extension."""

    use_required_attribute = False
    reason = text(
        gettext_lazy("Lý do trễ hẹn"), 2000, rows=5, help=gettext_lazy("Người nộp đọc được.")
    )


class DismissForm(forms.Form):
    use_required_attribute = False
    why_not = text(gettext_lazy("Vì sao không cần xin lỗi"), 500, rows=3)


@dataclass
class Way:
    """One way to settle an apology: whether it is open and, if not, why."""

    act: str
    form_class: type[forms.Form]
    label: Any
    answer: Answer
    form: forms.Form | None = None


class Desk:
    """A late case before a leader, with the ways to settle what is owed."""

    def __init__(self, apology: Apology, user: User) -> None:
        self.late = Late(apology, Calendar.of(apology.case.office))
        self.user = user

    @property
    def case(self) -> Case:
        return self.late.case

    @cached_property
    def ways(self) -> dict[str, Way]:
        case, user = self.case, self.user
        found = (
            Way("sign", SignForm, _("Ký và gửi phiếu xin lỗi"), may_extend(user, case)),
            Way("sorry", SorryForm, _("Gửi lời xin lỗi"), may_apologise(user, case)),
            Way("dismiss", DismissForm, _("Không cần xin lỗi nữa"), may_dismiss(user, case)),
        )
        return {way.act: way for way in found if way.answer[0]}


def waiting_or_404(user: User, pk: int) -> Apology | None:
    """The apology that waits for this case; None when none does."""
    case = case_or_404(user, pk)
    if case.office_id not in offices_of(user, LEADERS):
        raise PermissionDenied
    apology = case.apologies.filter(standing=Apology.Standing.WAITING).first()
    if apology is not None:
        apology.case = case
    elif not case.apologies.exists():
        raise Http404
    return apology


@require_http_methods(["GET", "HEAD", "POST"])
def apology(request: HttpRequest, pk: int) -> HttpResponse:
    """Signs the paper with a new day, says sorry without one, or takes it off the desk."""
    found = waiting_or_404(request.user, pk)
    if found is None:
        messages.info(request, _("Phiếu xin lỗi này đã được giải quyết."))
        return redirect("cases:case", pk=pk)
    desk = Desk(found, request.user)
    if request.method != "POST":
        return ask(request, desk)
    way = desk.ways.get(request.POST.get("act", ""))
    if way is None:
        reason = _("Hồ sơ đã thay đổi: hãy xem lại.")
        return ask(request, desk, 403, reason=reason, kept=written(request))
    way.form = way.form_class(request.POST)
    if not way.form.is_valid():
        if version_seen(request) != desk.case.version:
            return ask(request, desk, 409, reason=who_was_first(desk.case))
        return ask(request, desk, 422)
    return settle(request, desk, way)


def written(request: HttpRequest) -> str:
    """The words for a way that is shut by now, to be copied."""
    words = (request.POST.get(name, "").strip() for name in ("reason", "why_not"))
    return "\n".join(filter(None, words))[:LONGEST]


def settle(request: HttpRequest, desk: Desk, way: Way) -> HttpResponse:
    """Does it; whatever stands in its way is said beside what was typed."""
    assert way.form is not None
    try:
        make(request, desk, way.act, way.form.cleaned_data)
    except Stale as stale:
        desk.case.refresh_from_db()
        return ask(request, desk, 409, reason=stale.reason)
    except Forbidden as refused:
        return ask(request, desk, 403, reason=refused.reason)
    except Refused as refused:
        way.form.add_error(refused.field or None, str(refused.reason))
        return ask(request, desk, 422)
    except MissingYear as missing:
        way.form.add_error("working_days", str(missing))
        return ask(request, desk, 422)
    messages.success(request, _("Hồ sơ %(code)s: đã xong.") % {"code": desk.case.code})
    return redirect("cases:apologies")


def make(request: HttpRequest, desk: Desk, act: str, given: dict[str, Any]) -> None:
    pk, user, ip = desk.case.pk, request.user, client_ip(request)
    if act == "sign":
        extend(pk, user, version_seen(request), given["reason"], given["working_days"], ip)
    elif act == "sorry":
        apologise(pk, user, given["reason"], ip)
    else:
        dismiss(pk, user, given["why_not"])


def ask(request: HttpRequest, desk: Desk, status: int = 200, **said: Any) -> HttpResponse:
    for way in desk.ways.values():
        way.form = way.form or way.form_class()
    crumbs = trail((reverse("cases:apologies"), TITLE), ("", desk.case.code))
    context = {"desk": desk, "case": desk.case, "breadcrumbs": crumbs, **said}
    return show(request, "apology", context, status)
