"""What a row of the table of transitions says, and what reopening a case does to all it has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy

from forms.states.guards import Guard, always
from forms.states.names import TOLD, Text

if TYPE_CHECKING:
    from forms.models import Case

#: The ways that rows of the table belong to; a kind's course says which is its own.
PROCEDURE, REQUEST = "procedure", "request"


@dataclass(frozen=True)
class Reopening:
    """What becomes of what a case has, once it is taken up again."""

    number: Text
    register: Text
    clock: Text
    claim: Text
    papers: Text

    @property
    def effect(self) -> Promise:
        """All of it, as whoever reopens a case reads it first."""
        said = {"a": self.number, "b": self.register, "c": self.clock, "d": self.claim}
        return format_lazy("{a} {b} {c} {d} {e}", **said, e=self.papers)


@dataclass(frozen=True)
class Transition:
    """One row of the table: from where to where, what it is called, and what it takes.

    `ways` says whose row it is: of cases that apply for something under a procedure, or of requests
    about personal data (Law 91/2025/QH15), which one officer answers within two working days.
    """

    sources: tuple[str, ...]
    to: str
    label: Text
    #: `HOLDER` and `NEXT` stand for whose step the course says it is.
    roles: tuple[str, ...]
    reason: bool = False
    #: The row is there only for cases of which this holds.
    when: Callable[["Case"], bool] = always
    guards: tuple[Guard, ...] = ()
    #: Ends the case against the citizen: its button looks it.
    grave: bool = False
    #: Further answers the form asks for: `limit`, `supplement` (what, until when), `brought` (what
    #: came at the counter), `signed` (that the paper is), `officer`, `values` (what corrected
    #: answers become) or `ground` (the law that a refusal rests on).
    asks: str = ""
    #: What happens then, said before it does; a move that says so is asked again.
    effect: Text = ""
    ways: tuple[str, ...] = (PROCEDURE,)
    #: Steps without which the row is not there, and steps that it passes over: it is there only
    #: where the course has none of them.
    through: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    #: What was ended or decided is taken up again; the citizen is told why.
    reopens: Reopening | None = None

    @property
    def confirmed(self) -> bool:
        """Whether there is something to fill in or to read before the move is made."""
        return bool(self.reason or self.asks or self.effect)

    @property
    def told(self) -> bool:
        """Whether the citizen is told of it."""
        return self.to in TOLD or self.reopens is not None
