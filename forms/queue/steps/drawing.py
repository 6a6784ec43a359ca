"""A course drawn: its steps one below the other, moves on to the left and back to the right.

Only numbers are reckoned here; the template draws them. What is drawn is also said in words below.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from django.utils.formats import localize
from django.utils.translation import ngettext

from forms.states import FINAL, Course, State, Text, staff_name
from forms.states.moves import named

LEFT, WIDTH, HEIGHT, GAP = 120, 300, 46, 26
#: How far apart two arrows run beside the boxes.
LANE = 12
#: Ends that lie off the usual way are drawn beside the step that they first end.
ASIDE = frozenset(FINAL) - {State.RETURNED}


@dataclass(frozen=True)
class Box:
    """One step; `tone` is its class."""

    state: str
    name: Text
    by: str
    days: str
    y: int
    tone: str = ""

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2

    @property
    def bottom(self) -> int:
        return self.y + HEIGHT


@dataclass(frozen=True)
class Arrow:
    """One or more moves from a step to another: where it runs, and what it is called."""

    path: str
    label: str
    tone: str = ""


def in_days(days: Decimal) -> str:
    """In words; half a day is none that could be counted."""
    words = ngettext("%(days)s ngày làm việc", "%(days)s ngày làm việc", 1 if days == 1 else 2)
    return words % {"days": localize(days.normalize())}


class Drawing:
    """The boxes and arrows of one course."""

    x, width, height = LEFT, WIDTH, HEIGHT

    def __init__(self, course: Course) -> None:
        self.course = course
        main = [state for state in course.steps if state not in ASIDE and state != State.DRAFT]
        ends = [state for state in course.steps if state in ASIDE]
        self.boxes = [self.box(state, place) for place, state in enumerate([*main, *ends])]
        self.by_state = {box.state: box for box in self.boxes}

    def box(self, state: str, place: int) -> Box:
        step = self.course.steps[state]
        return Box(
            state=state,
            name=staff_name(self.course.kind, state),
            by="" if state in FINAL else named(step.by),
            days="" if step.days is None else in_days(step.days),
            y=10 + place * (HEIGHT + GAP),
            tone="end" if state in ASIDE else "optional" if step.optional else "",
        )

    @property
    def view(self) -> str:
        bottom = self.boxes[-1].bottom + 10
        return f"0 0 {LEFT + WIDTH + LEFT} {bottom}"

    @property
    def arrows(self) -> list[Arrow]:
        """Straight to the next box; past others, round them: on by the left, back by the right."""
        lanes_on, lanes_back = count(1), count(1)
        found = []
        for start in self.boxes:
            for row in self.course.rows_from(start.state):
                end = self.by_state.get(row.to)
                if end is None:
                    continue
                if end.y == start.bottom + GAP:
                    path = f"M{LEFT + WIDTH // 2} {start.bottom}V{end.y - 2}"
                elif end.y > start.y:
                    path = self.round(start, end, LEFT, -LANE * (next(lanes_on) % 9 + 1))
                else:
                    path = self.round(start, end, LEFT + WIDTH, LANE * (next(lanes_back) % 9 + 1))
                found.append(Arrow(path, str(row.label), "grave" if row.grave else ""))
        return found

    @staticmethod
    def round(start: Box, end: Box, edge: int, aside: int) -> str:
        tip = 2 if aside > 0 else -2
        return f"M{edge} {start.middle + 6}h{aside}V{end.middle - 6}H{edge + tip}"
