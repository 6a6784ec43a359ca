"""A lost PIN: replaced through the case's own mailbox, once, and everything it granted with it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms.access import new_pins
from forms.citizen import access
from forms.models import Case, Event, Helper, Notice, PinLink
from forms.models.events import faults
from forms.models.second_pins import second_digest
from tests import cases, factories
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

LOST = "/tra-cuu/quen-pin/"


@pytest.fixture
def case(citizen, office):
    """A case with an address, which the citizen's browser holds."""
    made = cases.case(office)
    citizen.client.cookies[access.COOKIE] = cases.proof(made)
    return made


@pytest.fixture
def phone(office):
    """The citizen's new phone, which knows nothing."""
    return Citizen(Client(), "hcmc.localhost")


def at(case):
    return f"/tra-cuu/{case.key}/"


def ask(browser, code, contact, **extra):
    return browser.post(LOST, {"code": code, "contact": contact}, **extra)


def work():
    """What the worker does: the jobs, and the mails that they write."""
    for job in DBTaskResult.objects.filter(task_path__endswith="send_pin_link"):
        new_pins.send_pin_link.call(*job.args_kwargs["args"])
        job.delete()
    call_command("send_notices", verbosity=0)
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def link_in(message):
    return re.search(r"http://hcmc\.localhost(?::\d+)?(/\S+)", message.body)[1]


@pytest.fixture
def link(phone, case):
    ask(phone, case.code, case.email)
    (sent,) = work()
    return link_in(sent)


def pin_on(answer):
    return "".join(re.findall(r"<strong>(\w{4}) (\w{4})</strong>", answer.content.decode())[0])


def test_the_page_to_follow_leads_here(phone):
    assert f'href="{LOST}"' in phone.get("/tra-cuu/").content.decode()


def test_the_answer_is_the_same_whoever_it_is_and_costs_the_same(phone, case, statements):
    phone.get(LOST)
    answers, asked = [], []
    known, other = case.email, "khong-ai@example.vn"
    pairs = [(case.code, known), (case.code, other), ("000.00.00.T79-000000-0000", known)]
    pairs += [("x", known), ("NHAP-4F7-K2M-9QX", other)]
    for number, (code, contact) in enumerate(pairs):
        with statements() as found:
            answer = ask(phone, code, contact, REMOTE_ADDR=f"10.0.0.{number}")
        assert answer.status_code == 200
        answers.append(answer.content.decode().replace(contact, ""))
        asked.append([re.sub(r"'[^']*'", "?", sql) for sql in found])
    assert len(set(answers)) == 1
    assert all(found == asked[0] for found in asked)
    for job in DBTaskResult.objects.all():
        assert "@" not in str(job.args_kwargs)
        assert case.code not in str(job.args_kwargs)
    (sent,) = work()
    assert sent.to == [case.email]


def test_the_link_makes_a_new_pin_and_shows_it_once(phone, stranger, case, link):
    before = Case.objects.get().pin_digest
    for browser in (phone, stranger):
        assert browser.get(link).status_code == 200  # as a mail scanner looks
    assert Case.objects.get().pin_digest == before
    answer = phone.post(link, {})
    assert answer.status_code == 200
    pin = pin_on(answer)
    assert phone.get(at(case)).status_code == 200
    assert phone.get(link).status_code == stranger.get(link).status_code == 410
    assert stranger.post(link, {}).status_code == 410
    by_hand = stranger.post("/tra-cuu/", {"code": case.code, "pin": pin})
    assert by_hand.url == at(case)
    (sent,) = work()
    assert sent.to == [case.email]
    assert pin in sent.body


def test_the_old_pin_and_all_that_it_granted_open_nothing(citizen, phone, case, link):
    helper = Helper.objects.create(
        case=case, name="Con", pin_digest=second_digest(case.key.hex, "HHHH2222")
    )
    case.contact_changes.create(sealed="x", expires_at=timezone.now() + timedelta(hours=1))
    ask(phone, case.code, case.email)
    (another,) = work()
    phone.post(link, {})
    shut = citizen.get(at(case))
    assert shut.status_code == 404
    assert "Thiết bị này không còn mở được hồ sơ" in shut.content.decode()
    assert case.code not in citizen.get("/tra-cuu/").content.decode()
    helper.refresh_from_db()
    assert helper.revoked_at
    assert case.contact_changes.get().cancelled_at
    assert phone.post(link_in(another), {}).status_code == 410
    line = case.events.get(act=Event.Act.NEW_PIN)
    assert line.actor_id is None
    case.refresh_from_db()
    assert not faults(case)


