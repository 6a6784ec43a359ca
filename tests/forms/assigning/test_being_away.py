"""Absences: no overlaps, no circles, a deputy of the same role at the same office."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from forms.assigning.being_away import (
    CannotBeAway,
    end_absence,
    may_set,
    set_absence,
)
from forms.models import Absence
from home.models import Role
from tests import factories


@pytest.fixture
def office(db):
    return factories.office("hcmc")


@pytest.fixture
def people(office):
    return [factories.staff(office, Role.OFFICER) for _number in range(4)]


@pytest.fixture
def plan(office):
    today = timezone.localdate()

    def made(user, deputy, first=0, last=5):
        first_day, last_day = (today + timedelta(days=days) for days in (first, last))
        absence = Absence(
            office=office, user=user, deputy=deputy, first_day=first_day, last_day=last_day
        )
        set_absence(absence, user)
        return absence

    return made


def refused(plan, *args):
    with pytest.raises(CannotBeAway) as refusal:
        plan(*args)
    return refusal.value.field


def test_days_go_forward_and_are_not_over(plan, people):
    first, second = people[:2]
    assert refused(plan, first, second, 5, 4) == "last_day"
    assert refused(plan, first, second, -9, -1) == "last_day"
    assert refused(plan, first, second, 0, 366) == "last_day"
    assert plan(first, second, -3, 0).pk, "what began already can still be told"


def test_two_absences_of_one_person_share_no_day(plan, people):
    first, second = people[:2]
    plan(first, second, 3, 6)
    for days in ((0, 3), (6, 9), (4, 5), (0, 9)):
        assert refused(plan, first, second, *days) == "first_day"
    plan(first, second, 0, 2)
    plan(first, second, 7, 9)


def test_a_deputy_holds_the_role_at_the_office(plan, people, office):
    clerk = factories.staff(office, Role.CLERK)
    elsewhere = factories.staff(factories.office("cantho"), Role.OFFICER)
    left = factories.staff(office, Role.OFFICER, is_active=False)
    for deputy in (clerk, elsewhere, left, people[0]):
        assert refused(plan, people[0], deputy) == "deputy"
    assert refused(plan, clerk, people[0]) == "deputy"


def test_who_works_on_no_case_is_not_away(plan, people, office):
    assert refused(plan, factories.staff(office, Role.EDITOR), people[0]) == "user"


def test_deputies_go_round_in_no_circle(plan, people):
    first, second, third, _fourth = people
    plan(first, second, 0, 5)
    assert refused(plan, second, first, 5, 9) == "deputy"
    plan(second, third, 4, 9)
    assert refused(plan, third, first, 5, 5) == "deputy"


def test_what_is_a_circle_on_no_day_is_none(plan, people):
    first, second, third, _fourth = people
    plan(first, second, 0, 4)
    plan(second, third, 3, 9)
    plan(third, first, 5, 9)
    plan(second, first, 10, 12)


def test_one_sets_ones_own_and_a_leader_those_of_their_people(people, office):
    leader = factories.staff(office, Role.LEADER)
    other = factories.staff(factories.office("cantho"), Role.LEADER)
    first, second = people[:2]
    assert may_set(first, first, office.pk)
    assert may_set(leader, first, office.pk)
    assert not may_set(second, first, office.pk)
    assert not may_set(other, first, office.pk)
    editor = factories.staff(office, Role.EDITOR)
    assert not may_set(editor, editor, office.pk)


def test_who_is_back_early_is_at_work_today(plan, people):
    begun = plan(people[0], people[1], -2, 5)
    end_absence(begun)
    assert Absence.objects.get(pk=begun.pk).last_day == timezone.localdate() - timedelta(days=1)
    for first in (0, 3):
        planned = plan(people[0], people[1], first, 9)
        end_absence(planned)
        assert not Absence.objects.filter(pk=planned.pk).exists()


def test_dates_are_the_offices(plan, people):
    assert plan(people[0], people[1]).first_day == timezone.localdate() != date.max
