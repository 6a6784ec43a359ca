"""Taking in what a form sends: a file too large is cut off while it still streams in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from forms.uploads import LARGEST, MOST_PER_SLOT

#: Of one request: a full slot of the largest files, and the answers beside them.
MOST_AT_ONCE = MOST_PER_SLOT * LARGEST + 10 * 1024**2

View = Callable[..., HttpResponse]


class CutOff(FileUploadHandler):
    """Lets through a little more than the limit, so that the check sees a file too large."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= LARGEST else None

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one keep the file."""


def receives_files(view: View) -> View:
    """For views that forms with files are sent to.

    The CSRF check reads the form, so it runs inside, once the handler is in place.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:18]) > MOST_AT_ONCE:
            return render(request, "forms/too_large.html", status=413)
        request.upload_handlers = [CutOff(request), *request.upload_handlers]
        return protected(request, *args, **kwargs)

    return wrapped
