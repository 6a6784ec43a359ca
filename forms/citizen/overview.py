"""The list of steps: what is done, begun, wrong or open, and what should be answered before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from forms.kinds import Kind
from forms.kinds.base import Step
from forms.kinds.rows import blank
from forms.kinds.traits import traits
from forms.models import Case


class Before(NamedTuple):
    """A step that had better be filled in first."""

    slug: str
    title: Any


@dataclass(frozen=True)
class Task:
    """A step in the list; any may be opened at any time."""

    slug: str
    title: Any
    status: str  # "done" | "error" | "begun" | "waiting" | "open"
    #: Earlier steps whose open answers decide what this one asks.
    waits_for: tuple[Before, ...] = ()


@dataclass(frozen=True)
class Overview:
    """All steps of a draft."""

    tasks: tuple[Task, ...]
    #: Whether answers have ruled some steps out, which the list then leaves out.
    shorter: bool

    @property
    def done(self) -> int:
        return sum(task.status == "done" for task in self.tasks)

    @property
    def ready(self) -> bool:
        return self.done == len(self.tasks)


def overview(case: Case, answers: Mapping[str, Any], checked: list[Step]) -> Overview:
    """The steps of a draft with their states; `checked` are they as judged."""
    tasks = tuple(task(case, answers, form) for form in checked)
    return Overview(tasks, len(checked) < len(case.kind.steps))


def task(case: Case, answers: Mapping[str, Any], form: Step) -> Task:
    status, waits = status_of(case, form), waits_for(case.kind, type(form), answers)
    if status == "open" and waits:
        status = "waiting"
    return Task(form.slug, form.title, status, waits if status == "waiting" else ())


def status_of(case: Case, form: Step) -> str:
    """A step that was only saved while typing is begun, and nobody calls it wrong yet."""
    if form.slug in case.visited:
        return "done" if form.is_valid() else "error"
    stored = case.all_answers
    return "open" if all(blank(stored.get(name)) for name in form.fields) else "begun"


def waits_for(kind: Kind, step: type[Step], answers: Mapping[str, Any]) -> tuple[Before, ...]:
    """The earlier steps with an open answer on which it depends what this one asks."""
    asked = kind.steps_for(answers)
    earlier = asked[: asked.index(step)] if step in asked else []
    conditions = [
        *step.asked,
        *(one for field in step.base_fields.values() for one in traits(field).asked),
    ]
    decides = frozenset[str]().union(*(condition.fields for condition in conditions))
    return tuple(
        Before(one.slug, one.title)
        for one in earlier
        if any(is_open(one, name, answers) for name in decides)
    )


def is_open(step: type[Step], name: str, answers: Mapping[str, Any]) -> bool:
    """Whether a step needs an answer that is not given yet."""
    field = step.base_fields.get(name)
    if field is None or not field.required or not blank(answers.get(name)):
        return False
    return traits(field).applies(answers)
