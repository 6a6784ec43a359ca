"""Answers that belong to no app: errors, health, public media."""

import posixpath
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.static import serve

from forms.citizen.kept import Kept

#: What Wagtail keeps images in; documents have a door of their own, which asks who may read them.
IMAGES = ("images/", "original_images/", "avatar_images/")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Images that editors published; a web server may answer for these folders itself."""
    if not posixpath.normpath(path).startswith(IMAGES):
        raise Http404
    if isinstance(default_storage, FileSystemStorage):
        response: HttpResponseBase = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    else:
        response = from_bucket(request, path)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def from_bucket(request: HttpRequest, path: str) -> HttpResponseBase:
    """The same from a bucket; the names of images change with their content, so they may stay."""
    try:
        response = FileResponse(default_storage.open(path))
    except (FileNotFoundError, SuspiciousOperation) as error:
        raise Http404 from error
    except OSError:
        return render(request, "errors/503.html", status=503)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def healthz(request: HttpRequest) -> HttpResponse:
    """Says that this process answers; looks at nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The CSRF check failed: says how to go on, in words that fit a citizen; loses no answer."""
    kept = Kept.of(request)
    response = render(request, "errors/form_expired.html", {"kept": kept}, status=403)
    add_never_cache_headers(response)
    return response


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    """In words of ours, except to a host of which we know no page."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest("400 Bad Request", content_type="text/plain")
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Any) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither database nor context processors: they may be what failed."""
    return render(None, "errors/500.html", status=500)  # type: ignore[arg-type]
