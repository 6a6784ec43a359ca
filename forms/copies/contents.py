"""What a copy holds: the answers, the files, the history, the texts agreed to, and what is missing.

Texts are made at once and in one language; files are opened one after the other while they are
sent. Names of officers, inner notes and addresses of computers are never in it.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from forms.citizen.history import SHOWN, Line, lines
from forms.copies.names import Names
from forms.copies.streaming import Member
from forms.kinds.display import Item, Section, answered
from forms.kinds.text import BROKEN
from forms.models import Attachment, Case, Event, Message, Remark, Slip, Supplement
from forms.models.slips import Changed
from forms.slips.papers import PAPERS
from forms.slips.pdf import NoPdf, pdf_of
from forms.slips.rendering import ensure_pdf, page_of

logger = logging.getLogger(__name__)

PIECE = 64 * 1024
INFECTED = gettext_lazy("“%(name)s”: có mã độc nên không được đưa vào.")
LOST = gettext_lazy("“%(name)s”: nội dung đã mất hoặc chưa đọc được.")
UNSCANNED = gettext_lazy("“%(name)s”: đang chờ quét vi-rút, hãy tải bản sao lại sau ít phút.")
#: Acts of staff that a citizen may know of, though not by whom: who looked at the data.
LOOKED = {Event.Act.READ: "read", Event.Act.OPENED: "file_opened"}


@dataclass
class Copy:
    """The copy of one case in one language. `left_out` grows while the files are sent."""

    case: Case
    language: str
    left_out: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.case.code}.zip"

    def members(self) -> Iterator[Member]:
        """Everything; the file that says what is missing comes last, when that is known."""
        with override(self.language):
            texts = [*self.texts(), *self.papers()]
        yield from texts
        yield from self.files()
        with override(self.language):
            yield self.readme()

    def texts(self) -> Iterator[Member]:
        held: dict[str, list[Attachment]] = {}
        for attachment in self.attachments:
            held.setdefault(attachment.slot, []).append(attachment)
        case = self.case
        sections = answered(
            case.kind, case.office, case.all_answers, attachments=held, asked=case.as_asked
        )
        yield written("answers.json", as_json(self.answers(sections)))
        yield self.printed(sections)
        yield written("history.json", as_json(list(self.history())))
        if case.agreed_text:
            yield written("agreed.json", as_json(case.agreed_text.body))
        if messages := list(map(self.message, case.messages.all())):
            yield written("messages.json", as_json(messages))
        if supplements := list(map(self.supplement, self.supplements)):
            yield written("supplements.json", as_json(supplements))

    @cached_property
    def attachments(self) -> list[Attachment]:
        """All files that were ever sent, also those that a supplement replaced."""
        return list(Attachment.every.filter(case=self.case, inspection=None).order_by("slot", "pk"))

    @property
    def supplements(self) -> Iterable[Supplement]:
        return self.case.supplements.prefetch_related("remarks")

    def message(self, one: Message) -> dict[str, Any]:
        """By whom of the two; an officer has no name here."""
        files = [file.name for file in self.attachments if file.slot == one.slot]
        return {"at": one.at, "from": one.side, "text": one.text, "files": files}

    def supplement(self, one: Supplement) -> dict[str, Any]:
        return {
            "number": one.number,
            "asked_at": one.asked_at,
            "due_on": one.due_on,
            "ended_at": one.ended_at,
            "message": one.message,
            "legal_basis": one.legal_basis,
            "points": [
                {"section": mark.section, "label": mark.label, "asked": mark.text} | replied(mark)
                for mark in one.remarks.all()
            ],
            "new_answers": one.changes,
            "old_answers": one.replaced,
        }

    def papers(self) -> Iterator[Member]:
        """What the office issued to the citizen, exactly as it was issued."""
        names = Names()
        for slip in self.case.slips.all():
            if not PAPERS[slip.form].for_citizen:
                continue
            try:
                name, content = paper(slip)
            except Changed:
                self.left_out.append(_("Phiếu số %(number)s.") % {"number": slip.number})
                continue
            yield Member(f"papers/{names.fresh(name)}", [content], slip.issued_at, packed=True)

    def answers(self, sections: Iterable[Section]) -> dict[str, Any]:
        """Under stable codes, with the labels in the citizen's language."""
        case = self.case
        return {
            "case": case.code,
            "office": f"{case.office.name}, {case.office.city}",
            "kind": case.kind_code,
            "kind_title": str(case.kind.title),
            "kind_version": case.kind_version,
            "language": self.language,
            "state": case.state,
            "state_title": str(case.citizen_state),
            "submitted_at": case.submitted_at,
            "erased_at": case.erased_at,
            "permissions": [
                {"code": one.code, "given_at": one.given_at, "withdrawn_at": one.withdrawn_at}
                for one in case.permissions.all()
            ],
            "corrections": [self.correction(one) for one in case.corrections.all()],
            "sections": [
                {
                    "code": section.slug,
                    "title": str(section.title),
                    "answers": [self.answer(item) for item in section.items],
                }
                for section in sections
            ],
        }

    def answer(self, item: Item) -> dict[str, Any]:
        found: dict[str, Any] = {"code": item.name, "label": str(item.label), "text": item.text}
        if item.rows:
            found["rows"] = [{str(label): text for label, text in row} for row in item.rows]
        if item.files:
            found["files"] = [file.name for file in item.files]
        if item.name in self.case.all_answers:
            found["value"] = self.case.all_answers[item.name]
        return found

    def correction(self, one: Any) -> dict[str, Any]:
        old, new = one.values
        return {"code": one.question, "at": one.corrected_at, "old": old, "new": new}

    def printed(self, sections: list[Section]) -> Member:
        """The answers as a document; as a page where this machine makes no documents."""
        context = {"case": self.case, "sections": sections, "language": self.language}
        html = render_to_string("forms/copies/answers.html", context)
        try:
            return Member("answers.pdf", [pdf_of(html)], timezone.now(), packed=True)
        except NoPdf:
            self.left_out.append(
                _("Máy chủ chưa lập được tệp PDF: các câu trả lời nằm trong answers.html.")
            )
            return written("answers.html", html)

    def history(self) -> Iterator[dict[str, Any]]:
        events = list(self.case.events.order_by("number"))
        shown: list[tuple[Any, str, Line]] = [
            (event.at, event.act, line)
            for event in events
            if event.act in SHOWN
            for line in lines([event])
        ]
        for at, act, line in shown:
            yield {"at": at, "act": act, "title": str(line.name), "said": line.said}
        for event in events:
            if event.act in LOOKED:
                yield {"at": event.at, "act": LOOKED[Event.Act(event.act)]}

    def files(self) -> Iterator[Member]:
        """Each under a name of its own; what is infected or lost is named instead."""
        names = Names()
        for attachment in self.attachments:
            if not attachment.opens_for_citizen:
                reason = INFECTED if attachment.infected else UNSCANNED
                self.leave_out(reason, attachment)
                continue
            chunks = opened(attachment)
            if chunks is None:
                self.leave_out(LOST, attachment)
                continue
            name = f"files/{names.fresh(attachment.name)}"
            yield Member(name, chunks, attachment.added_at, packed=True, size=attachment.size)

    def leave_out(self, reason: Any, attachment: Attachment) -> None:
        with override(self.language):
            self.left_out.append(str(reason % {"name": attachment.name}))

    def readme(self) -> Member:
        context = {"case": self.case, "left_out": self.left_out, "now": timezone.now()}
        return written("README.txt", render_to_string("forms/copies/readme.txt", context))


