"""The one cookie that opens cases: whoever has not got it finds nothing."""

import uuid

import pytest
from django.test import Client
from django.utils.crypto import get_random_string

from forms.citizen import access
from forms.models import Case
from forms.sealing import seal
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def pages(case, file):
    """Every address of a case."""
    root = f"/ho-so/{case.key}/"
    parts = ["", "buoc/nguoi-nop/", "kiem-tra/", "bien-nhan/", f"tep/{file.pk}/", "xoa/"]
    return [*(root + part for part in parts), f"/tra-cuu/{case.key}/"]


def test_a_stolen_address_opens_nothing(stranger, draft):
    """The key may stand in a browser's history or a server's log: alone it is worth nothing."""
    file = draft.attachments.first()
    unknown = draft.__class__(key=uuid.uuid4())
    for path, other in zip(pages(draft, file), pages(unknown, file), strict=True):
        for method in (stranger.client.get, stranger.client.post):
            here, there = (method(p, headers={"host": stranger.host}) for p in (path, other))
            assert here.status_code in (404, 405)
            assert here.status_code == there.status_code
            said = here.content.replace(str(draft.key).encode(), str(unknown.key).encode())
            assert said == there.content


def test_a_draft_is_not_found_at_the_other_office(citizen, draft):
    factories.office("cantho")
    file = draft.attachments.first()
    moved = Citizen(citizen.client, "cantho.localhost")
    for path in pages(draft, file):
        assert moved.get(path).status_code == 404


@pytest.mark.parametrize(
    "forge",
    [
        lambda value: value[:-3],
        lambda value: value[:40] + ("A" if value[40] != "A" else "B") + value[41:],
        lambda value: "",
        lambda value: "x",
        lambda value: "é" * 20,
        lambda value: get_random_string(200),
        lambda value: seal("một chữ"),
        lambda value: seal([1, 2, 3]),
        lambda value: seal({"khong": "phai"}),
        lambda value: seal({"x" * 32: "y"}),
    ],
)
def test_a_cookie_that_we_did_not_make_opens_nothing(citizen, draft, forge):
    real = citizen.client.cookies[access.COOKIE].value
    assert citizen.get(f"/ho-so/{draft.key}/").status_code == 200
    citizen.client.cookies[access.COOKIE] = forge(real)
    assert citizen.get(f"/ho-so/{draft.key}/").status_code == 404
    assert citizen.get("/tra-cuu/").status_code == 200


def test_what_the_first_page_carries_is_no_cookie(citizen, form_page, draft):
    """Both are sealed with one key; neither passes for the other."""
    citizen.client.cookies[access.COOKIE] = access.opening(form_page)
    assert citizen.get(f"/ho-so/{draft.key}/").status_code == 404
    held = seal({draft.key.hex: "12345678"})
    key, _pin = access.opened(form_page, held)
    assert key != draft.key


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(citizen, form_page):
    citizen.begin(form_page, given.nomination())
    cookie = citizen.client.cookies[access.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["max-age"] == (30 + 30) * 24 * 3600  # the draft's days, and to be told after


def test_each_saved_step_keeps_the_draft_open_for_longer(citizen, draft):
    before = citizen.client.cookies[access.COOKIE].value
    citizen.post(f"/ho-so/{draft.key}/buoc/nguoi-nop/", {"act": "save"})
    assert citizen.client.cookies[access.COOKIE].value != before
    assert citizen.client.cookies[access.COOKIE]["max-age"] == 60 * 24 * 3600


def test_who_only_reads_gets_no_cookie(citizen, form_page):
    for path in (form_page.url, "/", "/nop-ho-so/"):
        response = citizen.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_personal_pages_are_kept_by_nobody(citizen, draft, sent):
    """R-54: by no cache, listed by no robot, named to no other site."""
    paths = [f"/ho-so/{sent.key}/bien-nhan/", f"/tra-cuu/{sent.key}/", "/tra-cuu/"]
    for path in paths:
        response = citizen.get(path)
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin"
        assert "script-src 'self'" in response["Content-Security-Policy"]
        assert "ETag" not in response


def test_a_file_is_given_as_an_attachment_that_nothing_runs(citizen, draft):
    """R-35: and a stranger with the right hash learns nothing."""
    file = draft.attachments.get(slot="evidence_files")
    path = f"/ho-so/{draft.key}/tep/{file.pk}/"
    response = citizen.get(path)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''b%E1%BA%B1ng%20khen.pdf"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    stranger = Client(headers={"host": citizen.host, "if-none-match": f'"{file.sha256}"'})
    assert stranger.get(path).status_code == 404


def test_a_file_lies_under_no_public_address(citizen, draft):
    file = draft.attachments.first()
    for path in (f"/media/{file.file.name}", f"/media/../private/{file.file.name}"):
        assert citizen.get(path).status_code == 404
    assert file.name not in file.file.name


def test_a_file_lost_from_the_disk_is_not_found(citizen, draft):
    file = draft.attachments.first()
    file.file.storage.delete(file.file.name)
    assert citizen.get(f"/ho-so/{draft.key}/tep/{file.pk}/").status_code == 404


def test_one_browser_may_hold_several_drafts(citizen, form_page):
    first = citizen.begin(form_page, given.nomination()).url
    second = citizen.begin(form_page, given.nomination()).url
    assert first != second
    assert citizen.get(first).status_code == citizen.get(second).status_code == 200
    key = Case.objects.latest("pk").key
    citizen.post(f"/ho-so/{key}/xoa/", {})
    assert citizen.get(first).status_code == 200
    assert citizen.get(second).status_code == 404


def test_a_complete_draft_is_held_by_its_browser_only(citizen, stranger, form_page):
    case = complete(citizen, form_page, given.nomination("gia_dinh"))
    agreed = {"declaration": "on", "consent_notice_ack": "on"}
    assert stranger.post(f"/ho-so/{case.key}/kiem-tra/", agreed).status_code == 404
    assert Case.objects.get().state == "draft"
