"""What a copy holds: the answers, the files, the history, the texts agreed to, and what is missing.

Texts are made at once and in one language; files are opened one after the other while they are
sent. Names of officers, inner notes and addresses of computers are never in it.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.citizen.history import SHOWN, Line, lines
from forms.copies.names import Names
from forms.copies.streaming import Member
from forms.kinds.display import Item, Section, answered
from forms.kinds.text import BROKEN
from forms.models import Attachment, Case, Event
from forms.slips.pdf import NoPdf, pdf_of

logger = logging.getLogger(__name__)

PIECE = 64 * 1024
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
            texts = list(self.texts())
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

    @property
    def attachments(self) -> list[Attachment]:
        return list(self.case.attachments.order_by("slot", "pk"))

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
            if attachment.infected:
                self.leave_out(_("“%(name)s”: có mã độc nên không được đưa vào."), attachment)
                continue
            chunks = opened(attachment)
            if chunks is None:
                self.leave_out(_("“%(name)s”: nội dung đã mất hoặc chưa đọc được."), attachment)
                continue
            name = f"files/{names.fresh(attachment.name)}"
            yield Member(name, chunks, attachment.added_at, packed=True, size=attachment.size)

    def leave_out(self, reason: str, attachment: Attachment) -> None:
        self.left_out.append(reason % {"name": attachment.name})

    def readme(self) -> Member:
        context = {"case": self.case, "left_out": self.left_out, "now": timezone.now()}
        return written("README.txt", render_to_string("forms/copies/readme.txt", context))


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
    return timezone.localtime(value).isoformat() if hasattr(value, "isoformat") else str(value)