def replied(mark: Remark) -> dict[str, str]:
    return {"replied": mark.reply} if mark.reply else {}


def paper(slip: Slip) -> tuple[str, bytes]:
    """A paper under its number: as a document, or as its page where none can be made."""
    try:
        ensure_pdf(slip)
    except NoPdf:
        return f"{slip.number}.html", page_of(slip).encode()
    return f"{slip.number}.pdf", slip.read("pdf")


def opened(attachment: Attachment) -> Iterator[bytes] | None:
    """The file in pieces, or None if it cannot be read; found out before its name is written."""
    try:
        file = attachment.file.open("rb")
    except OSError as error:
        logger.warning("Attachment %d cannot be copied: %s", attachment.pk, error)
        return None
    return pieces(file)


def pieces(file: Any) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def written(name: str, text: str) -> Member:
    return Member(name, [BROKEN.sub("", text).encode()], timezone.now())


def as_json(found: Any) -> str:
    """Readable, and whole whatever was typed: what UTF-8 cannot hold is left out (R-39)."""
    return BROKEN.sub("", json.dumps(found, ensure_ascii=False, indent=2, default=in_json))


def in_json(value: Any) -> str:
    """Moments in the office's time, days as they are."""
    return (timezone.localtime(value) if isinstance(value, datetime) else value).isoformat()
