"""An assignment is undone where it is still the last that happened, and nowhere else."""

import pytest

from forms.assigning import assign
from forms.assigning.undoing import put_back
from forms.models import Case
from forms.models.events import faults
from forms.moves.transitions import Details, Forbidden, Refused, Stale, move
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.assigning.people import absent

S = State


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    cases.calendar(found)
    return found


@pytest.fixture
def officer(office):
    return factories.staff(office, Role.OFFICER)


@pytest.fixture
def leader(office):
    return factories.staff(office, Role.LEADER)


@pytest.mark.parametrize("state", [S.ACCEPTED, S.ASSIGNED, S.PROCESSING])
def test_what_one_took_is_nobodys_again(office, officer, state):
    case = assign(cases.case(office, state=state).pk, officer, officer)
    case = Case.objects.get(pk=put_back(case.pk, officer, case.version).pk)
    assert case.assignee is None
    assert not case.assignments.filter(ended_at=None).exists()
    assert "Hoàn tác" in case.events.last().note
    assert faults(case) == []


def test_what_somebody_had_goes_back_to_them(office, officer, leader):
    before = factories.staff(office, Role.OFFICER)
    case = cases.case(office, state=S.PROCESSING)
    for one in (officer, before, officer):
        case = assign(case.pk, one, leader)
    assert put_back(case.pk, leader, case.version).assignee == before


def test_whoever_is_away_gets_back_what_was_theirs_and_not_their_deputy(office, officer, leader):
    away, deputy = (factories.staff(office, Role.OFFICER) for _two in range(2))
    both = [assign(cases.case(office, state=S.PROCESSING).pk, away, leader) for _two in range(2)]
    absent(office, away, deputy)
    for case, other in zip(both, (officer, deputy), strict=True):
        case = assign(case.pk, other, leader)
        assert put_back(case.pk, leader, case.version).assignee == away


def test_nothing_goes_back_to_somebody_who_works_there_no_more(office, officer, leader):
    before = factories.staff(office, Role.OFFICER)
    case = assign(cases.case(office, state=S.PROCESSING).pk, before, leader)
    case = assign(case.pk, officer, leader)
    before.groups.clear()
    with pytest.raises(Refused, match="chuyên viên của đơn vị"):
        put_back(case.pk, leader, case.version)
    assert Case.objects.get(pk=case.pk).assignee == officer


def test_given_back_in_between_it_was_nobodys(office, officer, leader):
    case = assign(cases.case(office, state=S.PROCESSING).pk, officer, leader)
    case = assign(case.pk, None, leader)
    case = assign(case.pk, officer, leader)
    assert put_back(case.pk, leader, case.version).assignee is None


def test_it_is_undone_once(office, officer):
    case = assign(cases.case(office, state=S.PROCESSING).pk, officer, officer)
    put_back(case.pk, officer, case.version)
    with pytest.raises(Stale):
        put_back(case.pk, officer, case.version)


def test_what_was_moved_since_stays(office, officer):
    case = assign(cases.case(office, state=S.ASSIGNED).pk, officer, officer)
    moved = move(case.pk, S.PROCESSING, officer, case.version, Details())
    for version in (case.version, moved.version, None):
        with pytest.raises(Stale):
            put_back(case.pk, officer, version)
    assert Case.objects.get(pk=case.pk).assignee == officer


def test_nobody_undoes_what_another_did(office, officer, leader):
    case = assign(cases.case(office, state=S.PROCESSING).pk, officer, leader)
    with pytest.raises(Stale, match="vừa ghi"):
        put_back(case.pk, officer, case.version)


def test_who_lost_the_role_since_undoes_nothing(office, officer):
    case = assign(cases.case(office, state=S.PROCESSING).pk, officer, officer)
    officer.groups.clear()
    with pytest.raises(Forbidden):
        put_back(case.pk, type(officer).objects.get(pk=officer.pk), case.version)
