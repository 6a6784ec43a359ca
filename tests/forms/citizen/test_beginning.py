"""A new case: a draft comes to be when the first step is sent, and only once."""

from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from forms.models import Case
from tests import factories
from tests.forms.citizen.steps import hidden, url
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, form_data

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_looking_at_the_first_step_makes_no_draft(citizen, form_page):
    assert citizen.get(f"/ho-so/moi/{form_page.pk}/").status_code == 200
    assert not Case.objects.exists()


def test_the_first_step_sent_makes_a_draft_that_only_this_browser_opens(
    citizen, stranger, form_page
):
    response = citizen.begin(form_page, given.nomination())
    case = Case.objects.get()
    assert response.url == url(case, "nguoi-nop")
    assert citizen.get(response.url).status_code == 200
    assert stranger.get(response.url).status_code == 404


def test_mistakes_in_the_first_step_keep_the_draft_and_what_was_typed(citizen, form_page):
    response = citizen.begin(form_page, {"model_kind": "gia_dinh", "year": "hai nghìn"})
    assert response.status_code == 422
    assert 'value="hai nghìn"' in response.content.decode()
    assert Case.objects.get().all_answers["year"] == "hai nghìn"


def test_the_first_page_sent_twice_begins_one_draft(citizen, form_page):
    """A double click: the browser has not seen the first answer, so it sends no cookie."""
    first = f"/ho-so/moi/{form_page.pk}/"
    key = hidden(citizen.get(first), "key")
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"key": key, "act": "next"}
    one, two = (Citizen(Client(), citizen.host).post(first, data) for _click in "ab")
    case = Case.objects.get()
    assert one.url == two.url == url(case, "nguoi-nop")
    again = Citizen(two.client, citizen.host)
    assert again.get(two.url).status_code == 200


def test_the_first_page_sent_again_much_later_opens_nobody_elses_draft(citizen, form_page):
    first = f"/ho-so/moi/{form_page.pk}/"
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    data["key"] = hidden(citizen.get(first), "key")
    citizen.post(first, data)
    Case.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    Citizen(Client(), citizen.host).post(first, data)
    assert Case.objects.count() == 2
    citizen.post(first, data)  # who still holds the draft goes on with it
    assert Case.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x", "0" * 36, "\x00", "gAAAAABm" + "A" * 120])
def test_a_key_that_we_did_not_make_begins_a_draft_of_its_own(citizen, form_page, key):
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"key": key, "act": "next"}
    assert citizen.post(f"/ho-so/moi/{form_page.pk}/", data).status_code == 302
    assert Case.objects.count() == 1


def test_the_key_of_another_draft_cannot_be_claimed(citizen, stranger, form_page, draft):
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    for key in (str(draft.key), draft.key.hex):
        stranger.post(f"/ho-so/moi/{form_page.pk}/", data | {"key": key})
    assert stranger.get(url(draft, "nguoi-nop")).status_code == 404
    assert Case.objects.count() == 3


def test_the_form_of_another_office_is_not_found(office, citizen):
    other = factories.form_page(factories.office("cantho"), "student")
    assert citizen.get(f"/ho-so/moi/{other.pk}/").status_code == 404
    assert citizen.get("/ho-so/moi/99999999999999999999999/").status_code == 404


@pytest.mark.parametrize(("seconds", "open_"), [(-1, True), (0, False), (1, False)])
def test_the_closing_time_is_kept_to_the_second(citizen, form_page, seconds, open_):
    closes = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    form_page.closes_at = closes
    form_page.save()
    moment = closes + timedelta(seconds=seconds)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        response = citizen.get(f"/ho-so/moi/{form_page.pk}/")
    assert response.status_code == (200 if open_ else 410)


def test_a_form_not_yet_open_says_when(citizen, form_page):
    form_page.opens_at = timezone.now() + timedelta(days=1)
    form_page.save()
    response = citizen.get(f"/ho-so/moi/{form_page.pk}/")
    assert response.status_code == 403
    assert "Bắt đầu nhận hồ sơ từ" in response.content.decode()
