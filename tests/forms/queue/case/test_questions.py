"""What a move asks of its officer; and of whom it asks nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from forms.states import State
from home.models import Role
from tests.asking import ask, correction, sent_case
from tests.forms.kinds import answers as given
from tests.journeys import Citizen


@pytest.fixture
def request_of_old(office):
    """A request to correct a list of a case of old, which breaks a rule of today."""
    given.plant(office)
    citizen = Citizen(Client(), "hcmc.localhost")
    about = sent_case(citizen, office, "licence", answers=given.licence(programmes=[]))
    return ask(citizen, about, "correct", **correction("programmes", "Thêm tiếng Nhật"))


@pytest.mark.parametrize("to", [State.PROCESSING, State.NOT_APPROVED])
def test_only_who_corrects_is_asked_whether_the_answers_are_right(at_work, request_of_old, to):
    said = {"reason": "Không đủ căn cứ.", "ground": "Điều 14"}
    url = reverse("cases:move", args=[request_of_old.pk, to])
    done = at_work(Role.OFFICER).post(url, {"version": request_of_old.version, **said})
    assert done.status_code == 302
    request_of_old.refresh_from_db()
    assert request_of_old.state == to
