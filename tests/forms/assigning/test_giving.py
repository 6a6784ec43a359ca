"""Giving a case to somebody: who may, in which states, what it leaves behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forms.assigning import assign
from forms.assigning.following import share_out_request
from forms.models import Assignment, Case, Event, Notice
from forms.models.events import faults
from forms.moves.transitions import Details, Forbidden, Refused, Stale, move
from forms.states import FINAL, State, may
from home.models import Role
from tests import cases, factories
from tests.forms.assigning.people import absent

S = State
OPEN = [state for state in State if state not in (S.DRAFT, *FINAL)]
LIMIT = Details(working_days=15)
WHY = "Tôi đi công tác."


@pytest.fixture
def leader(office):
    return factories.staff(office, Role.LEADER, last_name="Trần", first_name="Ký")


@pytest.fixture
def officer(office):
    return factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")


@pytest.fixture
def colleague(office):
    return factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("role", [Role.LEADER, Role.CLERK])
def test_leaders_and_clerks_give_in_every_open_state(office, officer, role, state):
    case = cases.case(office, state=state)
    given = assign(case.pk, officer, factories.staff(office, role))
    assert given.assignee == officer
    assert given.state == (S.ASSIGNED if state == S.ACCEPTED else state)
    assert given.version == case.version + 1
    kept = Case.objects.get(pk=case.pk)
    assert (kept.assignee, kept.state) == (officer, given.state)
    assert faults(kept) == []


@pytest.mark.parametrize("state", FINAL)
def test_what_is_over_is_given_to_nobody(office, leader, officer, state):
    with pytest.raises(Forbidden):
        assign(cases.case(office, state=state).pk, officer, leader)


def test_the_history_says_from_whom_to_whom(office, leader, officer, colleague):
    case = cases.case(office, state=S.PROCESSING)
    assign(case.pk, officer, leader)
    given = assign(case.pk, colleague, leader, reason="Chia đều việc.", ip="10.1.2.3")
    first, second = given.events.filter(act=Event.Act.ASSIGNED).order_by("number")
    assert first.note == "Giao cho Lê Mai."
    assert second.note == "Từ Lê Mai sang Võ Lan.\nChia đều việc."
    assert (second.actor, second.ip) == (leader, "10.1.2.3")


def test_the_citizen_is_told_nothing(office, leader, officer):
    case = cases.case(office, state=S.ACCEPTED)
    assign(case.pk, officer, leader)
    assert not Notice.objects.exists()


def test_the_move_of_the_table_is_the_same_act(office, leader, officer):
    case = cases.case(office, state=S.ACCEPTED)
    move(case.pk, S.ASSIGNED, leader, case.version, Details(officer=officer))
    assert [one.officer for one in case.assignments.all()] == [officer]
    assert case.events.get(act=Event.Act.ASSIGNED).note == "Giao cho Lê Mai."


def test_a_case_given_before_reception_goes_on_by_it(office, leader, officer):
    case = cases.case(office)
    assign(case.pk, officer, leader)
    clerk = factories.staff(office, Role.CLERK)
    after = move(case.pk, S.ACCEPTED, clerk, case.version + 1, LIMIT)
    assert (after.state, after.assignee) == (S.ASSIGNED, officer)
    assert Case.objects.get(pk=case.pk).state == S.ASSIGNED
    assert case.assignments.count() == 1
    assert Notice.objects.get(case=case).topic == S.ACCEPTED


def test_an_officer_takes_what_nobody_has(office, officer):
    case = cases.case(office, state=S.ACCEPTED)
    taken = assign(case.pk, officer, officer)
    assert (taken.state, taken.assignee) == (S.ASSIGNED, officer)
    assert not Assignment.unseen(officer).exists(), "one's own act is no news"


def test_an_officer_takes_from_nobody_who_works(office, officer, colleague):
    case = cases.case(office, state=S.PROCESSING, assignee=colleague)
    with pytest.raises(Forbidden) as refused:
        assign(case.pk, officer, officer)
    assert "Võ Lan" in str(refused.value)
    colleague.groups.clear()
    assert assign(case.pk, officer, officer).assignee == officer


def test_an_officer_hands_over_with_a_reason(office, officer, colleague):
    case = cases.case(office, state=S.PROCESSING, assignee=officer)
    with pytest.raises(Refused) as refused:
        assign(case.pk, colleague, officer, reason="  ")
    assert refused.value.field == "reason"
    assert assign(case.pk, colleague, officer, reason=WHY).assignee == colleague
    with pytest.raises(Forbidden):
        assign(case.pk, officer, officer, reason=WHY)


def test_an_officer_gives_back_with_a_reason(office, officer):
    case = cases.case(office, state=S.PROCESSING, assignee=officer)
    with pytest.raises(Refused):
        assign(case.pk, None, officer)
    given = assign(case.pk, None, officer, reason=WHY)
    assert given.assignee is None
    assert "Lê Mai trả lại, chưa giao cho ai." in given.events.latest("number").note


def test_an_officer_gives_away_nothing_of_others(office, officer, colleague):
    for assignee in (None, colleague):
        case = cases.case(office, state=S.PROCESSING, assignee=assignee)
        third = factories.staff(office, Role.OFFICER)
        for taker in (third, None):
            with pytest.raises(Forbidden):
                assign(case.pk, taker, officer, reason=WHY)


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.EDITOR, Role.ADMIN])
def test_only_officers_of_the_office_are_given_cases(office, leader, role):
    strangers = [factories.staff(office, role)]
    strangers.append(factories.staff(factories.office("cantho"), Role.OFFICER))
    strangers.append(factories.staff(office, Role.OFFICER, is_active=False))
    for state in (S.ACCEPTED, S.PROCESSING):
        case = cases.case(office, state=state)
        for stranger in strangers:
            with pytest.raises(Refused) as refused:
                assign(case.pk, stranger, leader)
            assert refused.value.field == "officer"


def test_nobody_of_elsewhere_gives_here(office, officer):
    other = factories.office("cantho")
    case = cases.case(office, state=S.PROCESSING)
    strangers = [factories.staff(other, role) for role in (Role.LEADER, Role.CLERK, Role.OFFICER)]
    strangers += [factories.staff(office, Role.EDITOR), factories.superuser()]
    for stranger in strangers:
        with pytest.raises(Forbidden):
            assign(case.pk, officer, stranger, reason=WHY)


def test_the_second_of_two_who_give_is_told_who_was_first(office, leader, officer, colleague):
    case = cases.case(office, state=S.PROCESSING)
    assign(case.pk, officer, leader, version=case.version)
    with pytest.raises(Stale) as stale:
        assign(case.pk, colleague, leader, version=case.version)
    assert "Trần Ký vừa ghi “Phân công”" in str(stale.value)
    assert "Lê Mai" in str(stale.value)


def test_a_second_click_changes_nothing(office, leader, officer):
    case = cases.case(office, state=S.PROCESSING)
    once = assign(case.pk, officer, leader)
    twice = assign(case.pk, officer, leader)
    assert (twice.version, twice.history_length) == (once.version, once.history_length)
    assert case.assignments.count() == 1


def test_who_is_given_a_case_has_it_as_news_until_they_look(office, leader, officer, colleague):
    case = cases.case(office, state=S.PROCESSING)
    assign(case.pk, officer, leader)
    assert [one.case for one in Assignment.unseen(officer)] == [case]
    assign(case.pk, colleague, leader)
    assert not Assignment.unseen(officer).exists(), "what is gone is no news"


def test_a_result_is_counted_once_and_a_reopened_case_is_not(office, leader, officer):
    case = cases.case(office, state=S.SIGNING)
    case = assign(case.pk, officer, leader)
    move(case.pk, S.APPROVED, leader, case.version)
    done = case.assignments.get()
    assert done.done_at
    assert done.working_days == 0
    clerk = factories.staff(office, Role.CLERK)
    move(case.pk, S.RETURNED, clerk, case.version + 1)
    assert case.assignments.get().done_at == done.done_at


class TestWhoReviewedDoesNotDecide:
    """The leader of a small office is an officer too."""

    @pytest.fixture
    def both(self, office, leader):
        leader.groups.add(office.groups.get(role=Role.OFFICER).group)
        return leader

    def test_handing_over_is_no_way_round(self, office, both, colleague):
        case = cases.case(office, state=S.PROCESSING)
        assign(case.pk, both, factories.staff(office, Role.CLERK))
        case = assign(case.pk, colleague, both, reason=WHY)
        Case.objects.filter(pk=case.pk).update(state=S.SIGNING)
        case.refresh_from_db()
        assert not may(both, case, S.APPROVED)[0]

    def test_nor_is_giving_it_to_nobody(self, office, both):
        case = cases.case(office, state=S.SIGNING, assignee=both)
        case = assign(case.pk, None, both)
        assert not may(both, case, S.APPROVED)[0]

    def test_a_case_given_by_mistake_and_not_begun_bars_nobody(self, office, both, officer):
        case = cases.case(office, state=S.ACCEPTED)
        assign(case.pk, both, both)
        case = assign(case.pk, officer, both)
        for state in (S.PROCESSING, S.SIGNING):  # as the table of moves has it
            Case.objects.filter(pk=case.pk).update(state=state)
        case.refresh_from_db()
        assert may(both, case, S.APPROVED) == (True, "")

    def test_nor_does_the_deputy_of_the_officer_decide(self, office, both, officer):
        case = cases.case(office, state=S.SIGNING, assignee=officer)
        assert may(both, case, S.APPROVED)[0]
        absent(office, officer, both)
        assert not may(both, case, S.APPROVED)[0]


class TestDeputies:
    def test_new_cases_of_who_is_away_go_to_the_deputy(self, office, leader, officer, colleague):
        absent(office, officer, colleague)
        for state in (S.ACCEPTED, S.PROCESSING):
            case = cases.case(office, state=state)
            assert assign(case.pk, officer, leader).assignee == colleague

    def test_the_deputys_deputy_takes_it_when_both_are_away(self, office, leader, officer):
        second, third = (factories.staff(office, Role.OFFICER) for _ in range(2))
        absent(office, officer, second)
        absent(office, second, third)
        case = cases.case(office, state=S.PROCESSING)
        assert assign(case.pk, officer, leader).assignee == third

    def test_a_deputy_who_left_stands_in_for_nobody(self, office, leader, officer, colleague):
        absent(office, officer, colleague)
        colleague.groups.clear()
        case = cases.case(office, state=S.PROCESSING)
        assert assign(case.pk, officer, leader).assignee == officer

    def test_the_deputy_hands_over_as_the_officer_would(self, office, officer, colleague):
        third = factories.staff(office, Role.OFFICER)
        case = cases.case(office, state=S.PROCESSING, assignee=officer)
        with pytest.raises(Forbidden):
            assign(case.pk, third, colleague, reason=WHY)
        absent(office, officer, colleague)
        assert assign(case.pk, third, colleague, reason=WHY).assignee == third

    def test_an_absence_counts_on_its_days_only(self, office, leader, officer, colleague):
        day = timedelta(days=1)
        today = timezone.localdate()
        absent(office, officer, colleague, today + day, today + 2 * day)
        absent(office, officer, colleague, today - 2 * day, today - day)
        case = cases.case(office, state=S.PROCESSING)
        assert assign(case.pk, officer, leader).assignee == officer


@pytest.fixture
def of_a_restricted_case(office):
    """A request that leaders alone may answer."""
    case = cases.case(office, state=S.RETURNED, restricted_at=timezone.now())
    return cases.case(office, "data_request", about=case)


def test_a_request_that_leaders_alone_answer_is_given_to_no_officer(
    leader, officer, of_a_restricted_case
):
    for giver in (leader, officer):
        with pytest.raises(Forbidden, match="chỉ lãnh đạo đơn vị trả lời được"):
            assign(of_a_restricted_case.pk, officer, giver)
    assert not may(officer, of_a_restricted_case, S.PROCESSING)[0]
    Case.objects.filter(pk=of_a_restricted_case.pk).update(assignee=officer)
    assert assign(of_a_restricted_case.pk, None, leader).assignee is None


def test_nor_do_the_rules_give_it_to_one(office, officer, of_a_restricted_case):
    office.assignment_rules.create(order=1).officers.set([officer])
    share_out_request(of_a_restricted_case)
    assert of_a_restricted_case.assignee is None
    share_out_request(plain := cases.case(office, "data_request", about=cases.case(office)))
    assert plain.assignee == officer
