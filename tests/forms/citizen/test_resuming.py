"""Leaving a draft and going on elsewhere: by code and PIN, or by a link that works once."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms.citizen import access, limits
from forms.models import Case, DraftLink, Notice
from forms.sealing import seal, unseal
from tests import cases, factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

RESUME = "/ho-so/tiep-tuc/"


@pytest.fixture
def elsewhere(office):
    """The citizen's other device, which knows nothing yet."""
    return Citizen(Client(), "hcmc.localhost")


@pytest.fixture
def pin(citizen, draft):
    """The PIN of `draft`."""
    return unseal(citizen.client.cookies[access.COOKIE].value)[draft.key.hex]


def tasks(case):
    return f"/ho-so/{case.key}/"


def link_in(message):
    return re.search(r"http://hcmc\.localhost(?::\d+)?(/\S+)", message.body)[1]


@pytest.fixture
def link(citizen, draft):
    """A link to `draft`, as it came by mail."""
    citizen.post(f"{tasks(draft)}lien-ket/", {"email": "may-khac@example.vn"})
    call_command("send_notices", verbosity=0)
    return link_in(mail.outbox.pop())


# ── code and PIN ──


def test_the_list_of_steps_shows_what_opens_the_draft_elsewhere(citizen, draft, pin):
    page = citizen.get(tasks(draft)).content.decode()
    assert draft.draft_code in page
    assert f"{pin[:4]} {pin[4:]}" in page
    assert f"{draft.kept_until:%d/%m/%Y}" in page


@pytest.mark.parametrize("where", [RESUME, "/tra-cuu/", "/en/tra-cuu/"])
def test_code_and_pin_open_the_draft_on_another_device(elsewhere, draft, pin, where):
    assert elsewhere.get(tasks(draft)).status_code == 404
    typed = draft.draft_code.lower().replace("-", " ")
    assert elsewhere.post(where, {"code": typed, "pin": f" {pin.lower()}"}).status_code == 302
    page = elsewhere.get(f"{tasks(draft)}buoc/doi-tuong/").content.decode()
    assert "Trường Tiểu học Ví Dụ" in page


def test_what_was_sent_meanwhile_is_found_by_the_drafts_code_too(elsewhere, sent, citizen):
    pin = unseal(citizen.client.cookies[access.COOKIE].value)[sent.key.hex]
    answer = elsewhere.post(RESUME, {"code": sent.draft_code, "pin": pin})
    assert answer.url == f"/tra-cuu/{sent.key}/"


def test_R13_unknown_malformed_and_wrong_are_told_alike(elsewhere, draft, pin):
    elsewhere.get(RESUME)
    typed = [(draft.draft_code, "ABCDEFGH"), ("NHAP-000-000-000", pin), ("khong-phai", pin)]
    pages = set()
    for code, wrong in typed:
        answer = elsewhere.post(RESUME, {"code": code, "pin": wrong})
        assert answer.status_code == 404
        page = answer.content.decode().replace(code, "").replace(wrong, "")
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert len(pages) == 1


def test_R14_a_drafts_code_is_guarded_against_guessing_however_it_is_written(draft, office):
    codes = [draft.draft_code, draft.draft_code[5:], draft.draft_code.replace("-", "").lower()]
    answers = [
        Citizen(Client(), "hcmc.localhost")
        .post(RESUME, {"code": codes[n % 3], "pin": "ABCDEFGH"}, REMOTE_ADDR=f"10.0.0.{n}")
        .status_code
        for n in range(12)
    ]
    assert answers == [404] * 10 + [429] * 2


def test_a_draft_of_the_other_office_is_not_found_here(draft, pin):
    factories.office("cantho")
    away = Citizen(Client(), "cantho.localhost")
    assert away.post(RESUME, {"code": draft.draft_code, "pin": pin}).status_code == 404


def test_of_two_drafts_with_one_code_the_pin_tells_which(elsewhere, form_page, citizen):
    one = complete(citizen, form_page, given.nomination("gia_dinh"))
    pin = unseal(citizen.client.cookies[access.COOKIE].value)[one.key.hex]
    twin = cases.case(one.office, state="draft", key=uuid.UUID(int=one.key.int ^ 1))
    assert twin.draft_code == one.draft_code
    answer = elsewhere.post(RESUME, {"code": one.draft_code, "pin": pin})
    assert answer.url == tasks(one)


# ── a link by mail ──


def test_a_link_opens_the_draft_in_one_browser_once(elsewhere, stranger, citizen, link, draft):
    assert elsewhere.get(link).status_code == stranger.get(link).status_code == 200
    assert elsewhere.get(tasks(draft)).status_code == 404  # looking opened nothing
    assert elsewhere.post(link, {}).url == tasks(draft)
    assert elsewhere.get(tasks(draft)).status_code == 200
    assert stranger.post(link, {}).status_code == stranger.get(link).status_code == 410
    assert stranger.get(tasks(draft)).status_code == 404
    assert citizen.get(tasks(draft)).status_code == 200  # the first device goes on
    assert elsewhere.submit(draft).status_code == 302  # with the PIN that the draft always had
    assert "PIN" in elsewhere.get(f"{tasks(draft)}bien-nhan/").content.decode()


def test_a_button_pressed_twice_opens_the_draft_both_times(elsewhere, link, draft):
    elsewhere.get(link)
    assert elsewhere.post(link, {}).url == elsewhere.post(link, {}).url == tasks(draft)
    DraftLink.objects.update(expires_at=timezone.now())
    assert elsewhere.post(link, {}).status_code == 410


