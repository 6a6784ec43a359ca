"""The office that the kinds' tests ask for, with what the answers name."""

import pytest
from django.core.management import call_command

from home.models import Office
from tests import factories
from tests.forms.kinds import answers


@pytest.fixture
def office(db: None) -> Office:
    """TP.HCM, with a second city's commune and the criteria that ship."""
    found = factories.office("hcmc")
    factories.commune("92", "31135", "Phường Ninh Kiều")
    answers.plant(found)
    call_command("load_criteria", verbosity=0)
    return found
