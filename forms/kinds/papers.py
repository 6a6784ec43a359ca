"""The papers that a procedure asks for: a place for each, and what the citizen says of it.

Beside its files a component has answers: what the files are, and whether the citizen brings the
original instead; at the counter, how many papers were handed over, and whether they are yet to be
scanned. They go by the component's name with an ending, so that they can be read when the procedure
no longer knows the component.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.kinds.fields import DOCUMENTS, choice, number, tick, upload
from forms.kinds.traits import Privacy, traits
from search.text import fold
from services.blocks import Paper

FORM, BRING = "_form", "_bring"
ORIGINALS, COPIES, OWED = "_on_paper_originals", "_on_paper_copies", "_on_paper_unscanned"
ON_PAPER = (ORIGINALS, COPIES, OWED)
PREFIX = "paper_"
#: The humblest first: it is what a phone makes, and claims nothing.
FORMS = (
    ("ban_chup", gettext_lazy("Bản chụp, bản quét")),
    ("ban_sao", gettext_lazy("Bản sao điện tử có chứng thực")),
    ("ban_chinh", gettext_lazy("Bản chính điện tử (có chữ ký số)")),
)
WILL_BRING = gettext_lazy("Sẽ nộp bản chính trực tiếp")
UNSCANNED = gettext_lazy("đã nhận bản giấy, chưa quét")


def slots(papers: Iterable[Paper]) -> Iterator[tuple[str, Paper]]:
    """Each paper with the code of its place; two that begin alike have two places."""
    used: set[str] = set()
    for paper in papers:
        slot = base = PREFIX + slugify(fold(paper["name"]))[:45]
        number = 1
        while slot in used:
            number += 1
            slot = f"{base}-{number}"
        used.add(slot)
        yield slot, paper


def fields_for(slot: str, paper: Paper) -> Iterator[tuple[str, forms.Field]]:
    """The place for a paper's files and, after it, what is asked about them."""
    yield (
        slot,
        upload(
            paper["name"],
            types=DOCUMENTS,
            many=True,
            required=bool(paper.get("mandatory", True)),
            privacy=Privacy.PRIVATE,
            help=described(paper),
        ),
    )
    form = choice(_("Các tệp này là"), FORMS, radio=False, required=False)
    form.choices = list(FORMS)
    yield slot + FORM, form
    if paper.get("in_person", True):
        yield slot + BRING, tick(_("Tôi sẽ mang bản chính đến nộp trực tiếp"))


def on_paper(slot: str, place: forms.Field) -> dict[str, forms.Field]:
    """What a clerk notes of a component that is handed over at the counter."""
    asked = traits(place).asked
    return {
        slot + ORIGINALS: number(_("Bản chính"), most=99, required=False, asked=asked),
        slot + COPIES: number(_("Bản sao"), most=99, required=False, asked=asked),
        slot + OWED: tick(_("Đã nhận bản giấy, chưa quét"), asked=asked),
    }


def described(paper: Paper) -> str:
    """What the procedure says of a paper: whether it is needed, how many of which kind, a form."""
    told = [] if paper.get("mandatory", True) else [_("Không bắt buộc")]
    if number := paper.get("originals"):
        told.append(ngettext("%d bản chính", "%d bản chính", number) % number)
    if number := paper.get("copies"):
        told.append(f"{number} {str(paper.copies_are).lower()}")
    text = format_html_join(" · ", "{}", ((part,) for part in told))
    if (template := paper.get("template")) is None:
        return text
    link = format_html(
        '<a href="{}" download>{}</a>', template.url, _("Tải mẫu: %s") % template.title
    )
    return format_html("{} · {}", text, link) if told else link


def is_beside(name: str) -> bool:
    """Whether an answer belongs to a component and is read together with its files."""
    return name.endswith(ON_PAPER) or (name.startswith(PREFIX) and name.endswith((FORM, BRING)))


def note_on(slot: str, answers: Mapping[str, Any], *, files: bool) -> str:
    """What the citizen said of a component, or the clerk who took it in, in words."""
    form = dict(FORMS).get(str(answers.get(slot + FORM))) if files else None
    brings = WILL_BRING if answers.get(slot + BRING) is True else None
    said = (form, brings, *handed_in(slot, answers, files))
    return " · ".join(str(part) for part in said if part)


def handed_in(slot: str, answers: Mapping[str, Any], files: bool) -> Iterator[str]:
    """How many papers of a component came to the counter, and that they are not scanned yet."""
    originals, copies = (answers.get(slot + ending) for ending in (ORIGINALS, COPIES))
    if originals:
        yield _("%s bản chính") % originals
    if copies:
        yield _("%s bản sao") % copies
    if is_owed(slot, answers) and not files:
        yield str(UNSCANNED)


def is_owed(slot: str, answers: Mapping[str, Any]) -> bool:
    """Whether its papers lie in the office and wait to be scanned."""
    return answers.get(slot + OWED) is True


def owed(answers: Mapping[str, Any], held: Mapping[str, Any]) -> list[str]:
    """The components that wait to be scanned."""
    slots = [name.removesuffix(OWED) for name in answers if name.endswith(OWED)]
    return [slot for slot in slots if is_owed(slot, answers) and not held.get(slot)]


def promised(answers: Mapping[str, Any], questions: Iterable[list[str]]) -> list[str]:
    """The names of the papers that the citizen has said to bring."""
    names = {name: label for name, label, _kind in questions}
    slots = [name.removesuffix(BRING) for name in answers if name.endswith(BRING)]
    return [names[slot] for slot in slots if slot in names and answers[slot + BRING] is True]
