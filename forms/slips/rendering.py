"""From the facts of a slip to its page and its PDF, each made once and kept as it was made."""

import logging
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from forms.models import Slip
from forms.slips.dates import in_words
from forms.slips.papers import OFFICIAL, PAPERS, Told
from forms.slips.pdf import NoPdf, pdf_of

logger = logging.getLogger(__name__)
STYLE = "motcua/slip.css"
#: How the second sheet of a page begins (templates/forms/slips/sheet.html).
TRANSLATION = "\n<section lang="


@task(backend="jobs")
def render(slip_id: int) -> None:
    """Draws a slip before anybody asks for it."""
    slip = Slip.objects.select_related("case").get(pk=slip_id)
    try:
        ensure_pdf(slip)
    except NoPdf as missing:
        logger.warning("Slip %d has no PDF: %s", slip_id, missing)


def page_of(slip: Slip) -> SafeString:
    """The page exactly as issued; raises Changed when it is not.

    It comes from our own escaping templates, and its digest proves that it still does.
    """
    if not slip.page:
        slip.keep("page", drawn(slip).encode())
    return mark_safe(slip.read("page").decode())


def ensure_pdf(slip: Slip) -> None:
    """The PDF of that very page; raises NoPdf where this machine makes none."""
    page = page_of(slip)
    if not slip.pdf:
        author = slip.facts[OFFICIAL]["unit"]
        told = {"slip": slip, "page": page, "style": style(), "author": author}
        context = told | {"title": title_of(slip)}
        slip.keep("pdf", pdf_of(render_to_string("forms/slips/document.html", context)))


def drawn(slip: Slip) -> str:
    """The page: a sheet for each language, the official one first."""
    facts = slip.facts
    languages = sorted(facts, key=lambda language: language != OFFICIAL)
    return "\n".join(sheet(slip, language, facts[language]) for language in languages)


def official_sheet(page: str) -> SafeString:
    """Of a page as issued, the sheet that counts: the office's own copy needs no translation."""
    return mark_safe(page.partition(TRANSLATION)[0])


def sheet(slip: Slip, language: str, told: Told) -> str:
    paper = PAPERS[slip.form]
    with override(language):
        context = {
            "slip": slip,
            "paper": paper,
            "told": told,
            "language": language,
            "official": language == OFFICIAL,
            "date": in_words(timezone.localdate(slip.issued_at)),
            "parts": [(part.template, part.filled(told)) for part in paper.parts],
            "signers": [(one.title, told.get(one.name, "")) for one in paper.signers],
            "qr": qr(told["follow"]),
            "address": told["follow"].partition("?")[0],
            "unverified": settings.UNVERIFIED_NOTICE,
        }
        return render_to_string("forms/slips/sheet.html", context).strip()


def title_of(slip: Slip) -> str:
    with override(OFFICIAL):
        return f"{PAPERS[slip.form].title} – {slip.number}"


def qr(address: str) -> SafeString:
    """The way to the follow page as a drawing that says what it is; it carries no PIN."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        scale=3, omitsize=True, svgclass="slip-qr", title=_("Mã QR dẫn đến trang tra cứu hồ sơ")
    )
    return mark_safe(drawing.replace("<svg ", '<svg role="img" ', 1))


@cache
def style() -> SafeString:
    """The style sheet of the papers, ours, as it goes into a PDF."""
    found = finders.find(STYLE)
    assert isinstance(found, str)
    return mark_safe(Path(found).read_text(encoding="utf-8"))
