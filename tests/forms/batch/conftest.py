"""A school's coordinator at an office that takes students in batches."""

import pytest
from django.test import Client

from forms.models import Batch, FormPage
from home.models import Office
from tests import batches, factories
from tests.forms.citizen.conftest import statements
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

__all__ = ["statements"]


@pytest.fixture
def office(db: None) -> Office:
    found = factories.office("hcmc")
    given.plant(found)
    return found


@pytest.fixture
def form_page(office: Office) -> FormPage:
    return factories.form_page(office, "student")


@pytest.fixture
def batch(office: Office, form_page: FormPage) -> Batch:
    return batches.batch(office, form_page)


@pytest.fixture
def school(office: Office) -> Citizen:
    """The coordinator's browser."""
    return Citizen(Client(), "hcmc.localhost")


@pytest.fixture
def stranger(office: Office) -> Citizen:
    return Citizen(Client(), "hcmc.localhost")
