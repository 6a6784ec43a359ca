"""The table of transitions: who may do what, at which office, from every state."""

import pytest
from django.contrib.auth.models import AnonymousUser

from forms.states import (
    CITIZEN,
    CITIZEN_NAMES,
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
#: Every move that staff have, written down a second time: from, to, by whom.
EXPECTED = {
    (S.SUBMITTED, S.ACCEPTED): {R.CLERK},
    (S.SUBMITTED, S.REFUSED): {R.CLERK},
    (S.SUBMITTED, S.SUPPLEMENT): {R.CLERK},
    (S.SUBMITTED, S.WITHDRAWN): {R.CLERK},
    (S.ACCEPTED, S.ASSIGNED): {R.LEADER, R.CLERK},
    (S.ACCEPTED, S.PROCESSING): {R.OFFICER},
    (S.ASSIGNED, S.PROCESSING): {R.OFFICER},
    (S.PROCESSING, S.INSPECTION): {R.OFFICER},
    (S.PROCESSING, S.SUPPLEMENT): {R.OFFICER},
    (S.PROCESSING, S.SIGNING): {R.OFFICER},
    (S.PROCESSING, S.STOPPED): {R.OFFICER},
    (S.INSPECTION, S.PROCESSING): {R.OFFICER},
    (S.INSPECTION, S.SIGNING): {R.OFFICER},
    (S.SUPPLEMENT, S.PROCESSING): {R.CLERK, R.OFFICER},
    (S.SUPPLEMENT, S.WITHDRAWN): {R.CLERK},
    (S.SIGNING, S.APPROVED): {R.LEADER},
    (S.SIGNING, S.NOT_APPROVED): {R.LEADER},
    (S.SIGNING, S.PROCESSING): {R.LEADER},
    (S.APPROVED, S.RETURNED): {R.CLERK},
    (S.NOT_APPROVED, S.RETURNED): {R.CLERK},
}


def test_every_state_has_a_way_out_or_is_final():
    leads_on = {source for row in TRANSITIONS for source in row.sources}
    assert leads_on == set(State) - set(FINAL)


def test_every_state_can_be_reached():
    assert {row.to for row in TRANSITIONS} == set(State) - {State.DRAFT}


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
    return office, people | {("boss", ""): factories.superuser(), ("none", ""): AnonymousUser()}


def test_R04_the_table_holds_for_every_state_move_role_and_office(staff):
    office, people = staff
    for state in State:
        case = cases.case(office, state=state)
        for to in State:
            for (role, where), user in people.items():
                expected = where == "here" and role in EXPECTED.get((state, to), ())
                allowed, reason = may(user, case, to)
                assert allowed is expected, (state, to, role, where)
                assert allowed or str(reason), "a refusal says why"


def test_a_citizen_moves_what_is_not_yet_or_no_longer_worked_on(staff):
    office, _people = staff
    found = {
        (state, to)
        for state in State
        for to in State
        if may(Citizen(), cases.case(office, state=state), to)[0]
    }
    assert found == {
        (S.DRAFT, S.SUBMITTED),
        (S.SUBMITTED, S.WITHDRAWN),
        (S.SUPPLEMENT, S.PROCESSING),
        (S.SUPPLEMENT, S.WITHDRAWN),
    }


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


def test_the_clock_runs_in_no_final_state():
    assert not set(RUNNING) & set(FINAL)
