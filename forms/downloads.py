"""The one door to private files: always an attachment, never cached, never run."""

from urllib.parse import quote

from django.http import FileResponse, Http404

from forms.models import Attachment


def respond(attachment: Attachment) -> FileResponse:
    """The file itself; whoever calls has checked that this reader may have it."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=attachment.content_type)
    name = quote(attachment.name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
