"""The history of a case: append-only lines, each chained to the one before by a keyed digest."""

import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from forms.models.cases import Case
from forms.models.statements import insert
from forms.sealing import digest
from forms.states import State


class Event(AppendOnlyModel):
    """Who did what, when. Reading a case or a file is an act too, kept out of the shown history."""

    class Act(models.TextChoices):
        MOVED = "moved", _("Chuyển bước")
        NOTED = "noted", _("Ghi chú")
        ASSIGNED = "assigned", _("Phân công")
        READ = "read", _("Xem hồ sơ")
        OPENED = "opened", _("Mở tệp")
        WITHHELD = "withheld", _("Giữ lại tệp có mã độc")
        ANSWERED = "answered", _("Người nộp bổ sung")
        WROTE = "wrote", _("Trao đổi")
        REMINDED = "reminded", _("Nhắc hạn bổ sung")
        EXTENDED = "extended", _("Gia hạn")
        SORRY = "sorry", _("Xin lỗi vì trễ hẹn")
        RECKONED = "reckoned", _("Tính lại hạn theo lịch")
        ISSUED = "issued", _("Lập phiếu")
        CONTACT = "contact", _("Đổi liên hệ")
        NEW_PIN = "new_pin", _("Cấp mã PIN mới")
        HELPER = "helper", _("Người giúp xem hồ sơ")
        COPIED = "copied", _("Người nộp tải bản sao")
        CORRECTED = "corrected", _("Sửa dữ liệu")
        ERASED = "erased", _("Xóa dữ liệu")
        RATED = "rated", _("Người nộp đánh giá")
        LABELLED = "labelled", _("Gắn nhãn")
        UNLABELLED = "unlabelled", _("Gỡ nhãn")
        SCANNED = "scanned", _("Quét giấy tờ đã nhận")
        INSPECTED = "inspected", _("Lập biên bản thẩm định thực tế")
        SCORED = "scored", _("Chấm điểm")
        TOLD_APART = "told_apart", _("Xác định không trùng")

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=10, choices=Act.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150, blank=True)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    #: Where a member of staff acted from; a citizen's address is not kept.
    ip = models.CharField(max_length=45, blank=True)
    #: Of moves of old: when the step that it led to should have been done. It is derived now
    #: (`forms.clock.step_days`); what was written proves itself with it.
    due_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet["Event"].as_manager()

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_event_per_number")
        ]
        verbose_name = _("nhật ký")
        verbose_name_plural = _("nhật ký")

    def __str__(self) -> str:
        return f"{self.case} {self.number}: {self.act}"

    @property
    def by_nobody(self) -> bool:
        """Whether a rule or the nightly work did it, which neither staff nor citizen did."""
        acts = (self.Act.REMINDED, self.Act.RECKONED, self.Act.ASSIGNED)
        by_itself = self.act in acts or self.to_state == State.EXPIRED
        return self.actor_id is None and by_itself

    def chained(self, previous: str) -> str:
        """The digest of this line after the one whose digest is `previous`."""
        content = [
            self.case_id,
            self.number,
            self.at.astimezone(UTC).isoformat(),
            self.act,
            self.actor_id,
            self.actor_name,
            self.from_state,
            self.to_state,
            self.note,
            self.ip,
        ]
        if self.due_at is not None:
            content.append(self.due_at.astimezone(UTC).isoformat())
        return digest("event", previous, json.dumps(content, ensure_ascii=False))


def name_of(user: Any) -> str:
    """A member of staff as people here are called: family name first."""
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()


def sealed_head(case_id: int, length: int, last: str) -> str:
    """What a case keeps of its history; only the key's holder can make it for a shorter one."""
    return digest("history", str(case_id), str(length), last) if length else ""


def line(case: Case, act: str, *, actor: Any = None, **fields: Any) -> Event:
    """The next line of a case's history, chained; saves neither the line nor the case."""
    person = actor if actor is not None and actor.is_authenticated else None
    event = Event(
        case=case,
        number=case.history_length + 1,
        act=act,
        actor=person,
        actor_name=name_of(person)[:150] if person else "",
        at=timezone.now(),
        **fields,
    )
    event.digest = event.chained(case.history_head)
    case.history_length = event.number
    case.history_head = sealed_head(case.pk, event.number, event.digest)
    return event


def record(case: Case, act: str, *, actor: Any = None, **fields: Any) -> Event:
    """Appends a line. The caller holds the case's row lock, and saves `history_*` with the case."""
    event = line(case, act, actor=actor, **fields)
    insert(event)
    return event


def append(case_id: int, act: str, *, actor: Any, **fields: Any) -> Event:
    """Appends a line that changes nothing else of the case: a note, a reading."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        event = record(case, act, actor=actor, **fields)
        case.save(update_fields=["history_length", "history_head"])
    return event


def faults(case: Case, events: Iterable[Event] | None = None) -> list[str]:
    """What is wrong with a case's history; nothing when it is whole."""
    found, head, number, state = [], "", 0, State.DRAFT.value
    for event in case.events.order_by("number") if events is None else events:
        number += 1
        if event.number != number:
            found.append(f"line {number} is missing")
            number = event.number
        if event.digest != event.chained(head):
            found.append(f"line {event.number} was changed")
        head = sealed_head(case.pk, event.number, event.digest)
        state = event.to_state if event.act == Event.Act.MOVED else state
    if (number, head) != (case.history_length, case.history_head):
        found.append("the last lines are missing")
    elif state != case.state:
        found.append(f"the case is {case.state}, its history ends in {state}")
    return found
