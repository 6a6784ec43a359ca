"""What came since this user last looked at the case, and where on the page it stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property

from forms.models import Event, Visit
from forms.queue.case.history import Entry

Act = Event.Act
#: Where on the page stands what an act brought; everything stands in the history.
PLACES: dict[str, str] = {
    Act.WROTE: "trao-doi",
    Act.ANSWERED: "noi-dung",
    Act.CORRECTED: "noi-dung",
    Act.ERASED: "noi-dung",
    Act.WITHHELD: "noi-dung",
    Act.REMINDED: "bo-sung",
    Act.NOTED: "ghi-chu",
    Act.ISSUED: "phieu",
}
HISTORY = "nhat-ky"
#: Acts after which answers may read otherwise.
CHANGING = frozenset({Act.ANSWERED, Act.CORRECTED, Act.ERASED})
MOST = 5


@dataclass(frozen=True)
class Fresh:
    """A line of the history that is news, and where its matter stands."""

    entry: Entry

    @property
    def place(self) -> str:
        return PLACES.get(self.entry.act, HISTORY)


class News:
    """Everything that others did since the visit before this one; nothing on the first visit."""

    def __init__(self, visit: Visit, history: Sequence[Entry]) -> None:
        self.at: datetime | None = visit.before_at
        self.line = visit.before_line
        self.user_id, self.history = visit.user_id, history

    @cached_property
    def all(self) -> list[Fresh]:
        if self.line is None:
            return []
        return [
            Fresh(one)
            for one in self.history
            if one.number > self.line and one.actor_id != self.user_id
        ]

    @property
    def shown(self) -> list[Fresh]:
        return self.all[:MOST]

    @property
    def more(self) -> int:
        return len(self.all) - len(self.shown)

    @cached_property
    def numbers(self) -> frozenset[int]:
        """The lines of the history that are news."""
        return frozenset(one.entry.number for one in self.all)

    @cached_property
    def places(self) -> Counter[str]:
        """How many stand in each part of the page."""
        return Counter(one.place for one in self.all)

    @property
    def changes_answers(self) -> bool:
        return any(one.entry.act in CHANGING for one in self.all)
