"""What happened to a case since the page that a decision was made on: who did what, and which
answers, files and days are others now."""

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest
from django.utils.functional import cached_property

from forms.kinds.comparing import Change
from forms.models import Case, Event
from forms.models.events import name_of
from forms.moves.versions import sent
from forms.queue.case.as_it_was import changes_since
from forms.queue.case.history import Entry, entries, lines
from forms.queue.case.news import CHANGING
from forms.queue.cases import is_heard_on, reads_all
from forms.states import User
from search.numbers import whole


def line_seen(request: HttpRequest) -> int | None:
    """The last line of the history that the page showed; None where it does not say."""
    return whole(sent(request).get("seen", ""))


class Happened:
    """Everything after one line of the history, for whoever had not read further."""

    def __init__(self, case: Case, user: User, line: int) -> None:
        self.case, self.user, self.line = case, user, line
        self.works, self.guest = reads_all(user, case), is_heard_on(user, case)

    @cached_property
    def events(self) -> list[Event]:
        """What was not seen yet, the oldest first."""
        known = reversed(lines(self.case, guest=self.guest))
        return [event for event in known if event.number > self.line]

    @property
    def entries(self) -> list[Entry]:
        kind = self.case.kind_code
        return entries(kind, self.events, works=self.works, guest=self.guest)

    @property
    def seen_at(self) -> datetime | None:
        """When the last line that was seen was written."""
        last = self.case.events.filter(number__lte=self.line).order_by("-number").first()
        return last.at if last else None

    @cached_property
    def changes(self) -> Sequence[Change]:
        """Answers and files, old beside new."""
        changing = any(event.act in CHANGING for event in self.events)
        if not changing or (at := self.seen_at) is None:
            return ()
        return changes_since(self.case, at, works=self.works)

    @property
    def moved_from(self) -> str | None:
        """The state that the page showed, where the case has left it since."""
        moves = (event for event in self.events if event.act == Event.Act.MOVED)
        return next((event.from_state for event in moves), None)

    @property
    def extended(self) -> tuple[date, date] | None:
        """The day that was promised before, and the one that is now."""
        acts = {event.act for event in self.events}
        before, after = self.case.extended_from, self.case.due_on
        return (before, after) if Event.Act.EXTENDED in acts and before and after else None

    @property
    def assignee(self) -> str | None:
        """Who works on it now, if that was changed."""
        if not any(event.act == Event.Act.ASSIGNED for event in self.events):
            return None
        return name_of(self.case.assignee) if self.case.assignee else ""


def happened_since(request: HttpRequest, case: Case) -> Happened | None:
    """For a page that came too late; nothing where the page does not say what it showed."""
    line = line_seen(request)
    found = Happened(case, request.user, line) if line is not None else None
    return found if found and found.events else None
