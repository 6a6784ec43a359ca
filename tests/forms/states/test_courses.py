"""The courses of kinds: what their file may say, and that what is wrong in it is told at once."""

from decimal import Decimal

import pytest
import yaml

from forms.kinds import KINDS
from forms.states import COURSES, BadCourses, State, read_courses
from forms.states.reading import PATH

GOOD = yaml.safe_load(PATH.read_text("utf-8"))


def read_with(**changes):
    """The shipped file with other steps of licences."""
    steps = {**GOOD["licence"]["steps"], **changes}
    steps = {state: said for state, said in steps.items() if said != "gone"}
    entry = {"way": "procedure", "steps": steps}
    return read_courses(yaml.safe_dump({**GOOD, "licence": entry}, allow_unicode=True))


def test_every_kind_has_its_course():
    assert set(COURSES) == set(KINDS)
    assert {kind.code: kind.way for kind in KINDS.values()} == {
        code: course.way for code, course in COURSES.items()
    }


def test_only_nominations_are_judged_by_the_association_and_only_licences_on_the_spot():
    having = {
        state: {code for code, course in COURSES.items() if state in course.all_steps}
        for state in (State.CO_REVIEW, State.INSPECTION)
    }
    assert having == {State.CO_REVIEW: {"nomination"}, State.INSPECTION: {"licence"}}


def test_optional_steps_are_taken_only_where_an_office_says_so():
    course = COURSES["nomination"]
    assert not course.has(State.CHECKING)
    assert {state for state, step in course.all_steps.items() if step.optional} == {
        State.CHECKING,
        State.CO_REVIEW,
    }


def test_days_are_halves():
    assert read_with(signing={"by": "leader", "days": 0.5})["licence"].days("signing") == Decimal(
        "0.5"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signing": {"by": "leader", "days": 0.3}}, "signing: days: 0.3 is no number of half"),
        ({"signing": {"by": "leader", "days": -1}}, "signing: days: -1"),
        ({"signing": {"by": "leader", "days": True}}, "signing: days: True"),
        ({"signing": {"by": "boss"}}, "signing: by: boss is no role"),
        ({"signing": {"days": 1}}, "signing: by: says not whose step it is"),
        ({"signing": {"by": "leader", "colour": "red"}}, "signing: colour: not known"),
        ({"signing": "leader"}, "signing: expected what the step takes"),
        ({"sining": {"by": "leader"}}, "sining: no such state"),
        ({"draft": {"by": "citizen"}}, "draft: no such state"),
        ({"inspection": {"by": "officer"}}, "inspection: conditions:"),
        ({"inspection": {"by": "officer", "conditions": [{"code": "x"}]}}, "conditions: each"),
        ({"returned": "gone"}, "approved: nothing leads on from there"),
        ({"processing": "gone"}, "inspection: no step leads there"),
        ({"accepted": "gone"}, "assigned: no step leads there"),
    ],
)
def test_what_is_wrong_is_said_with_kind_and_step(changes, said):
    with pytest.raises(BadCourses) as bad:
        read_with(**changes)
    assert f"courses.yaml, licence: {said}" in str(bad.value) or (
        "courses.yaml, licence: " in str(bad.value) and said in str(bad.value)
    )


@pytest.mark.parametrize("text", ["", "- licence", "licence:", "licence: {way: x, steps: {}}"])
def test_a_file_of_another_shape_is_refused(text):
    with pytest.raises(BadCourses):
        read_courses(text)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(BadCourses) as bad:
        read_with(signing={"by": "boss"}, checking={"by": "deputy", "days": 0.1})
    assert len(str(bad.value).splitlines()) == 2
