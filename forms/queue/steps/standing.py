"""What the case page shows of the step that the case is in, and of what its steps left behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property

from forms.clock import Calendar
from forms.clock.step_days import step_due
from forms.models import Attachment, Case, Event, Inspection
from forms.moves.inspecting import may_inspect
from forms.moves.scoring import Scores, may_score
from forms.states import User
from forms.states.guards import inspection_is_recorded
from forms.states.moves import named


@dataclass(frozen=True)
class Record:
    """One record of an inspection, with its files."""

    inspection: Inspection
    files: Iterable[Attachment]


class Steps:
    """Asks the database for each part once, and only where the kind has it."""

    def __init__(
        self, case: Case, user: User, history: Iterable[Event], calendar: Calendar
    ) -> None:
        self.case, self.user, self.calendar = case, user, calendar
        self.history = history  # newest first

    @property
    def holders(self) -> str:
        """Whose step it is."""
        return named(self.case.course.holders(self.case.state))

    @cached_property
    def due(self) -> datetime | None:
        """By when the step should be done."""
        moves = (one for one in self.history if one.act == Event.Act.MOVED)
        begun = next((one for one in moves if one.to_state == self.case.state), None)
        if begun is None:
            return None
        return step_due(self.case, self.case.state, begun.at, self.calendar)

    @property
    def late(self) -> bool:
        return self.due is not None and self.due < timezone.now()

    @property
    def inspects(self) -> bool:
        """Whether this user may record an inspection now."""
        return may_inspect(self.user, self.case)[0]

    @property
    def record_is_missing(self) -> bool:
        return self.inspects and not inspection_is_recorded(self.case, self.user)[0]

    @cached_property
    def inspections(self) -> list[Record]:
        if not self.case.course.conditions:
            return []
        made = self.case.inspections.select_related("author")
        every = Attachment.every.filter(case=self.case, inspection__isnull=False)
        files: dict[int | None, list[Attachment]] = {}
        for file in every if made else ():
            files.setdefault(file.inspection_id, []).append(file)
        return [Record(one, files.get(one.pk, ())) for one in made]

    @property
    def gives_points(self) -> bool:
        return may_score(self.user, self.case)[0]

    @cached_property
    def scores(self) -> Scores | None:
        """The score sheet, of nominations that have one."""
        if self.case.kind_code != "nomination":
            return None
        found = Scores(self.case)
        return found if found.shown else None