def test_a_button_pressed_twice_makes_one_pin(phone, case, link):
    phone.get(link)
    assert pin_on(phone.post(link, {})) == pin_on(phone.post(link, {}))
    assert case.events.filter(act=Event.Act.NEW_PIN).count() == 1
    PinLink.objects.update(expires_at=timezone.now())
    assert phone.post(link, {}).status_code == 410


def test_a_link_used_before_brings_no_old_pin_back(phone, case, link):
    phone.get(link)
    phone.post(link, {})
    ask(phone, case.code, case.email)
    newer = link_in(work()[-1])
    newest = pin_on(phone.post(newer, {}))
    assert phone.post(link, {}).status_code == 410
    assert phone.post("/tra-cuu/", {"code": case.code, "pin": newest}).status_code == 302


def test_a_link_is_good_for_a_day_and_at_its_office(phone, case, link):
    factories.office("cantho")
    assert Citizen(Client(), "cantho.localhost").post(link, {}).status_code == 410
    left = PinLink.objects.get().expires_at - timezone.now()
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    PinLink.objects.update(expires_at=timezone.now())
    assert phone.get(link).status_code == phone.post(link, {}).status_code == 410


def test_the_database_holds_neither_link_nor_pin(phone, case, link):
    token = link.rsplit("/", 2)[1]
    pin = pin_on(phone.post(link, {}))
    rows = [*PinLink.objects.values(), *Case.objects.values(), *Notice.objects.values()]
    assert token not in str(rows)
    assert pin not in str(rows)


def test_a_mail_that_leaves_after_the_address_changed_opens_nothing(phone, case):
    ask(phone, case.code, case.email)
    for job in DBTaskResult.objects.filter(task_path__endswith="send_pin_link"):
        new_pins.send_pin_link.call(*job.args_kwargs["args"])
    Case.objects.update(email="moi@example.vn")
    call_command("send_notices", verbosity=0)
    (sent,) = mail.outbox
    assert phone.get(link_in(sent)).status_code == 410


def test_what_waits_to_be_sent_tells_no_old_pin(phone, case, link):
    Notice.objects.create(case=case, topic="submitted", language="vi", to="a@b.vn", sealed="x")
    phone.post(link, {})
    assert Notice.objects.get(topic="submitted").sealed == ""


def test_a_draft_gets_no_pin_from_here(phone, office):
    draft = cases.case(office, state="draft")
    ask(phone, draft.draft_code, draft.email)
    assert work() == []


def test_nobodys_mailbox_is_flooded_and_nobody_is_told(phone, case):
    answers = {ask(phone, case.code, case.email).content.decode() for _try in range(6)}
    assert len(answers) == 1
    assert len(work()) == 3


def test_an_address_cannot_ask_for_ever(phone, office):
    codes = [ask(phone, "x", f"a{number}@example.vn").status_code for number in range(22)]
    assert codes == [200] * 20 + [429] * 2


@pytest.mark.parametrize("wrong", ["", "x", "a@b.vn, c@d.vn", "a@b.vn\nBcc: c@d.vn", "\x00@b.vn"])
def test_what_is_no_contact_is_asked_again(phone, case, wrong):
    answer = ask(phone, case.code, wrong)
    assert answer.status_code == 422
    assert case.code in answer.content.decode()


def test_where_phones_are_reached_a_number_will_do(phone, case, settings):
    settings.PHONE_CHANNEL = "forms.notices.channels.Console"
    Case.objects.update(email="")
    assert ask(phone, case.code, "0912 345 678").status_code == 200
    for job in DBTaskResult.objects.filter(task_path__endswith="send_pin_link"):
        new_pins.send_pin_link.call(*job.args_kwargs["args"])
    assert Notice.objects.get().to == "+84912345678"
    settings.PHONE_CHANNEL = ""
    assert ask(phone, case.code, "0912 345 678").status_code == 422
