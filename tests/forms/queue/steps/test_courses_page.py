"""The page "Quy trình": every course drawn and told, and what an office changes of it."""

import pytest
from django.utils import translation

from forms.models import OfficeStep
from forms.queue.steps.courses import in_rows
from forms.queue.steps.drawing import Drawing
from forms.states import COURSES, State
from home.models import Role
from tests import cases

PAGE = "/cms/ho-so/quy-trinh/"


@pytest.mark.parametrize("kind", COURSES)
def test_it_tells_every_move_of_a_kind(at_work, kind):
    page = at_work(Role.LEADER).get(f"{PAGE}?loai={kind}").content.decode()
    for row in in_rows(COURSES[kind]):
        assert str(row.label) in page
        assert str(row.after) in page


def test_it_tells_who_files_online_and_who_from_paper():
    rows = [row for row in in_rows(COURSES["licence"]) if row.before == State.DRAFT.label]
    assert [(row.by, row.asked) for row in rows] == [
        ("người nộp", ""),
        ("Tiếp nhận", "chữ ký của người nộp trên tờ khai giấy"),
    ]


def test_days_are_counted_as_the_reader_counts():
    with translation.override("en"):
        days = {box.state: box.days for box in Drawing(COURSES["licence"]).boxes}
    assert days[State.SUBMITTED] == "1 working day"
    assert days[State.ACCEPTED] == "0.5 working days"


@pytest.mark.parametrize("kind", COURSES)
def test_it_draws_every_step_and_every_move(kind):
    course = COURSES[kind]
    drawing = Drawing(course)
    assert {box.state for box in drawing.boxes} == {*course.steps} - {State.DRAFT}
    drawn = sum(len(course.rows_from(state)) for state in course.steps if state != State.DRAFT)
    assert len(drawing.arrows) == drawn


def test_an_administrator_says_which_steps_are_taken_and_in_how_many_days(at_work, office, other):
    client = at_work(Role.ADMIN)
    steps = COURSES["licence"].all_steps.items()
    days = {f"days_{state}": "1,5" for state, step in steps if step.days is not None}
    response = client.post(f"{PAGE}?loai=licence", {"taken_checking": "on", **days})
    assert response.status_code == 302
    course = cases.case(office).course
    assert course.has(State.CHECKING)
    assert str(course.days(State.SIGNING)) == "1.5"
    assert not cases.case(other).course.has(State.CHECKING)


@pytest.mark.parametrize("typed", ["1,3", "-1", "401", "ba", ""])
def test_days_that_are_none_are_refused_at_their_field(at_work, typed):
    response = at_work(Role.ADMIN).post(f"{PAGE}?loai=licence", {"days_signing": typed})
    assert response.status_code == 422
    assert "days_signing" in response.context["form"].errors
    assert not OfficeStep.objects.exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER, Role.ASSOCIATION])
def test_nobody_else_changes_a_course(at_work, role):
    client = at_work(role)
    assert "days_signing" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"days_signing": "1"}).status_code == 302
    assert not OfficeStep.objects.exists()


def test_another_offices_course_is_not_there(at_work, other):
    page = at_work(Role.ADMIN).get(f"{PAGE}?don-vi={other.code}").content.decode()
    assert other.short_name not in page


def test_a_step_that_nobody_can_do_is_said(at_work, office):
    client = at_work(Role.ADMIN)
    OfficeStep.objects.create(office=office, kind_code="licence", state="checking", taken=True)
    assert "Phó trưởng phòng" in client.get(PAGE).content.decode().split("chưa có ai giữ")[1][:200]
