"""What was typed at the counter while the login ran out: kept for whoever typed it, for a while.

A page says, sealed, whose it is. Sent without a login, what it holds is sealed into the session of
that browser; the same person, logged in again there, finds it on the page. Nobody else is shown
it, no address carries it, and files must be chosen again.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError

from forms.sealing import seal, unseal
from forms.states import User

PAGES = {f"cases:{name}" for name in ("intake", "intake_step", "brought", "brought_step")}
#: Of the page, who typed; in the session, what.
WHOSE, TYPED = "clerk", "typed-without-login"
GOOD_FOR = 30 * 60


class LostLogin:
    """Middleware: puts away what is sent, before the CMS asks for a login and forgets it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        here = request.method == "POST" and match is not None and match.view_name in PAGES
        if here and not request.user.is_authenticated:
            put_away(request)


class Nowhere(FileUploadHandler):
    """Lets no file through: nobody is logged in who might send one."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing comes here, nor below."""

    def file_complete(self, file_size: int) -> None:
        """See above."""


def put_away(request: HttpRequest) -> None:
    request.upload_handlers = [Nowhere(request)]
    try:
        sent = request.POST
    except UnreadablePostError:
        return
    if owner := opened(sent.get(WHOSE, "")):
        request.session[TYPED] = seal([*owner, request.path, time.time(), sent.urlencode()])
        request.session.set_expiry(GOOD_FOR)  # the login that follows sets its own


def whose(user: User) -> str:
    """What a page carries, so that only this user is given back what was typed into it."""
    return seal([WHOSE, user.pk])


def opened(sealed: str) -> list[Any]:
    """What we have sealed; nothing where somebody else has."""
    try:
        found = unseal(sealed)
    except ValueError:
        return []
    return found if isinstance(found, list) and found[:1] == [WHOSE] else []


def typed(request: HttpRequest) -> QueryDict | None:
    """What this user sent to this page when the login had run out; given back once."""
    kept = opened(request.session.get(TYPED, ""))
    if not kept or kept[2] != request.path:
        return None
    del request.session[TYPED]
    _mark, owner, _path, at, sent = kept
    good = owner == request.user.pk and time.time() - at < GOOD_FOR
    return QueryDict(sent) if good else None
