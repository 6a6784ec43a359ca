"""The table of transitions: who may do what, of which kind, at which office, from every state."""

import csv
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forms.filing.origins import Origin
from forms.models import OfficeStep
from forms.states import (
    CITIZEN,
    CITIZEN_NAMES,
    COURSES,
    FINAL,
    RUNNING,
    TRANSITIONS,
    Citizen,
    State,
    may,
    open_to,
    staff_name,
)
from home.models import Role
from tests import cases, factories

S, R = State, Role
RULES = Path(__file__).with_name("rules.csv")
#: A course as it ships, and with every step that an office may also take.
SHORT, FULL = "short", "full"


def expected():
    """`rules.csv`, which says every rule a second time: who may make which move of which kind.

    `course` is `always`, or `short` (without the optional steps) or `full` (with all of them).
    """
    with RULES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["kind"], course, row["from"], row["to"]): {*row["by"].split()}
        for row in rows
        for course in ((SHORT, FULL) if row["course"] == "always" else (row["course"],))
    }


def test_every_state_has_a_way_out_or_is_final():
    leads_on = {source for row in TRANSITIONS for source in row.sources}
    assert leads_on >= set(State) - set(FINAL)


def test_every_state_can_be_reached():
    assert {row.to for row in TRANSITIONS} == set(State) - {State.DRAFT}


def test_no_state_has_two_moves_to_the_same_one():
    for course in COURSES.values():
        for state in State:
            pairs = [(row.to, row.when) for row in course.rows_from(state)]
            assert len(pairs) == len({*pairs}), (course.kind, state)


def test_every_state_has_its_names():
    assert set(CITIZEN_NAMES) == set(State)
    assert staff_name("nomination", State.PROCESSING) == "Đang bình xét"
    assert staff_name("licence", State.PROCESSING) == State.PROCESSING.label


def test_a_refusal_always_gives_its_reason():
    against = {S.REFUSED, S.NOT_APPROVED, S.STOPPED, S.EXPIRED, S.WITHDRAWN, S.SUPPLEMENT}
    assert all(row.reason for row in TRANSITIONS if row.to in against)


@pytest.fixture
def staff(db):
    """One member of staff of each role at two offices, and those who hold none."""
    office, other = factories.office("hcmc"), factories.office("cantho")
    people = {(role, "here"): factories.staff(office, role) for role in Role}
    people |= {(role, "there"): factories.staff(other, role) for role in Role}
    people |= {(CITIZEN, "here"): Citizen(), ("boss", ""): factories.superuser()}
    return office, people | {("none", ""): AnonymousUser()}


def take_all_steps(office):
    OfficeStep.objects.bulk_create(
        OfficeStep(office=office, kind_code=kind, state=state, taken=True)
        for kind, course in COURSES.items()
        for state, step in course.all_steps.items()
        if step.optional
    )


def ready(office, kind, state):
    """Cases there of which every guard says yes: one received, one not yet; or one that comes
    online, one on paper."""
    about = {"about": cases.case(office)} if kind == "data_request" else {}
    usual = cases.ready_to_go_on(cases.case(office, kind, state, **about))
    if state == S.DRAFT:
        return [usual, taken_in(office, kind, **about)]
    if state not in (S.SUPPLEMENT, S.REFUSED, S.WITHDRAWN, S.EXPIRED):
        return [usual]
    received = {"received_at": timezone.now(), "working_days": 15}
    never = {"received_at": None, "due_on": None}
    return [usual, *(cases.case(office, kind, state, **about, **one) for one in (received, never))]


def taken_in(office, kind="licence", **columns):
    """A draft that a clerk types in from paper."""
    by = {"origin": Origin.COUNTER, "taken_in_by": factories.staff(office, R.CLERK)}
    return cases.case(office, kind, S.DRAFT, **by, **columns)


@pytest.mark.parametrize("course", [SHORT, FULL])
@pytest.mark.parametrize("kind", COURSES)
def test_R04_the_table_holds_for_every_state_move_role_and_office(staff, kind, course):
    office, people = staff
    if course == FULL:
        take_all_steps(office)
    rules, states = expected(), (COURSES[kind].whole if course == FULL else COURSES[kind]).steps
    for state in states:
        found = ready(office, kind, state)
        for to in State:
            for (role, where), user in people.items():
                allowed = where == "here" and role in rules.get((kind, course, state, to), ())
                answers = [may(user, case, to) for case in found]
                assert any(yes for yes, _why in answers) is allowed, (state, to, role, where)
                assert all(yes or str(why) for yes, why in answers), "a refusal says why"


def test_a_step_given_up_is_left_by_whoever_reviews(staff):
    office, people = staff
    case = cases.case(office, state=S.CHECKING)
    ways = {row.to for row, allowed, _why in open_to(people[R.OFFICER, "here"], case) if allowed}
    assert ways == {S.PROCESSING, S.SIGNING}


def test_steps_that_an_office_takes_are_not_another_offices(staff):
    office, people = staff
    other = people[R.CLERK, "there"].groups.get().office_group.office
    OfficeStep.objects.create(
        office=office, kind_code="licence", state=S.CHECKING, taken=True, days="1.5"
    )
    here = cases.case(office).course
    assert here.has(S.CHECKING)
    assert str(here.days(S.CHECKING)) == "1.5"
    assert not cases.case(office, "student").course.has(S.CHECKING)
    assert not cases.case(other).course.has(S.CHECKING)


def test_a_supplement_asked_before_reception_leads_back_to_reception(staff):
    office, people = staff
    case = cases.case(office, state=S.SUPPLEMENT, received_at=None, due_on=None)
    ways = [row.to for row, allowed, _reason in open_to(people[R.CLERK, "here"], case) if allowed]
    assert ways == [S.SUBMITTED, S.WITHDRAWN]


def test_a_supplement_expires_only_when_its_day_is_over(staff):
    office, people = staff
    clerk = people[R.CLERK, "here"]
    case = cases.case(office, state=S.SUPPLEMENT)
    assert may(clerk, case, S.EXPIRED) == (False, "Hạn bổ sung chưa qua.")
    case.supplement_due_on = case.created_at.date().replace(year=2020)
    assert may(clerk, case, S.EXPIRED) == (True, "")


def test_what_one_may_not_do_is_shown_with_the_reason(staff):
    office, people = staff
    case = cases.case(office, state=S.SIGNING)
    shown = open_to(people[R.OFFICER, "here"], case)
    assert [row.to for row, _allowed, _reason in shown] == [
        S.APPROVED,
        S.NOT_APPROVED,
        S.PROCESSING,
    ]
    assert all(not allowed and "Lãnh đạo" in str(reason) for _row, allowed, reason in shown)


def test_the_citizens_own_move_is_offered_to_no_officer(staff):
    office, people = staff
    draft = cases.case(office, state=S.DRAFT)
    assert all(open_to(user, draft) == [] for user in people.values())
    assert {row.to for row in TRANSITIONS if row.roles == (CITIZEN,)} == {S.SUBMITTED}


def test_a_paper_case_is_filed_by_a_clerk_of_its_office_and_by_nobody_else(staff):
    office, people = staff
    draft = taken_in(office)
    assert {who for who, user in people.items() if may(user, draft, S.SUBMITTED)[0]} == {
        (R.CLERK, "here")
    }
    assert "Tiếp nhận" in str(may(people[CITIZEN, "here"], draft, S.SUBMITTED)[1])
    assert not may(people[R.CLERK, "here"], cases.case(office, state=S.DRAFT), S.SUBMITTED)[0]


def test_the_clock_runs_in_no_final_state():
    assert not set(RUNNING) & set(FINAL)
