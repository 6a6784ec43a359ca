"""Of a restricted case contacts and numbers of papers are read by leaders, and so found by them."""

import pytest
from django.utils import timezone

from forms.models import Case
from forms.queue.cases import seen_offices, visible_to
from forms.queue.finding import read, words
from forms.queue.lists.tabs import Desk
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.engines, pytest.mark.django_db]
PHONE, PAPER = "+84901234567", "079190001234"


@pytest.fixture(params=[2000, 0], ids=["few", "many"], autouse=True)
def either_way(request, monkeypatch):
    monkeypatch.setattr(words, "FEW", request.param)


@pytest.fixture
def case(office):
    answers = given.nomination(nominee_name="Gia đình ông Sáu 247", submitter_phone=PHONE)
    return cases.case(office, "nomination", answers=answers)


def finds(user, typed):
    user = type(user).objects.get(pk=user.pk)
    desk = Desk.of(user, set(seen_offices(user)))
    return set(visible_to(user).filter(read(typed, desk).condition))


def restrict(case):
    Case.objects.filter(pk=case.pk).update(restricted_at=timezone.now())


def test_leaders_alone_find_a_restricted_case_by_phone_and_papers(office, case):
    officer, leader = factories.staff(office), factories.staff(office, Role.LEADER)
    answers = case.all_answers
    assert answers["submitter_id_number"] == PAPER
    for typed in ("0901234567", PAPER):
        assert finds(officer, typed) == {case}
    restrict(case)
    assert finds(officer, "-4567") == {case}
    for typed in ("0901234567", "4567", '"901234"', PAPER):
        assert finds(officer, typed) == set(), typed
        assert finds(leader, typed) == {case}, typed
    for typed in ("sáu", "247", '"sáu 247"', case.code.rpartition("-")[2]):
        assert finds(officer, typed) == {case}, typed


def test_a_number_found_here_does_not_show_who_else_has_it(office, other, case):
    """Neither a restricted case, nor one of an office where one is but a guest."""
    officer = factories.staff(office)
    officer.groups.add(other.groups.get(role=Role.ASSOCIATION).group)
    there, shut = cases.case(other, "nomination"), cases.case(office, "nomination")
    restrict(shut)
    assert finds(officer, "") == {case, there, shut}
    assert finds(officer, PAPER) == {case}
