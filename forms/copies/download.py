"""Sending a copy: logged before the first byte, kept by no cache, made while it is sent."""

from urllib.parse import quote

from django.http import StreamingHttpResponse

from forms.copies.contents import Copy
from forms.copies.streaming import zipped
from forms.files.downloads import HEADERS
from forms.models import Case, Event
from forms.models.events import append


def copy_of(case: Case, language: str) -> StreamingHttpResponse:
    """Whoever calls has seen the proof of its owner."""
    append(case.pk, Event.Act.COPIED, actor=None)
    copy = Copy(case, language)
    response = StreamingHttpResponse(zipped(copy.members()), content_type="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(copy.name)}"
    for header, value in HEADERS.items():
        response.headers[header] = value
    return response
