"""Absences: no overlaps, no circles, a deputy of the same role at the same office."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from forms.assigning.allowed import may_assign
from forms.assigning.being_away import (
    CannotBeAway,
    end_absence,
    may_set,
    set_absence,
)
from forms.assigning.reading_absences import notes_on
from forms.models import Absence
from forms.models.teams import Team
from forms.notes.noting import personal
from forms.states import State, stands_in
from home.models import Role
from tests import cases, factories
from tests.forms.assigning.people import absent


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


def test_the_work_goes_on_to_the_deputy_of_a_deputy(plan, people, office):
    first, second, third, fourth = people
    plan(first, second)
    plan(second, third)
    case = cases.case(office, state=State.PROCESSING, assignee=first)
    assert [stands_in(one, case) for one in people] == [False, True, True, False]
    today = timezone.localdate()
    assert personal(third, today).absent == {first.pk, second.pk}
    assert personal(second, today).absent == {first.pk}
    assert personal(first, today).absent == personal(fourth, today).absent == frozenset()
    assert may_assign(third, case, fourth)[0]
    assert not may_assign(fourth, case, fourth)[0]


def test_absences_of_two_offices_make_no_chain(plan, people, office):
    first, second, third, _fourth = people
    other = factories.office("cantho")
    for one in (second, third):
        one.groups.add(other.groups.get(role=Role.OFFICER).group)
    plan(first, second)
    absent(other, second, third)
    case = cases.case(office, state=State.PROCESSING, assignee=first)
    assert not stands_in(third, case)
    assert personal(third, timezone.localdate()).absent == {second.pk}


def test_a_circle_that_somehow_came_about_ends(office, people):
    first, second = people[:2]
    absent(office, first, second)
    absent(office, second, first)
    case = cases.case(office, state=State.PROCESSING, assignee=first)
    assert stands_in(second, case)
    assert personal(first, timezone.localdate()).absent == {second.pk}
    assert Team(office.pk).taker(first.pk) == second


def notes(office):
    absences = list(Absence.objects.filter(office=office).order_by("pk"))
    return [[note.text for note in some] for some in notes_on(absences, office.pk).values()]


def test_a_deputy_who_is_away_too_is_said_with_the_days(plan, people, office):
    names = ("Mai", "Lan", "Cúc")
    for person, name in zip(people, names, strict=False):
        person.first_name = name
        person.save()
    first, second, third, fourth = people
    plan(first, second, 0, 5)
    plan(second, third, 3, 9)
    plan(third, fourth, 20, 21)
    today = timezone.localdate()
    days = [f"{today + timedelta(days=number):%d/%m/%Y}" for number in (3, 5)]
    assert notes(office) == [
        [f"Lan cũng vắng từ {days[0]} đến {days[1]}: Cúc làm thay."],
        [],
        [],
    ]


@pytest.mark.parametrize("gone", ["role", "account", "office"])
def test_a_deputy_who_left_is_said_to_stand_in_no_more(plan, people, office, gone):
    first, second = people[:2]
    plan(first, second)
    assert notes(office) == [[]]
    if gone == "account":
        second.is_active = False
        second.save()
    elif gone == "role":
        second.groups.set([office.groups.get(role=Role.CLERK).group])
    else:
        second.groups.set([factories.office("cantho").groups.get(role=Role.OFFICER).group])
    [[note]] = notes(office)
    assert note.endswith("không còn vai trò Chuyên viên nên không làm thay.")


def test_who_left_is_no_fault_of_their_absence(plan, people, office):
    plan(people[0], people[1])
    people[0].groups.clear()
    assert notes(office) == [[]]


def test_dates_are_the_offices(plan, people):
    assert plan(people[0], people[1]).first_day == timezone.localdate() != date.max
