"""The other door to private files: in a frame of our own page, for staff (R-26 to R-29, R-35).

What a browser shows here is never just what was stored: a picture is drawn anew for the screen, a
PDF is judged again and shown only if nothing in it acts by itself. All else is a download
(`forms.files.downloads`).
"""

import io
import logging
from collections.abc import Callable
from functools import partial
from typing import IO
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from forms.files.contents import clean
from forms.files.pictures import for_screen
from forms.models import Attachment
from forms.states import Text

logger = logging.getLogger(__name__)

#: No script, no request, no form of its own; and no frame but ours around it.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "none",
}
LOST = _("Tệp này đã mất nội dung. Hãy yêu cầu người nộp gửi lại.")
UNREADABLE = _("Chưa đọc được tệp này. Hãy thử lại sau ít phút.")
NOT_HERE = _("Tệp này không xem được tại chỗ. Hãy tải về để mở.")


class NotShown(Exception):
    """The file cannot be shown in place; the text says why, the status what to answer."""

    def __init__(self, reason: Text, status: int) -> None:
        self.reason, self.status = reason, status
        super().__init__(reason)


def pdf(stream: IO[bytes]) -> bytes:
    """Its own bytes, once more found to hold nothing that acts."""
    return clean(stream, "pdf").read()


#: How each kind is made ready, and what it then is.
MADE: dict[str, tuple[Callable[[IO[bytes]], bytes], str]] = {
    "application/pdf": (pdf, "application/pdf"),
    "image/jpeg": (partial(for_screen, ending="jpg"), "image/jpeg"),
    "image/png": (partial(for_screen, ending="png"), "image/jpeg"),
}


def shown_in_place(attachment: Attachment) -> bool:
    """Whether staff may look at it without taking it home."""
    kept = attachment.opens_for_staff and attachment.lost_at is None
    return kept and attachment.content_type in MADE


def respond_inline(attachment: Attachment) -> HttpResponse:
    """The file for a frame of ours; whoever calls has checked that this reader may have it.

    Raises NotShown.
    """
    if attachment.content_type not in MADE:
        raise NotShown(NOT_HERE, 415)
    make, content_type = MADE[attachment.content_type]
    name = quote(attachment.name, safe="")
    own = {"Content-Disposition": f"inline; filename*=UTF-8''{name}"}
    stored = stored_bytes(attachment)
    try:
        content = make(stored)
    except Exception as error:  # a parser may fail in any way on a hostile file
        raise NotShown(NOT_HERE, 415) from error
    return HttpResponse(content, content_type=content_type, headers=HEADERS | own)


def stored_bytes(attachment: Attachment) -> IO[bytes]:
    try:
        with attachment.file.open("rb") as stream:
            return io.BytesIO(stream.read())
    except FileNotFoundError as error:
        raise NotShown(LOST, 404) from error
    except OSError as error:
        logger.warning("File %d cannot be read: %s", attachment.pk, error)
        raise NotShown(UNREADABLE, 503) from error
