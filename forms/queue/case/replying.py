"""Canned replies beside what an officer writes: chosen, filled in, still to be sent."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_POST

from forms.models import Case, Reply
from forms.queue.cases import case_or_404, works_on
from forms.replies.filling import fill
from forms.replies.offering import Place, inserted, replies_for, used
from forms.states import User
from search.numbers import row_id

#: The button that puts a reply in names the field; `mau` is the reply that was chosen.
INSERT, CHOSEN = "chen", "mau"


class Replies:
    """What a page of the case offers, by the place where it is written; read when it is shown."""

    def __init__(self, case: Case, user: User, *places: str) -> None:
        self.case, self.user, self.places = case, user, places
        self.found: list[Reply] | None = None

    def at(self, place: str) -> list[Reply]:
        if self.found is None:
            self.found = list(replies_for(self.case, self.user, self.places))
        return [reply for reply in self.found if reply.place == place]

    @property
    def for_message(self) -> list[Reply]:
        return self.at(Place.MESSAGE)

    @property
    def for_note(self) -> list[Reply]:
        return self.at(Place.NOTE)

    @property
    def for_reason(self) -> list[Reply]:
        """On the page of a move, which is of one place."""
        return self.at(self.places[0])


def chosen(case: Case, user: User, pk: str) -> Reply | None:
    """A reply of the case's own office and kind; any other is none."""
    return replies_for(case, user, Place.values).filter(pk=row_id(pk)).first()


def with_reply(request: HttpRequest, case: Case, *fields: str) -> QueryDict | None:
    """What was sent with the chosen reply put in, if its button was pressed: all that is typed
    stays, and nothing is done yet."""
    field: Any = request.POST.get(INSERT)
    if field not in fields or not works_on(request.user, case):
        return None
    typed = request.POST.copy()
    if reply := chosen(case, request.user, typed.get(CHOSEN, "")):
        typed[field] = inserted(typed.get(field, ""), reply, case)
        used(reply, request.user)
    return typed


@require_POST
def reply_text(request: HttpRequest, pk: int) -> HttpResponse:
    """A reply filled in for the case, for the script that puts it where the cursor stands."""
    case = case_or_404(request.user, pk)
    if not works_on(request.user, case):
        raise PermissionDenied
    reply = chosen(case, request.user, request.POST.get(CHOSEN, ""))
    if reply is None:
        raise Http404
    used(reply, request.user)
    response = HttpResponse(fill(reply.body, case), content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response
