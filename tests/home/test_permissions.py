"""Who may do what with the things of an office."""

import pytest
from django.contrib.auth.models import AnonymousUser

from home.models import Office, Role
from home.permissions import OfficePermissionPolicy, may_see_page
from services.models import Licence
from tests import factories

pytestmark = pytest.mark.django_db
POLICY = OfficePermissionPolicy(Licence, {"view": [Role.CLERK], "change": [Role.LEADER]})


@pytest.fixture
def own() -> Office:
    return factories.office("hcmc")


@pytest.fixture
def foreign() -> Licence:
    return factories.licence(factories.office("cantho"))


def test_a_visitor_may_nothing(foreign: Licence) -> None:
    nobody = AnonymousUser()
    assert not POLICY.user_has_any_permission(nobody, ["view", "change"])
    assert not POLICY.user_has_permission_for_instance(nobody, "view", foreign)
    assert not POLICY.instances_user_has_permission_for(nobody, "view").exists()


def test_an_inactive_user_may_nothing_even_as_superuser(own: Office) -> None:
    licence = factories.licence(own)
    for user in (factories.staff(own, Role.LEADER), factories.superuser()):
        user.is_active = False
        assert not POLICY.user_has_permission(user, "change")
        assert not POLICY.user_has_permission_for_instance(user, "change", licence)


def test_a_role_allows_its_actions_at_its_office_only(own: Office, foreign: Licence) -> None:
    leader, licence = factories.staff(own, Role.LEADER), factories.licence(own)
    assert POLICY.user_has_permission_for_instance(leader, "change", licence)
    assert not POLICY.user_has_permission_for_instance(leader, "view", licence)
    assert not POLICY.user_has_permission_for_instance(leader, "change", foreign)
    assert list(POLICY.instances_user_has_permission_for(leader, "change")) == [licence]


def test_roles_of_two_offices_do_not_mix(own: Office, foreign: Licence) -> None:
    user, licence = factories.staff(own, Role.CLERK), factories.licence(own)
    user.groups.add(foreign.office.groups.get(role=Role.LEADER).group)
    assert list(POLICY.instances_user_has_permission_for(user, "view")) == [licence]
    assert list(POLICY.instances_user_has_permission_for(user, "change")) == [foreign]


def test_nobody_may_do_what_no_role_may(own: Office, foreign: Licence) -> None:
    master = factories.superuser()
    assert POLICY.user_has_permission_for_instance(master, "change", foreign)
    assert not POLICY.user_has_permission(master, "delete")
    assert not POLICY.instances_user_has_permission_for(master, "delete").exists()


def test_the_users_of_an_action_are_its_roles_and_superusers(own: Office) -> None:
    leader, master = factories.staff(own, Role.LEADER), factories.superuser()
    factories.staff(own, Role.CLERK)
    assert set(POLICY.users_with_permission("change")) == {leader, master}


def test_a_page_is_seen_by_those_who_work_on_it(own: Office, foreign: Licence) -> None:
    page = factories.news(own)
    seen = {role: may_see_page(factories.staff(own, role), page) for role in Role}
    assert {role for role, sees in seen.items() if sees} == {Role.EDITOR, Role.LEADER, Role.ADMIN}
    assert not may_see_page(factories.staff(foreign.office, Role.EDITOR), page)