def test_a_link_is_good_for_a_week(elsewhere, link):
    left = DraftLink.objects.get().expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left < timedelta(days=7)
    DraftLink.objects.update(expires_at=timezone.now())
    assert elsewhere.get(link).status_code == elsewhere.post(link, {}).status_code == 410


def test_a_link_to_what_was_sent_or_deleted_opens_nothing(elsewhere, citizen, link, draft):
    citizen.submit(draft)
    assert elsewhere.post(link, {}).status_code == 410
    assert Case.objects.get().sealed_pin == ""


def test_a_link_opens_nothing_at_the_other_office(link, elsewhere, draft):
    factories.office("cantho")
    assert Citizen(Client(), "cantho.localhost").post(link, {}).status_code == 410
    assert elsewhere.post(link, {}).url == tasks(draft)


def test_the_database_holds_neither_link_nor_pin(link, draft, pin):
    row = str(DraftLink.objects.values().get()) + str(Notice.objects.values().get())
    assert link.rsplit("/", 2)[1] not in row
    assert pin not in str(Case.objects.values().get())


def test_a_mail_with_a_link_tells_no_answers(citizen, draft, pin):
    citizen.post(f"/en{tasks(draft)}lien-ket/", {"email": "may-khac@example.vn"})
    call_command("send_notices", verbosity=0)
    (sent,) = mail.outbox
    assert sent.to == ["may-khac@example.vn"]
    everything = sent.subject + sent.body + sent.alternatives[0][0]
    assert draft.draft_code in everything
    assert link_in(sent).startswith("/en/ho-so/lien-ket/")
    for text in (pin, draft.applicant, draft.subject, draft.phone, str(draft.key)):
        assert text not in everything


def test_a_link_is_sent_only_for_who_holds_the_draft(stranger, citizen, draft):
    assert stranger.post(f"{tasks(draft)}lien-ket/", {"email": "x@example.vn"}).status_code == 404
    for wrong in ("", "x", "a@b.vn, c@d.vn", "a@b.vn\nBcc: c@d.vn"):
        answer = citizen.post(f"{tasks(draft)}lien-ket/", {"email": wrong})
        assert answer.status_code == 422
    assert not Notice.objects.exists()


def test_who_has_lost_everything_is_told_the_same_whether_there_is_a_draft(stranger, draft):
    answers = []
    for email in (draft.email.upper(), "khong-ai@example.vn"):
        answer = stranger.post(f"{RESUME}quen-ma/", {"email": email})
        answers.append(answer.content.decode().replace(email, ""))
    assert answers[0] == answers[1]
    for job in DBTaskResult.objects.all():
        assert "@" not in str(job.args_kwargs)
        job.task.call(*job.args_kwargs["args"])
    call_command("send_notices", verbosity=0)
    (sent,) = mail.outbox
    assert sent.to == [draft.email.upper()]
    assert stranger.post(link_in(sent), {}).url == tasks(draft)


def test_nobodys_mailbox_is_flooded(citizen, draft, monkeypatch):
    to = {"email": "nan-nhan@example.vn"}
    answers = [citizen.post(f"{tasks(draft)}lien-ket/", to).status_code for _try in range(5)]
    assert answers == [200] * 3 + [429] * 2
    assert citizen.post(f"{RESUME}quen-ma/", to).status_code == 429
    monkeypatch.setitem(limits.LIMITS, "link", (5, 3600))
    other = citizen.post(f"{tasks(draft)}lien-ket/", {"email": "khac@example.vn"})
    assert other["Retry-After"] == "3600"


# ── coming back ──


def test_who_starts_again_is_told_of_the_draft(citizen, stranger, draft, form_page):
    new = f"/ho-so/moi/{form_page.pk}/"
    page = citizen.get(f"{new}?a=1&a=2").content.decode()
    assert tasks(draft) in page
    assert 'href="?a=1&amp;a=2&amp;moi=1"' in page
    assert 'name="model_kind"' not in page
    assert 'name="model_kind"' in citizen.get(f"{new}?moi=1").content.decode()
    assert 'name="model_kind"' in stranger.get(new).content.decode()


def test_drafts_of_other_forms_and_what_was_sent_are_not_offered(citizen, sent, form_page, office):
    assert b'name="model_kind"' in citizen.get(f"/ho-so/moi/{form_page.pk}/").content
    complete(citizen, factories.form_page(office, "student"), given.student())
    assert b'name="model_kind"' in citizen.get(f"/ho-so/moi/{form_page.pk}/").content


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_held_a_draft_that_is_no_more_is_told_so(citizen, stranger, draft, method):
    draft.attachments.all().delete()
    draft.delete()
    for path in (tasks(draft), f"{tasks(draft)}buoc/nguoi-nop/", f"{tasks(draft)}kiem-tra/"):
        here, there = (
            getattr(browser.client, method)(path, headers={"host": "hcmc.localhost"})
            for browser in (citizen, stranger)
        )
        assert (here.status_code, there.status_code) in {(410, 404), (405, 405)}
        if here.status_code == 410:
            assert "/nop-ho-so/" in here.content.decode()
            assert here["Cache-Control"] == "private, no-store"


def test_a_draft_of_the_other_office_is_not_called_deleted(citizen, office):
    other = cases.case(factories.office("cantho"), state="draft")
    citizen.client.cookies[access.COOKIE] = seal({other.key.hex: "12345678"})
    assert citizen.get(tasks(other)).status_code == 404
