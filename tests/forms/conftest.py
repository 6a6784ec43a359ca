"""An office with its calendar and its people, and another one that must stay unseen."""

import pytest
from django.contrib.auth.models import User

from home.models import Office, Role
from tests import cases, factories


@pytest.fixture
def office(db: None) -> Office:
    found = factories.office("hcmc")
    cases.calendar(found)
    return found


@pytest.fixture
def other(office: Office) -> Office:
    found = factories.office("cantho")
    cases.calendar(found)
    return found


@pytest.fixture
def clerk(office: Office) -> User:
    return factories.staff(office, Role.CLERK)


@pytest.fixture
def officer(office: Office) -> User:
    return factories.staff(office, Role.OFFICER)


@pytest.fixture
def leader(office: Office) -> User:
    return factories.staff(office, Role.LEADER)
