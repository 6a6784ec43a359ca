"""Reading the file of courses: what is wrong in it is said all at once, in its own words.

So a slip of the pen stops the program before it serves, and names kind, step and entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ImproperlyConfigured

from forms.states.courses import Condition, Course, Step
from forms.states.names import FINAL, REOPENABLE, State
from forms.states.people import CITIZEN
from forms.states.rows import PROCEDURE, REQUEST, Transition
from home.models.offices import Role

PATH = Path(__file__).resolve().parents[1] / "data" / "courses.yaml"
HALF = Decimal("0.5")
HOLDERS = frozenset({CITIZEN, *(role.value for role in Role)})
#: What the file may say of a step.
SAID = frozenset({"by", "days", "optional", "conditions"})


class BadCourses(ImproperlyConfigured):
    """The file cannot be used; the message lists everything that is wrong in it."""


def read_courses(text: str) -> dict[str, Course]:
    """The courses that a file says. Raises BadCourses."""
    said = yaml.safe_load(text)
    if not isinstance(said, dict):
        raise BadCourses("courses.yaml: expected one entry for each kind")
    found, faults = {}, []
    for kind, entry in said.items():
        wrong = list(entry_faults(entry))
        if not wrong:
            found[kind] = course_of(kind, entry)
            wrong = list(dead_ends(found[kind]))
        faults += [f"courses.yaml, {kind}: {fault}" for fault in wrong]
    if faults:
        raise BadCourses("\n".join(faults))
    return found


def course_of(kind: str, entry: Mapping[str, Any]) -> Course:
    steps = (
        Step(
            state=state,
            by=tuple(listed((said or {}).get("by"))),
            days=None if (said or {}).get("days") is None else Decimal(str(said["days"])),
            optional=bool((said or {}).get("optional")),
            conditions=tuple(Condition(**one) for one in (said or {}).get("conditions", ())),
        )
        for state, said in entry["steps"].items()
    )
    course = Course(kind, entry["way"], {}, {}, frozenset(listed(entry.get("reopened_from"))))
    return course.taking([Step(State.DRAFT.value, (CITIZEN,)), *steps], ())


def entry_faults(entry: Any) -> Iterator[str]:
    """What is wrong in what the file says of one kind."""
    if not isinstance(entry, dict) or not isinstance(entry.get("steps"), dict):
        yield "expected `way` and `steps`"
        return
    if entry.get("way") not in (PROCEDURE, REQUEST):
        yield f"way is {entry.get('way')!r}, not {PROCEDURE} or {REQUEST}"
    if extra := {*entry} - {"way", "steps", "reopened_from"}:
        yield f"{', '.join(sorted(map(str, extra)))}: not known"
    if shut := [str(one) for one in listed(entry.get("reopened_from")) if one not in REOPENABLE]:
        yield f"reopened_from: {', '.join(shut)} is neither an end nor a decision"
    for state, said in entry["steps"].items():
        yield from (f"{state}: {fault}" for fault in step_faults(state, said or {}))


def step_faults(state: str, said: Any) -> Iterator[str]:
    if state not in State.values or state == State.DRAFT:
        yield "no such state"
        return
    if not isinstance(said, dict):
        yield "expected what the step takes, or nothing"
        return
    if extra := {*said} - SAID:
        yield f"{', '.join(sorted(map(str, extra)))}: not known"
    holders = listed(said.get("by"))
    if state not in FINAL and not holders:
        yield "by: says not whose step it is"
    if strangers := [str(one) for one in holders if one not in HOLDERS]:
        yield f"by: {', '.join(strangers)} is no role"
    if "days" in said and not is_halves(said["days"]):
        yield f"days: {said['days']!r} is no number of half-days"
    yield from condition_faults(state, said.get("conditions"))


def condition_faults(state: str, said: Any) -> Iterator[str]:
    if (state == State.INSPECTION) != bool(said):
        yield "conditions: what an inspection looks at, and nothing else has them"
    elif said:
        whole = isinstance(said, list) and all(
            isinstance(one, dict) and {"code", "text"} <= {*one} <= {"code", "text", "source"}
            for one in said
        )
        if not whole or len({one["code"] for one in said}) < len(said):
            yield "conditions: each needs its own `code`, and `text`"


def listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said] if said else []


def is_halves(said: Any) -> bool:
    number = isinstance(said, int | float) and not isinstance(said, bool)
    return number and said >= 0 and Decimal(str(said)) % HALF == 0


def dead_ends(course: Course) -> Iterator[str]:
    """States that cannot be reached or left, whatever an office leaves out of the course."""
    optional = [state for state, step in course.all_steps.items() if step.optional]
    for taken in chain.from_iterable(combinations(optional, n) for n in range(len(optional) + 1)):
        as_gone = course.taking(course.all_steps.values(), taken)
        reached = set(reachable(as_gone))
        for state in as_gone.steps:
            if state not in reached:
                yield f"{state}: no step leads there{without(optional, taken)}"
            elif state not in FINAL and not as_gone.rows_from(state):
                yield f"{state}: nothing leads on from there{without(optional, taken)}"


def reachable(course: Course) -> Iterator[str]:
    seen, waiting = set(), [State.DRAFT.value]
    while waiting:
        state = str(waiting.pop())
        if state not in seen:
            seen.add(state)
            waiting += [row.to for row in course.rows_from(state)]
            yield state


def without(optional: list[str], taken: Iterable[str]) -> str:
    left_out = sorted({*optional} - {*taken})
    return f" without {', '.join(left_out)}" if left_out else ""


def roles_anywhere(row: Transition) -> frozenset[str]:
    """Who may make the row's move in some kind's course, with or without its optional steps."""
    courses = chain.from_iterable((course, course.whole) for course in COURSES.values())
    having = [course for course in courses if course.has_row(row)]
    pairs = ((course, state) for course in having for state in row.sources)
    return frozenset(role for course, state in pairs for role in course.roles(row, state))


COURSES = read_courses(PATH.read_text("utf-8"))
