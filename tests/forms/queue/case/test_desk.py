"""At the counter: a clerk who saw the papers gives a new PIN, or changes the contact."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from forms.access import once
from forms.models import Case, ContactChange, Event
from forms.models.events import faults
from forms.references import pin_digest
from home.models import Role
from tests import cases, factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

GIVEN = {"paper": "id", "reason": "Mất biên nhận", "seen": "on"}


@pytest.fixture
def office(db):
    return factories.office()


@pytest.fixture
def case(office):
    made = cases.case(office)
    cases.proof(made)
    return made


@pytest.fixture
def clerk(office):
    return factories.signed_in(factories.staff(office, Role.CLERK))


def at(case, what="ma-pin"):
    return f"/cms/ho-so/{case.pk}/{what}/"


def ticket(clerk, case):
    return re.search(r'name="ticket" value="([^"]+)"', clerk.get(at(case)).content.decode())[1]


def pin_on(answer):
    return "".join(re.search(r"(\w{4}) (\w{4})</strong>", answer.content.decode()).groups())


def test_a_clerk_gives_a_new_pin_once_and_it_is_noted(clerk, case):
    sent = ticket(clerk, case)
    answers = [clerk.post(at(case), {**GIVEN, "ticket": sent}) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    pin = pin_on(answers[0])
    assert pin_on(answers[1]) == pin
    case.refresh_from_db()
    assert case.pin_digest == pin_digest(case.key.hex, pin)
    line = case.events.get(act=Event.Act.NEW_PIN)
    assert line.actor is not None
    assert line.ip
    assert "Mất biên nhận" in line.note
    assert "Căn cước" in line.note
    assert pin not in line.note
    assert not faults(case)
    assert "no-store" in answers[0]["Cache-Control"]
    assert "Mất biên nhận" in clerk.get(f"/cms/ho-so/{case.pk}/").content.decode()
    call_command("send_notices", verbosity=0)
    assert [message.to for message in mail.outbox] == [[case.email]]
    assert pin not in mail.outbox[0].body


@pytest.mark.parametrize("missing", GIVEN)
def test_nothing_is_given_without_reason_and_papers(clerk, case, missing):
    sent = ticket(clerk, case)
    form = {name: value for name, value in GIVEN.items() if name != missing}
    answer = clerk.post(at(case), {**form, "ticket": sent})
    assert answer.status_code == 422
    assert Case.objects.get().pin_digest == case.pin_digest


def test_a_page_opened_before_another_new_pin_gives_none(clerk, case):
    first, second = ticket(clerk, case), ticket(clerk, case)
    clerk.post(at(case), {**GIVEN, "ticket": first})
    kept = Case.objects.get().pin_digest
    answer = clerk.post(at(case), {**GIVEN, "ticket": second})
    assert answer.status_code == 409
    assert "Mất biên nhận" in answer.content.decode()
    assert Case.objects.get().pin_digest == kept


def test_a_ticket_is_good_for_an_hour_and_for_its_purpose(clerk, case, monkeypatch):
    sent = ticket(clerk, case)
    for wrong in ("", "x", once.ticket("second-pin", case)):
        assert clerk.post(at(case), {**GIVEN, "ticket": wrong}).status_code == 409
    monkeypatch.setattr(once, "GOOD_FOR", -1)
    assert clerk.post(at(case), {**GIVEN, "ticket": sent}).status_code == 409


def test_a_clerk_changes_the_contact(clerk, case):
    old = case.email
    form = {**GIVEN, "email": "moi@example.vn", "phone": ""}
    for _click in range(2):
        assert clerk.post(at(case, "lien-he"), form).status_code == 302
    case.refresh_from_db()
    assert case.email == case.all_answers["submitter_email"] == "moi@example.vn"
    assert case.phone
    line = case.events.get(act=Event.Act.CONTACT)
    assert line.note.startswith("Thư điện tử. Căn cước")
    assert "moi@" not in line.note
    change = ContactChange.objects.get()
    assert (change.contacts["before"]["email"], change.actor) == (old, line.actor)
    call_command("send_notices", verbosity=0)
    assert {message.to[0] for message in mail.outbox} == {old, "moi@example.vn"}


@pytest.mark.parametrize("email", ["", "x", "a@b.vn\nBcc: c@d.vn"])
def test_no_contact_is_no_change(clerk, case, email):
    answer = clerk.post(at(case, "lien-he"), {**GIVEN, "email": email, "phone": ""})
    assert answer.status_code == 422
    assert Case.objects.get().email == case.email


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_only_clerks_do_it(office, case, role, clerk):
    other = factories.signed_in(factories.staff(office, role))
    page = f"/cms/ho-so/{case.pk}/"
    assert "Người nộp ở quầy" in clerk.get(page).content.decode()
    assert "Người nộp ở quầy" not in other.get(page).content.decode()
    for what in ("ma-pin", "lien-he"):
        assert other.post(at(case, what), GIVEN).status_code == 302
    assert not case.events.filter(act__in=(Event.Act.NEW_PIN, Event.Act.CONTACT)).exists()


def test_at_the_other_office_there_is_no_such_case(case):
    away = factories.signed_in(factories.staff(factories.office("cantho"), Role.CLERK))
    for what in ("ma-pin", "lien-he"):
        assert away.get(at(case, what)).status_code == 404
        assert away.post(at(case, what), GIVEN).status_code == 404


def test_no_contact_comes_back_into_what_was_erased(clerk, case, office):
    request = cases.case(office, "data_request", about=case)
    form = {**GIVEN, "email": "moi@example.vn", "phone": ""}
    assert clerk.post(at(request, "lien-he"), form).status_code == 302
    request.refresh_from_db()
    assert request.email == "moi@example.vn"
    for one in (case, request):
        one.replace_answers({})
        one.save()
    Case.objects.filter(pk=case.pk).update(erased_at=timezone.now())
    for one in (case, request):
        assert clerk.post(at(one, "lien-he"), form).status_code == 302
        one.refresh_from_db()
        assert (one.email, one.all_answers) == ("", {})
    assert "lien-he" not in clerk.get(f"/cms/ho-so/{case.pk}/").content.decode()


# --- a case whose processing is restricted: its PIN and its mailbox open all of it


RESTRICTED = "hãy mời lãnh đạo đơn vị"


@pytest.fixture(params=["the case", "a request about it"])
def restricted(request, office, case):
    """Either opens the case: whoever was granted to see it has a copy on the request's page."""
    Case.objects.filter(pk=case.pk).update(restricted_at=timezone.now())
    if request.param == "the case":
        return case
    asked = cases.case(office, "data_request", about=case)
    cases.proof(asked)
    return asked


