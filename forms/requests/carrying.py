"""Carrying out what was asked about a case: in the transaction that approves the request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from forms.grants import CannotGrant
from forms.kinds import data_request as rights
from forms.models import Case, Event
from forms.models.events import record
from forms.requests.correcting import correct
from forms.requests.erasing import erase, forget_answered_requests
from forms.requests.keeping import plan_for


@dataclass(frozen=True)
class Deed:
    """Who does it, from where, and what corrected answers become."""

    actor: Any
    ip: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def carry_out(request: Case, deed: Deed) -> None:
    """Does to the other case what was asked, with a line in that case's history.

    The caller holds the request's row; the other case is locked after it, always in this order.
    """
    assert request.about_id
    locked = Case.objects.select_for_update(of=("self",)).select_related("office")
    case = locked.get(pk=request.about_id)
    request.about = case
    act, note = DEEDS[request.all_answers["right"]](case, request, deed)
    record(case, act, actor=deed.actor, ip=deed.ip, note=f"{request.code}: {note}")
    if act in (Event.Act.CORRECTED, Event.Act.ERASED):
        case.version += 1  # who decides must have read the answers as they are now
    case.save()


Done = tuple[str, str]


def let_see(case: Case, request: Case, deed: Deed) -> Done:
    with override("vi"):
        return Event.Act.NOTED, gettext("cho người nộp tải bản sao dữ liệu của mình")


def put_right(case: Case, request: Case, deed: Deed) -> Done:
    labels = correct(case, request, deed.values, deed.actor)
    with override("vi"):
        return Event.Act.CORRECTED, "; ".join(map(str, labels))


def wipe(case: Case, request: Case, deed: Deed) -> Done:
    plan = plan_for(case)
    if plan.refused:
        raise CannotGrant(plan.refused)
    erase(case, plan)
    forget_answered_requests(case)
    with override("vi"):
        if plan.everything:
            return Event.Act.ERASED, gettext("toàn bộ câu trả lời, tệp và liên hệ")
        labels = "; ".join(map(str, plan.labels)) or gettext("không có mục nào")
        rest = gettext("phần còn lại bị hạn chế xem vì phải lưu trữ")
        return Event.Act.ERASED, f"{labels}; {rest}"


def close_in(case: Case, request: Case, deed: Deed) -> Done:
    case.restricted_at = case.restricted_at or timezone.now()
    with override("vi"):
        return Event.Act.NOTED, gettext("hạn chế xử lý dữ liệu: từ nay chỉ lãnh đạo mở được")


def know_withdrawn(case: Case, request: Case, deed: Deed) -> Done:
    """It was taken back as the request arrived; now those who used it know."""
    with override("vi"):
        return Event.Act.NOTED, gettext("đã ngừng mọi việc dựa trên điều được rút lại")


DEEDS: dict[str, Callable[[Case, Case, Deed], Done]] = {
    rights.SEE: let_see,
    rights.CORRECT: put_right,
    rights.ERASE: wipe,
    rights.RESTRICT: close_in,
    rights.OBJECT: close_in,
    rights.WITHDRAW: know_withdrawn,
}
