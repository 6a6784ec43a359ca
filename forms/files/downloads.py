"""The one door to private files: always an attachment, never cached, never run (R-29, R-35)."""

import logging
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from forms.models import Attachment

logger = logging.getLogger(__name__)

#: How a file reaches a browser, whoever sends it. The web server that sends for us keeps only some
#: of them, so the README's sample for it says the others again.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "none",  # a file is small, and sent whole
}
#: Seconds after which it is worth asking again.
AGAIN = "120"


@dataclass(frozen=True)
class PrivateFile:
    """A private file that is no attachment, as it is sent."""

    pk: int
    file: FieldFile
    name: str
    content_type: str


def respond(request: HttpRequest, attachment: Attachment | PrivateFile) -> HttpResponseBase:
    """The file itself; whoever calls has checked that this reader may have it.

    No ETag and no Last-Modified: there is nothing to compare with, so nobody learns from comparing.
    """
    try:
        response = sent_for_us(attachment) if settings.ACCEL_PATH else streamed(attachment)
    except FileNotFoundError:
        return render(request, "errors/file.html", {"lost": True}, status=404)
    except OSError as error:
        logger.warning("File %d cannot be read: %s", attachment.pk, error)
        response = render(request, "errors/file.html", status=503)
        response.headers["Retry-After"] = AGAIN
        return response
    name = quote(attachment.name, safe="")
    own = {
        "Content-Type": attachment.content_type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
    }
    for header, value in (HEADERS | own).items():
        response.headers[header] = value
    return response


def streamed(attachment: Attachment | PrivateFile) -> HttpResponseBase:
    """Passed on in small pieces, so that a large file takes no memory."""
    return FileResponse(attachment.file.open("rb"))


def sent_for_us(attachment: Attachment | PrivateFile) -> HttpResponseBase:
    """Only the name, one of ours: the web server sends the file (X-Accel-Redirect)."""
    if not attachment.file.storage.exists(attachment.file.name or ""):
        raise FileNotFoundError
    location = f"/{settings.ACCEL_PATH.strip('/')}/{attachment.file.name}"
    return HttpResponse(headers={"X-Accel-Redirect": location})
