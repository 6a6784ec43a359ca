"""The course of each kind, as data: which steps it takes, whose they are, and in how many days.

`forms/data/courses.yaml` holds them (`forms.states.reading`); an office may leave out what is
optional and set days of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Protocol

from forms.states.names import State
from forms.states.people import HOLDER, NEXT
from forms.states.rows import Transition
from forms.states.table import TRANSITIONS


@dataclass(frozen=True)
class Condition:
    """What an inspection on the spot looks at, and where that is laid down."""

    code: str
    text: str
    source: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a course: whose it is, and in how many working days it should be done."""

    state: str
    by: tuple[str, ...] = ()
    days: Decimal | None = None
    #: Taken only where an office says so.
    optional: bool = False
    conditions: tuple[Condition, ...] = ()


class Change(Protocol):
    """What an office says otherwise of one step."""

    state: str
    taken: bool
    days: Decimal | None


@dataclass(frozen=True)
class Course:
    """The course of a kind: by `all_steps` those there can be, by `steps` those that are taken."""

    kind: str
    way: str
    all_steps: Mapping[str, Step]
    steps: Mapping[str, Step]
    #: From where a leader may take a case up again.
    reopened_from: frozenset[str] = frozenset()

    def taking(self, steps: Iterable[Step], optional: Iterable[str]) -> "Course":
        """The same with these steps, of the optional ones only those named."""
        known, also = {step.state: step for step in steps}, {*optional}
        taken = {name: one for name, one in known.items() if not one.optional or name in also}
        return replace(self, all_steps=known, steps=taken)

    @property
    def whole(self) -> "Course":
        """With every step that there can be."""
        return self.taking(self.all_steps.values(), self.all_steps)

    def changed(self, changes: Iterable[Change]) -> "Course":
        """The same as an office goes it."""
        said = {change.state: change for change in changes if change.state in self.all_steps}
        steps = [self.with_days(step, said.get(step.state)) for step in self.all_steps.values()]
        taken = [state for state, change in said.items() if change.taken]
        return self.taking(steps, taken)

    @staticmethod
    def with_days(step: Step, change: Change | None) -> Step:
        return replace(step, days=change.days) if change and change.days is not None else step

    def has(self, state: str) -> bool:
        return state in self.steps

    def holders(self, state: str) -> tuple[str, ...]:
        """Whose the step is; a case left in a step that is no longer taken is its reviewer's."""
        step = self.steps.get(state) or self.steps[State.PROCESSING]
        return step.by

    def days(self, state: str) -> Decimal | None:
        """Also of a step that is no longer taken: a case may have been left in it."""
        step = self.all_steps.get(state)
        return step.days if step else None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What an inspection of this kind looks at."""
        step = self.steps.get(State.INSPECTION) or self.all_steps.get(State.INSPECTION)
        return step.conditions if step else ()

    def has_row(self, row: Transition) -> bool:
        """Whether the row of the table is part of this course."""
        return (
            self.way in row.ways
            and self.has(row.to)
            and all(self.has(state) for state in row.through)
            and not any(self.has(state) for state in row.past)
        )

    @property
    def rows(self) -> list[Transition]:
        return [row for row in TRANSITIONS if self.has_row(row)]

    def rows_from(self, state: str) -> list[Transition]:
        rows = [row for row in self.rows if state in row.sources]
        return [row for row in rows if not row.reopens or state in self.reopened_from]

    def roles(self, row: Transition, state: str) -> tuple[str, ...]:
        """Who may make the row's move from this state."""
        meant = {HOLDER: self.holders(state), NEXT: self.holders(row.to)}
        found = chain.from_iterable(meant.get(role, (role,)) for role in row.roles)
        return tuple(dict.fromkeys(found))
