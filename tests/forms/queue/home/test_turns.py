"""Whose turn it is: nobody is told of what only others may do, at this office or at another."""

import html

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from forms.queue.home.work import Work
from forms.queue.lists.listing import Listing
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.queue.home.test_numbers import rows_behind

S = State


def work(user):
    return Work(type(user).objects.get(pk=user.pk))


def told(user):
    """The numbers of the morning that lead to a list, each checked against its rows."""
    found = work(user)
    items = [*found.standing, *found.late, *found.news]
    lists = [one for one in items if one.path.startswith(f"{reverse('cases:list')}?")]
    for item in lists:
        assert (item.code, rows_behind(found.user, item.path)) == (item.code, item.number)
    return {item.code: item.number for item in lists if item.number}


def works_also(user, office, *roles):
    for role in roles:
        office.groups.get(role=role).group.user_set.add(user)
    return user


# --- requests about a case whose processing is restricted, which leaders alone answer


@pytest.fixture
def restricted(office):
    return cases.case(office, state=S.RETURNED, restricted_at=timezone.now())


def asked_about(case, **columns):
    due = {"working_days": 2, "due_on": timezone.localdate()}
    return cases.case(case.office, "data_request", about=case, **due | columns)


def test_a_request_about_a_restricted_case_waits_for_the_leader(office, restricted):
    asked_about(restricted)
    leader = factories.staff(office, Role.LEADER)
    assert told(leader) == {"cho-lanh-dao": 1, "sap-den-han": 1}
    assert [one.case.about for one in work(leader).deadlines] == [restricted]


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.DEPUTY])
def test_it_waits_for_nobody_else(office, restricted, role):
    asked_about(restricted)
    assert told(factories.staff(office, role)) == {"sap-den-han": 1}


def test_nor_for_the_officer_who_had_it_before_its_case_was_restricted(office, restricted):
    officer = factories.staff(office, Role.OFFICER)
    asked_about(restricted, state=S.PROCESSING, assignee=officer, received_at=None)
    assert told(officer) == {"sap-den-han": 1}
    assert not work(officer).deadlines
    assert told(factories.staff(office, Role.LEADER)) == {"cho-lanh-dao": 1, "sap-den-han": 1}


def test_once_it_is_answered_the_clerk_gives_the_answer_out(office, restricted):
    done = {"decided_at": timezone.now(), "received_at": None}
    asked_about(restricted, state=S.APPROVED, **done)
    assert told(factories.staff(office, Role.CLERK)) == {"cho-tra": 1}
    assert told(factories.staff(office, Role.LEADER)) == {}


def test_any_other_request_waits_for_whom_it_did(office):
    asked_about(cases.case(office, state=S.RETURNED))
    clerk, officer = (factories.staff(office, role) for role in (Role.CLERK, Role.OFFICER))
    assert told(clerk) == {"cho-tiep-nhan": 1, "moi-nop": 1, "sap-den-han": 1}
    assert told(officer) == {"chua-phan-cong": 1, "sap-den-han": 1}
    assert told(factories.staff(office, Role.LEADER)) == {"chua-phan-cong": 1, "sap-den-han": 1}


def test_leaders_alone_have_its_list(office):
    for role in (Role.CLERK, Role.OFFICER, Role.DEPUTY, Role.LEADER):
        tabs = Listing(factories.staff(office, role), QueryDict("")).all_tabs
        assert any(tab.code == "cho-lanh-dao" for tab in tabs) is (role == Role.LEADER)


# --- an office that nobody leads


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICER])
def test_administrators_hear_that_nobody_leads(at_work, office, role):
    client = at_work(role)
    said = "chưa ai giữ vai trò Lãnh đạo"
    assert (said in html.unescape(client.get("/cms/").content.decode())) is (role == Role.ADMIN)
    assert work(client.user).anything is (role == Role.ADMIN)
    gone = factories.staff(office, Role.LEADER, is_active=False)
    assert bool(work(client.user).leaderless) is (role == Role.ADMIN)
    type(gone).objects.filter(pk=gone.pk).update(is_active=True)
    assert not work(client.user).leaderless


# --- roles that differ from office to office


@pytest.fixture
def everywhere(office, other):
    """The same cases at both offices."""
    cases.calendar(other)
    for place in (office, other):
        cases.case(place)
        cases.case(place, state=S.ACCEPTED, due_on=timezone.localdate())
        cases.case(place, state=S.SIGNING)
        cases.case(place, "nomination", S.CO_REVIEW)


def test_a_clerk_here_and_an_officer_there_is_told_of_each_where_it_is_their_work(
    office, other, everywhere
):
    user = works_also(factories.staff(office, Role.CLERK), other, Role.OFFICER)
    both = {"sap-den-han": 2}
    assert told(user) == {"cho-tiep-nhan": 1, "moi-nop": 1, "chua-phan-cong": 1, **both}
    paths = {item.code: item.path for item in work(user).standing}
    assert paths["cho-tiep-nhan"].endswith(f"&don-vi={office.pk}")
    assert paths["chua-phan-cong"].endswith(f"&don-vi={other.pk}")
    assert "don-vi" not in paths["sap-den-han"]


def test_a_leader_here_has_no_signature_to_give_there(office, other, everywhere):
    user = works_also(factories.staff(office, Role.LEADER), other, Role.CLERK)
    assert told(user)["cho-ky"] == 1
    signing = [one.case for one in work(user).deadlines if one.case.state == S.SIGNING]
    assert [case.office for case in signing] == [office]


def test_who_is_heard_here_is_told_of_no_hearing_there(office, other, everywhere):
    user = works_also(factories.staff(office, Role.ASSOCIATION), other, Role.OFFICER)
    found = told(user)
    assert (found["cho-hoi-khuyen-hoc"], found["chua-phan-cong"]) == (1, 1)


def test_a_superuser_who_is_also_a_clerk_is_told_of_that_counter(office, other, everywhere):
    user = works_also(factories.superuser(), office, Role.CLERK)
    assert told(user)["cho-tiep-nhan"] == 1


def test_a_number_of_two_offices_out_of_three_leads_to_both(office, other, everywhere):
    third = factories.office("danang", agency_code="000.00.00.T48")
    cases.calendar(third)
    cases.case(third)
    user = works_also(factories.staff(office, Role.CLERK), other, Role.CLERK)
    works_also(user, third, Role.OFFICER)
    assert told(user)["cho-tiep-nhan"] == 2
    (path,) = (one.path for one in work(user).standing if one.code == "cho-tiep-nhan")
    page = html.unescape(factories.signed_in(user).get(path).content.decode())
    assert f"Đơn vị: {office.short_name}, {other.short_name}" in page


def test_who_does_the_same_at_both_offices_is_led_to_the_plain_lists(office, other, everywhere):
    user = works_also(factories.staff(office, Role.CLERK), other, Role.CLERK)
    assert told(user)["cho-tiep-nhan"] == 2
    assert not any("don-vi" in item.path for item in work(user).standing)


def test_two_offices_cost_no_query_more(office, other, everywhere, django_assert_max_num_queries):
    found = work(works_also(factories.staff(office, Role.LEADER), other, Role.CLERK))
    assert found.roles
    assert found.offices  # in a test nothing is kept of it
    with django_assert_max_num_queries(5):
        assert found.sections
        assert found.deadlines
        assert not found.warnings
        assert not found.leaderless
