"""Taking in what a form sends: a file too large is cut off while it still streams in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from forms.citizen.drafts import TYPING
from forms.citizen.limits import exceeded
from forms.files.space import room_for
from forms.files.uploads import LARGEST, MOST_PER_SLOT, Received, receive

#: Of one request: a full slot of the largest files, and the answers beside them.
MOST_AT_ONCE = MOST_PER_SLOT * LARGEST + 10 * 1024**2

ENOUGH_TODAY = _(
    "Từ mạng này đã gửi đủ 3 GB tệp trong ngày. Hãy gửi tệp vào ngày mai, "
    "hoặc mang giấy tờ đến nộp trực tiếp."
)
NO_ROOM = _("Máy chủ đang hết chỗ nên chưa nhận được tệp. Hãy thử lại sau; phần đã lưu vẫn còn.")

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
        try:
            request.POST  # noqa: B018  (reads it all, files onto the disk)
        except UnreadablePostError:  # the connection broke: nobody reads the answer
            return HttpResponse(status=400)
        except OSError:
            return render(request, "forms/no_room.html", status=507)
        return protected(request, *args, **kwargs)

    return wrapped


def received(request: HttpRequest) -> dict[str, list[Received]]:
    """The files of a request, judged, of which one address may send so many a day."""
    total = size_of(request)
    if total and exceeded(request, "bytes", amount=total):
        return judged(request, ENOUGH_TODAY)
    return scanned(request)


def scanned(request: HttpRequest) -> dict[str, list[Received]]:
    """The files of a request of staff, judged: nobody counts what an office scans."""
    total = size_of(request)
    return judged(request, NO_ROOM if total and not room_for(total) else "")


def size_of(request: HttpRequest) -> int:
    return sum(file.size or 0 for _name, files in request.FILES.lists() for file in files)


def judged(request: HttpRequest, refused: Any) -> dict[str, list[Received]]:
    """A reason that holds for all spares looking at any."""
    return {
        name: [receive(file, refused) for file in files] for name, files in request.FILES.lists()
    }


def is_typing(request: HttpRequest) -> bool:
    """Whether a script saves what is being typed, and nobody has pressed a button."""
    return request.POST.get("act") == TYPING
