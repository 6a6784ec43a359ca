"""Two walls (text that no field may hold; what a browser may run), and what is packed."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]

PUBLIC_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Wagtail 8's own admin screens carry inline scripts and styles (wagtail/wagtail issue 1288).
ADMIN_POLICY = PUBLIC_POLICY.replace(
    "script-src 'self'; style-src 'self'; img-src 'self' data:",
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:",
).replace("frame-ancestors 'none'", "frame-ancestors 'self'")

#: A page inside Wagtail's preview: as strict, but shown in a frame of the CMS.
PREVIEW_POLICY = PUBLIC_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Strict for everything the public sees; looser under /cms/ only."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        policy = ADMIN_POLICY if request.path.startswith("/cms/") else PUBLIC_POLICY
        if getattr(request, "is_dummy", False):  # Wagtail asks for the page to preview itself
            policy = PREVIEW_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


class Compression(GZipMiddleware):
    """Packs pages. A file keeps its length, so that browsers show how far it is."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if "Content-Disposition" in response.headers:
            return response
        packed: HttpResponseBase = super().process_response(request, response)
        return packed


def refuse_broken_text(get_response: GetResponse) -> GetResponse:
    """Answers 400 to NUL and to bytes that are not UTF-8 in a path or query (R-40).

    The same for a NUL in a cookie, which may reach a query as a session's key. Databases differ in
    how they fail on these; no honest browser sends them. Form bodies are
    judged field by field in `forms.kinds.fields`, where the citizen gets a message.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.META.get("PATH_INFO", "").encode("latin-1", "replace")
        query = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
        for part in (path, unquote_to_bytes(query.replace(b"+", b" "))):
            if b"\0" in part or not is_utf8(part):
                return bad_request()
        if any("\0" in value for value in request.COOKIES.values()):
            return bad_request()
        return get_response(request)

    return middleware


def bad_request() -> HttpResponse:
    return HttpResponseBadRequest("400 Bad Request", content_type="text/plain")


def is_utf8(value: bytes) -> bool:
    """Whether the bytes are well-formed UTF-8 (lone surrogates are not)."""
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
