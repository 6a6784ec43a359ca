"""An office that every kind can be filed at, and a citizen."""

import pytest
from django.test import Client

from home.models import Office
from tests import cases, factories
from tests.forms.kinds import answers as given
from tests.journeys import Citizen


@pytest.fixture
def office(db: None) -> Office:
    found = factories.office("hcmc")
    given.plant(found)
    cases.calendar(found)
    return found


@pytest.fixture
def citizen(office: Office) -> Citizen:
    return Citizen(Client(), "hcmc.localhost")
