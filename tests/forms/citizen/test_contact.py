"""Changing one's contact: the old mailbox agrees, the new one proves itself; nobody else can."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forms.access import contacts
from forms.citizen import access
from forms.models import Case, ContactChange, Event, Notice
from forms.models.events import faults
from tests import cases, factories
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

NEW = "dia.chi.moi@example.vn"


@pytest.fixture
def case(citizen, office):
    made = cases.case(office)
    citizen.client.cookies[access.COOKIE] = cases.proof(made)
    return made


@pytest.fixture
def mailbox(office):
    """Whoever reads the old mailbox, in another browser."""
    return Citizen(Client(), "hcmc.localhost")


def at(case):
    return f"/tra-cuu/{case.key}/lien-he/"


def ask(citizen, case, email=NEW, phone=""):
    return citizen.post(at(case), {"email": email, "phone": phone})


def sent():
    """The mails that went out, by whom they went to."""
    call_command("send_notices", verbosity=0)
    found = {message.to[0]: message for message in mail.outbox}
    mail.outbox.clear()
    return found


def link_in(message):
    return re.search(r"http://hcmc\.localhost(?::\d+)?(/\S+)", message.body)[1]


def code_in(message):
    return re.search(r"Mã xác nhận: (\d{6})", message.body)[1]


@pytest.fixture
def asked(citizen, case):
    """A change that waits: the link in the old mailbox and the code in the new one."""
    ask(citizen, case)
    mails = sent()
    return link_in(mails[case.email]), code_in(mails[NEW])


@pytest.mark.parametrize("first", ["old", "new"])
def test_the_contact_changes_when_both_mailboxes_have_answered(
    citizen, mailbox, case, asked, first
):
    link, code = asked
    old, steps = case.email, ["old", "new"] if first == "old" else ["new", "old"]
    for step in steps:
        case.refresh_from_db()
        assert case.email == old
        if step == "old":
            assert mailbox.get(link).status_code == 200
            assert mailbox.post(link, {"answer": "yes"}).status_code == 200
        else:
            assert citizen.post(at(case), {"code": f" {code[:3]} {code[3:]}"}).status_code == 302
    case.refresh_from_db()
    assert case.email == NEW
    assert case.all_answers["submitter_email"] == NEW
    assert case.applicant
    assert not faults(case)
    assert set(sent()) == {old, NEW}
    line = case.events.get(act=Event.Act.CONTACT)
    assert "@" not in line.note
    assert ContactChange.objects.get().contacts["before"]["email"] == old
    assert old not in str(ContactChange.objects.values())
    assert "Liên hệ đã được đổi lúc" in citizen.get(at(case)).content.decode()


def test_one_mailbox_alone_changes_nothing(citizen, mailbox, case, asked):
    link, _code = asked
    mailbox.post(link, {"answer": "yes"})
    page = citizen.get(at(case)).content.decode()
    assert "Liên hệ cũ đã đồng ý." in page
    assert 'name="code"' in page
    assert Case.objects.get().email == case.email


def test_a_number_needs_the_old_mailbox_only(citizen, mailbox, case):
    ask(citizen, case, email="", phone="0987 654 321")
    mails = sent()
    assert set(mails) == {case.email}
    assert Case.objects.get().phone == case.phone
    mailbox.post(link_in(mails[case.email]), {"answer": "yes"})
    changed = Case.objects.get()
    assert changed.phone == changed.all_answers["submitter_phone"] == "+84987654321"
    assert changed.email == case.email


def test_whoever_did_not_ask_calls_it_off(citizen, mailbox, case, asked):
    link, code = asked
    answer = mailbox.post(link, {"answer": "no"}).content.decode()
    assert "Đã hủy việc đổi liên hệ" in answer
    assert "/tra-cuu/quen-pin/" in answer
    citizen.post(at(case), {"code": code})
    assert mailbox.post(link, {"answer": "yes"}).status_code == 410
    assert Case.objects.get().email == case.email


def test_the_citizen_calls_it_off_too(citizen, mailbox, case, asked):
    link, _code = asked
    assert "Hủy việc đổi này" in citizen.get(at(case)).content.decode()
    assert citizen.post(at(case), {"cancel": "1"}).status_code == 302
    assert mailbox.get(link).status_code == mailbox.post(link, {"answer": "yes"}).status_code == 410
    assert 'name="email"' in citizen.get(at(case)).content.decode()


def test_looking_decides_nothing(mailbox, citizen, case, asked):
    link, _code = asked
    for _look in range(2):
        assert mailbox.get(link).status_code == 200
    assert mailbox.post(link, {}).status_code == 200
    assert ContactChange.objects.get().old_confirmed_at is None


def test_a_change_waits_a_day(citizen, mailbox, case, asked):
    link, code = asked
    ContactChange.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert mailbox.post(link, {"answer": "yes"}).status_code == 410
    citizen.post(at(case), {"code": code})
    assert Case.objects.get().email == case.email
    assert 'name="email"' in citizen.get(at(case)).content.decode()
    assert ask(citizen, case).status_code == 302  # and may be asked for again
    assert ContactChange.objects.alive().count() == ContactChange.objects.pending().count() == 1


def test_of_two_changes_the_later_one_holds(citizen, mailbox, case, asked):
    link, code = asked
    ask(citizen, case, email="thu.ba@example.vn")
    later = sent()
    assert mailbox.post(link, {"answer": "yes"}).status_code == 410
    assert citizen.post(at(case), {"code": code}).status_code == 422
    mailbox.post(link_in(later[case.email]), {"answer": "yes"})
    citizen.post(at(case), {"code": code_in(later["thu.ba@example.vn"])})
    assert Case.objects.get().email == "thu.ba@example.vn"


def test_asked_twice_it_is_asked_once(citizen, case):
    for _click in range(2):
        assert ask(citizen, case).status_code == 302
    assert ContactChange.objects.count() == 1
    assert len(sent()) == 2


def test_everything_pressed_twice_changes_it_once(citizen, mailbox, case, asked):
    link, code = asked
    for _click in range(2):
        assert mailbox.post(link, {"answer": "yes"}).status_code == 200
        assert citizen.post(at(case), {"code": code}).status_code == 302
    assert case.events.filter(act=Event.Act.CONTACT).count() == 1
    assert "Liên hệ đã được đổi" in mailbox.get(link).content.decode()


def test_a_code_is_not_guessed(citizen, case, asked):
    _link, code = asked
    wrong = "000000" if code != "000000" else "111111"
    answers = [citizen.post(at(case), {"code": wrong}).status_code for _try in range(6)]
    assert answers == [422] * contacts.MOST_WRONG + [302]
    assert not ContactChange.objects.pending().exists()
    citizen.post(at(case), {"code": code})
    assert Case.objects.get().email == case.email


@pytest.mark.parametrize(
    ("email", "phone"),
    [("", ""), ("x", ""), ("", "1"), ("a@b.vn\nBcc: c@d.vn", ""), ("nguyet@example.vn", "")],
)
def test_what_is_no_change_is_asked_again(citizen, case, email, phone):
    Case.objects.update(email="nguyet@example.vn")
    assert ask(citizen, case, email, phone).status_code == 422
    assert not ContactChange.objects.exists()


def test_without_a_way_to_ask_back_the_counter_does_it(citizen, case, settings):
    settings.PHONE_CHANNEL = ""
    Case.objects.update(email="")
    page = citizen.get(at(case)).content.decode()
    assert "nơi tiếp nhận" in page
    assert 'name="email"' not in page
    assert ask(citizen, case).status_code == 422
    assert not Notice.objects.exists()


def test_the_mails_and_the_page_tell_no_address(citizen, case, asked):
    page = citizen.get(at(case)).content.decode()
    assert NEW not in page
    assert case.email not in page
    ask(citizen, case, email="thu.ba@example.vn")
    for message in sent().values():
        everything = message.subject + message.body + message.alternatives[0][0]
        for text in (case.email, "thu.ba@example.vn", case.phone, case.applicant):
            assert text not in everything


def test_a_link_opens_nothing_at_the_other_office(case, asked):
    factories.office("cantho")
    away = Citizen(Client(), "cantho.localhost")
    assert away.post(asked[0], {"answer": "yes"}).status_code == 410


def test_a_stranger_asks_for_nothing(stranger, case):
    assert ask(stranger, case).status_code == 404
    assert not ContactChange.objects.exists()
