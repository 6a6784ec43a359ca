"""A case's history as its citizen reads it: what happened and when, no names, no inner notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.models import Event
from forms.states import REOPENABLE, TOLD, State, citizen_name

#: What else than a move the citizen reads of: done by the citizen, and done by the office.
ACTS: dict[str, tuple[Any, Any]] = {
    Event.Act.ANSWERED: (_("Bạn đã bổ sung hồ sơ"), _("Đã bổ sung hồ sơ")),
    Event.Act.WROTE: (_("Bạn đã viết cho đơn vị"), _("Đơn vị đã viết cho bạn")),
    Event.Act.REMINDED: (_("Đã nhắc hạn bổ sung"), _("Đã nhắc hạn bổ sung")),
    Event.Act.EXTENDED: (_("Đã hẹn lại ngày trả"), _("Đơn vị xin lỗi và hẹn lại ngày trả")),
    Event.Act.CONTACT: (_("Liên hệ đã đổi"), _("Liên hệ đã đổi")),
    Event.Act.NEW_PIN: (_("Mã PIN đã được thay"), _("Mã PIN đã được thay")),
    Event.Act.HELPER: (_("Người giúp xem hồ sơ đã thay đổi"), _("Người giúp xem đã thay đổi")),
    Event.Act.COPIED: (_("Bạn đã tải bản sao hồ sơ"), _("Đã lập bản sao hồ sơ")),
    Event.Act.CORRECTED: (_("Dữ liệu đã được sửa"), _("Dữ liệu đã được sửa")),
    Event.Act.ERASED: (_("Dữ liệu đã được xóa"), _("Dữ liệu đã được xóa")),
    Event.Act.RATED: (_("Bạn đã đánh giá"), _("Đã có đánh giá")),
}
REOPENED = _("Đơn vị mở lại hồ sơ")
SHOWN = (Event.Act.MOVED, *ACTS)


@dataclass(frozen=True)
class Line:
    """One line; `said` is what the office wrote for the citizen to read."""

    at: datetime
    name: Any
    said: str = ""


def lines(events: Iterable[Event]) -> list[Line]:
    """In order of time, one line for each change that the citizen's names tell apart."""
    found: list[Line] = []
    for event in events:
        line = line_of(event)
        if not found or found[-1].name != line.name or line.said:
            found.append(line)
    return found


def line_of(event: Event) -> Line:
    if event.act == Event.Act.MOVED:
        name = REOPENED if reopened_by(event) else citizen_name(event.to_state)
        return Line(event.at, name, said_in(event))
    by_citizen, by_office = ACTS[event.act]
    return Line(event.at, by_citizen if event.actor_id is None else by_office)


def reopened_by(event: Event) -> bool:
    """Whether this line took up again what was ended or decided."""
    again = (State.PROCESSING, State.SUBMITTED)
    return event.from_state in REOPENABLE and event.to_state in again


def said_in(event: Event) -> str:
    """The reason of a move that citizens are told of; every other note is the office's own."""
    told = event.act == Event.Act.MOVED and event.to_state in TOLD
    return event.note if reopened_by(event) or (told and event.to_state != State.SUBMITTED) else ""
