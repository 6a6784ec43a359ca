"""Citizen and office write to each other about a case: under its lock, and once for each click.

Nothing of it moves the case or unlocks an answer. The mail that tells the citizen says only that
the office has written.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.files.uploads import Received, demand_good, keep
from forms.kinds.fields import DOCUMENTS, text, upload
from forms.models import Attachment, Case, Event, Message, Notice
from forms.models.events import name_of, record
from forms.notices.telling import tell
from forms.states import User

#: After its end, a case may still be asked about for so long.
ASKED_AFTER_END = timedelta(days=30)
#: Messages of a citizen about one case in one day.
MOST_A_DAY = 10
#: The same words within this time are the same message, sent again.
SAME_WITHIN = timedelta(minutes=10)
MOST_FILES = 5
LONGEST = 2000
#: The columns of a case that writing changes.
CHANGED = ["asked_at", "history_length", "history_head"]

FILES = upload(
    gettext_lazy("Tệp kèm theo (không bắt buộc)"),
    types=DOCUMENTS,
    many=True,
    required=False,
    help=gettext_lazy("PDF, ảnh hoặc DOCX; nhiều nhất 5 tệp, mỗi tệp không quá 20 MB."),
)


class MessageForm(forms.Form):
    """What somebody writes. Files are judged as they arrive, so here they are only asked for."""

    use_required_attribute = False
    text = text(gettext_lazy("Nội dung"), LONGEST, rows=5)
    attached = FILES

    def refuse(self, reasons: Iterable[str], field: str | None = None) -> None:
        """Says why it was not taken; call on a form that was judged."""
        for reason in reasons:
            self.add_error(field, reason)


class NotWritten(Exception):
    """The message was not taken; the text says why, for whoever wrote it."""


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, not yet sent; `key` is that of the page it was written on."""

    key: uuid.UUID
    text: str
    files: Sequence[Received] = ()

    @classmethod
    def of(cls, sent: Mapping[str, Any], text: str, files: Sequence[Received]) -> "Draft":
        return cls(page_key(sent.get("key", "")), text, files)


def page_key(sent: str) -> uuid.UUID:
    """The key that a page carried; a new one in place of what is none."""
    try:
        return uuid.UUID(sent)
    except ValueError:
        return uuid.uuid4()


def reasons_against(files: Iterable[Received]) -> list[str]:
    """Why the files cannot go along, before anything is locked."""
    found = [_("Mỗi lần gửi không quá %(number)d tệp.") % {"number": MOST_FILES}]
    found = found if len(list(files)) > MOST_FILES else []
    for file in files:
        try:
            demand_good(FILES, file)
        except ValidationError as error:
            found += [f"{file.name}: {message}" for message in error.messages]
    return found


def asked_until(case: Case) -> date | None:
    """The last day on which the case may be asked about; None while it goes on."""
    if case.closed_at is None:
        return None
    closed: date = timezone.localdate(case.closed_at)
    return closed + ASKED_AFTER_END


def may_be_asked(case: Case) -> bool:
    until = asked_until(case)
    return not case.is_draft and (until is None or timezone.localdate() <= until)


@transaction.atomic
def ask(case_id: int, draft: Draft) -> Message:
    """The citizen writes. Raises NotWritten."""
    case = locked(case_id)
    if again := sent_before(case, draft, Message.Side.CITIZEN):
        return again
    if not may_be_asked(case):
        raise NotWritten(_("Hồ sơ đã kết thúc hơn 30 ngày nên không viết ở đây được nữa."))
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = case.messages.filter(side=Message.Side.CITIZEN, at__gte=midnight)
    if today.count() >= MOST_A_DAY:
        raise NotWritten(
            _("Hôm nay bạn đã viết %(number)d lần về hồ sơ này. Hãy gửi tiếp vào ngày mai.")
            % {"number": MOST_A_DAY}
        )
    message = add(case, draft, Message.Side.CITIZEN)
    record(case, Event.Act.WROTE)
    case.asked_at = case.asked_at or message.at
    case.save(update_fields=CHANGED)
    return message


@transaction.atomic
def answer(case_id: int, draft: Draft, user: User, ip: str = "") -> Message:
    """The office writes, and has answered what was asked. Raises NotWritten."""
    case = locked(case_id)
    if again := sent_before(case, draft, Message.Side.OFFICE):
        return again
    message = add(case, draft, Message.Side.OFFICE, author_id=user.pk)
    record(case, Event.Act.WROTE, actor=user, ip=ip)
    case.asked_at = None
    case.save(update_fields=CHANGED)
    tell(case, Notice.Told.WROTE)
    return message


@transaction.atomic
def settle(case_id: int, user: User, ip: str = "") -> None:
    """What was written needs no answer: a word of thanks, or it was settled by telephone."""
    case = locked(case_id)
    if case.asked_at is not None:
        case.asked_at = None
        note = _("Điều người nộp viết không cần trả lời thêm.")
        record(case, Event.Act.NOTED, actor=user, ip=ip, note=note)
        case.save(update_fields=CHANGED)


def locked(case_id: int) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case_id)


def sent_before(case: Case, draft: Draft, side: Message.Side) -> Message | None:
    """The message that was already made of this very text: by the first of two clicks, or before
    its writer came back to the page."""
    own = case.messages.filter(side=side)
    same_page = own.filter(key=draft.key).first()
    lately = own.filter(at__gt=timezone.now() - SAME_WITHIN).last() if not draft.files else None
    return next((one for one in (same_page, lately) if one and one.text == draft.text), None)


def add(case: Case, draft: Draft, side: Message.Side, author_id: int | None = None) -> Message:
    """Keeps message and files, or none of it."""
    known = case.messages.filter(key=draft.key).exists()
    message = Message.written(
        draft.text,
        case=case,
        key=uuid.uuid4() if known else draft.key,  # a page sent again with another text
        side=side,
        author_id=author_id,
        at=timezone.now(),
    )
    message.save()
    if draft.files:
        held = by_slot(case.attachments.all())
        if reasons := keep(case, message.slot, FILES, draft.files, held):
            raise NotWritten(" ".join(map(str, reasons)))
    return message


def by_slot(attachments: Iterable[Attachment]) -> dict[str, list[Attachment]]:
    found: dict[str, list[Attachment]] = {}
    for attachment in attachments:
        found.setdefault(attachment.slot, []).append(attachment)
    return found


@dataclass(frozen=True)
class Said:
    """A message with its files, as either side reads it."""

    message: Message
    files: Sequence[Attachment]

    @property
    def author(self) -> str:
        """For the office only: citizens read the office's name."""
        return name_of(self.message.author) if self.message.author else ""


def thread(case: Case, attachments: Iterable[Attachment]) -> list[Said]:
    """All that was written, in order; one query beside that of the attachments."""
    slots = by_slot(attachments)
    return [
        Said(message, slots.get(message.slot, ()))
        for message in case.messages.select_related("author").order_by("at", "pk")
    ]


def read(said: Iterable[Said], side: Message.Side) -> None:
    """`side` has now seen what the other one wrote."""
    unseen = [one.message.pk for one in said if is_new(one.message, side)]
    if unseen:
        Message.objects.filter(pk__in=unseen).update(read_at=timezone.now())


def is_new(message: Message, side: Message.Side) -> bool:
    return message.side != side and message.read_at is None
