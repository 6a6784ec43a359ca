"""One page that somebody sees, and how they come to see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forms.models import Case

Answers = Mapping[str, Any]
#: The route of pages that editors make.
PAGE = "page"
#: Code and PIN of nothing.
UNKNOWN = {"code": "000.00.00.T79-261121-0001", "pin": "ABCD 2345"}


@dataclass(frozen=True)
class Screen:
    """One page of one person: how a browser comes to see it.

    `draft` is given `answers` before it is asked for; `sent` is what is posted, if anything,
    beside what the page itself sends along.
    """

    name: str
    route: str
    path: str
    sent: Mapping[str, Any] | None = None
    status: int = 200
    draft: Case | None = None
    answers: Answers | None = None


def junk() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay-to.pdf", b"not a document", "application/pdf")
