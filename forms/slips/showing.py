"""Showing a slip to whoever may see it: its page, its PDF, or what stands in the way."""

import logging
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forms.files.downloads import PrivateFile, respond
from forms.models import Slip
from forms.models.slips import Changed
from forms.slips.papers import OFFICIAL, PAPERS
from forms.slips.pdf import NoPdf, why_not
from forms.slips.rendering import ensure_pdf, page_of
from forms.states import Text

logger = logging.getLogger(__name__)

LOST = _("Tệp của phiếu này đã mất. Hãy báo cho đơn vị.")
CHANGED = _(
    "Tệp của phiếu này không còn như khi lập, nên không được hiện ra. Hãy báo cho đơn vị để đối "
    "chiếu với bản lưu."
)


@dataclass
class Shown:
    """A slip as screens show it; `wrong` says why its page cannot be shown."""

    slip: Slip
    page: SafeString | None = None
    wrong: Text = ""

    @property
    def title(self) -> Text:
        return PAPERS[self.slip.form].title

    @property
    def status(self) -> int:
        return 409 if self.wrong else 200

    @property
    def translation(self) -> str:
        """The language of its second sheet."""
        return next((language for language in self.slip.data if language != OFFICIAL), "")

    @cached_property
    def no_pdf(self) -> Text:
        """Why there is no PDF of it, if so."""
        if self.slip.pdf:
            return fault(self.slip, "pdf")
        return self.missing.reason if self.missing else ""

    @cached_property
    def missing(self) -> NoPdf | None:
        """What has to be installed before it can become a PDF; one that was made needs nothing."""
        return None if self.slip.pdf else why_not()


def shown(slip: Slip) -> Shown:
    wrong = fault(slip, "page") if slip.page else ""
    return Shown(slip, None if wrong else page_of(slip), wrong)


def fault(slip: Slip, what: str) -> Text:
    """What is wrong with the stored `page` or `pdf`; nothing when it is as it was issued."""
    try:
        slip.read(what)
    except FileNotFoundError:
        return LOST
    except Changed:
        logger.error("The %s of slip %d is not as it was issued.", what, slip.pk)
        return CHANGED
    return ""


def downloaded(request: HttpRequest, slip: Slip) -> HttpResponseBase | None:
    """The PDF as an attachment; None where its page has to say why there is none."""
    if any(fault(slip, what) for what in ("page", "pdf") if getattr(slip, what)):
        return None
    try:
        ensure_pdf(slip)
    except NoPdf:
        return None
    return respond(request, as_file(slip))


def as_file(slip: Slip) -> PrivateFile:
    name = f"{PAPERS[slip.form].book}-{slip.case.code}.pdf"
    return PrivateFile(slip.pk, slip.pdf, name, "application/pdf")
