"""R-11: what a long form could not hand over is kept, and sent again with one button."""

import html
import re

import pytest
from django.test import Client

from forms.citizen import access, limits
from forms.models import Case
from forms.sealing import unseal
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, form_data, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

HERE = {"HTTP_ORIGIN": "http://hcmc.localhost"}
TYPED = {"nominee_name": '<b>"Nhà" & vườn</b>', "neighbourhood": "Hai\r\ndòng", "act": "save"}


@pytest.fixture
def strict(citizen, draft):
    """The browser that holds the draft, at a server that checks tokens."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[access.COOKIE] = citizen.client.cookies[access.COOKIE].value
    return Citizen(client, "hcmc.localhost")


@pytest.fixture
def forgotten(citizen, draft):
    """The browser that held the draft, its cookies deleted; and the draft's PIN."""
    pin = unseal(citizen.client.cookies[access.COOKIE].value)[draft.key.hex]
    return Citizen(Client(), "hcmc.localhost"), pin


def step(case):
    return f"/ho-so/{case.key}/buoc/doi-tuong/"


def kept(response):
    """Where the page's form leads, and what it sends again."""
    page = response.content.decode()
    found = re.search(r'<form class="notice[^>]* action="([^"]+)".*?</form>', page, re.S)
    if found is None:
        return None
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found[0], re.S)
    return html.unescape(found[1]), {name: html.unescape(value) for name, value in fields}


def press(citizen, response, **more):
    address, fields = kept(response)
    return citizen.post(address, fields | more, **HERE)


def test_R11_an_expired_page_sends_what_was_typed_with_one_button(strict, draft):
    refused = strict.post(f"{step(draft)}?ve=kiem-tra", TYPED, **HERE)
    assert refused.status_code == 403
    assert "no-store" in refused["Cache-Control"]
    assert TYPED["nominee_name"] not in refused.content.decode()  # only as text
    address, fields = kept(refused)
    assert address == f"{step(draft)}?ve=kiem-tra"
    assert fields.pop("csrfmiddlewaretoken")
    assert fields == TYPED
    assert press(strict, refused).status_code == 302
    stored = Case.objects.get().all_answers
    assert stored["nominee_name"] == TYPED["nominee_name"]
    assert stored["neighbourhood"] == "Hai dòng"


def test_R11_the_first_page_is_kept_too(form_page):
    strict = Citizen(Client(enforce_csrf_checks=True), "hcmc.localhost")
    answers = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    refused = strict.post(f"/ho-so/moi/{form_page.pk}/", answers, **HERE)
    assert press(strict, refused).status_code == 302
    assert Case.objects.get().all_answers["year"] == given.nomination()["year"]


def test_files_are_not_kept_and_the_page_says_so(strict, draft):
    refused = strict.post(step(draft), TYPED | {"evidence_files": pdf()}, **HERE)
    assert "Riêng các tệp thì cần chọn lại" in refused.content.decode()


@pytest.mark.parametrize(
    "sender",
    [
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://hcmc.localhost.evil.example"},
        {"HTTP_ORIGIN": "https://hcmc.localhost"},
        {"HTTP_ORIGIN": "http://[", "HTTP_REFERER": "http://["},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_REFERER": "http://evil.example/?http://hcmc.localhost/"},
        {},
    ],
)
def test_what_another_site_made_the_browser_send_gets_no_button(strict, draft, sender):
    refused = strict.post(step(draft), TYPED, **sender)
    assert refused.status_code == 403
    assert kept(refused) is None
    assert "vườn" not in refused.content.decode()


@pytest.mark.parametrize("path", ["/tra-cuu/", "/ho-so/tiep-tuc/", "/cms/login/"])
def test_codes_and_passwords_are_not_shown_again(strict, path):
    secret = {"code": "NHAP-AAA-BBB-CCC", "pin": "ABCD2345", "password": "ABCD2345"}
    refused = strict.post(path, secret, **HERE)
    assert refused.status_code == 403
    assert "ABCD2345" not in refused.content.decode()


def test_R11_a_browser_that_forgot_its_draft_goes_on_with_the_pin(forgotten, draft):
    browser, pin = forgotten
    asked = browser.post(step(draft), TYPED, **HERE)
    assert asked.status_code == 404
    assert draft.draft_code in asked.content.decode()
    wrong = press(browser, asked, pin="ABCD2345")
    assert wrong.status_code == 404
    assert "Mã PIN không đúng" in wrong.content.decode()
    right = press(browser, wrong, pin=f"{pin[:4]} {pin[4:].lower()}")
    assert right.url == f"/ho-so/{draft.key}/"
    assert browser.get(right.url).status_code == 200
    assert Case.objects.get().all_answers["nominee_name"] == TYPED["nominee_name"]


def test_a_stranger_learns_nothing_by_sending_to_a_draft(stranger, draft):
    """With or without a PIN, a draft that exists answers like one that does not."""
    unknown = Case()
    stranger.get("/tra-cuu/")  # a cookie for both
    for more in ({}, {"pin": "ABCD2345"}, {"pin": ""}):
        pages = set()
        for case in (draft, unknown):
            answer = stranger.post(step(case), TYPED | more, **HERE)
            assert answer.status_code == 404
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            pages.add(page.replace(str(case.key), "").replace(case.draft_code, ""))
        assert len(pages) == 1
    assert Case.objects.get().all_answers["nominee_name"] != TYPED["nominee_name"]


def test_pins_beside_answers_are_counted_like_all_others(draft):
    statuses = [
        Citizen(Client(), "hcmc.localhost")
        .post(step(draft), TYPED | {"pin": "ABCD2345"}, REMOTE_ADDR=f"10.0.0.{n}", **HERE)
        .status_code
        for n in range(12)
    ]
    assert statuses == [404] * 10 + [429] * 2


def test_one_step_too_many_is_kept(citizen, form_page, monkeypatch):
    draft = complete(citizen, form_page, given.nomination("gia_dinh"))
    monkeypatch.setitem(limits.LIMITS, "step", (0, 60))
    citizen.post(step(draft), {"act": "save"})
    refused = citizen.post(step(draft), TYPED, **HERE)
    assert (refused.status_code, refused["Cache-Control"]) == (429, "private, no-store")
    monkeypatch.setitem(limits.LIMITS, "step", (100, 60))
    assert press(citizen, refused).status_code == 302
    assert Case.objects.get().all_answers["nominee_name"] == TYPED["nominee_name"]