def test_of_a_restricted_case_a_clerk_gives_no_key_and_is_told_who_does(clerk, restricted):
    form = {**GIVEN, "email": "moi@example.vn", "ticket": once.ticket("counter-pin", restricted)}
    before = Case.objects.get(pk=restricted.pk)
    for what in ("ma-pin", "lien-he"):
        for answer in (clerk.get(at(restricted, what)), clerk.post(at(restricted, what), form)):
            assert answer.url == f"/cms/ho-so/{restricted.pk}/"
        page = clerk.get(f"/cms/ho-so/{restricted.pk}/").content.decode()
        assert RESTRICTED in page
        assert at(restricted, what) not in page
    now = Case.objects.get(pk=restricted.pk)
    assert (now.pin_digest, now.email) == (before.pin_digest, before.email)


def test_of_a_restricted_case_a_leader_gives_the_new_pin(office, restricted):
    leader = factories.signed_in(factories.staff(office, Role.LEADER))
    assert at(restricted) in leader.get(f"/cms/ho-so/{restricted.pk}/").content.decode()
    answer = leader.post(at(restricted), {**GIVEN, "ticket": ticket(leader, restricted)})
    restricted.refresh_from_db()
    assert restricted.pin_digest == pin_digest(restricted.key.hex, pin_on(answer))
    assert restricted.events.filter(act=Event.Act.NEW_PIN).exists()
    form = {**GIVEN, "email": "moi@example.vn", "phone": ""}
    assert leader.post(at(restricted, "lien-he"), form).status_code == 302
    restricted.refresh_from_db()
    assert restricted.email == "moi@example.vn"
