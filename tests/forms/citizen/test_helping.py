"""Somebody helps: reads by a second PIN, does nothing, and is out at the next request."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from forms.citizen import access
from forms.models import Case, Event, Helper
from forms.models.events import faults
from forms.references import pin_digest
from forms.sealing import seal
from tests import cases, factories
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

#: What a helper may read; every other address of a case is its citizen's alone.
READ = {"follow_case", "follow_sent", "follow_slip", "follow_slip_pdf"}
OWN_PIN = "ABCD2345"


@pytest.fixture
def case(citizen, office, form_page):
    """A case that the citizen's browser holds, with a file."""
    made = cases.case(office, "nomination", form_page=form_page)
    made.pin_digest = pin_digest(made.key.hex, OWN_PIN)
    made.save()
    cases.attach(made, "bằng khen.pdf", "evidence_files")
    citizen.client.cookies[access.COOKIE] = seal({made.key.hex: OWN_PIN})
    return made


@pytest.fixture
def pin(citizen, case):
    """The PIN of somebody who helps, as its page showed it."""
    return given(add(citizen, case, "Con gái"))


@pytest.fixture
def helper(case, pin):
    """Their browser, into which they typed it."""
    browser = Citizen(Client(), "hcmc.localhost")
    answer = browser.post("/tra-cuu/", {"code": case.code, "pin": f"{pin[:4]} {pin[4:]}".lower()})
    assert answer.url == f"/tra-cuu/{case.key}/"
    return browser


def at(case):
    return f"/tra-cuu/{case.key}/nguoi-giup/"


def ticket(citizen, case):
    page = citizen.get(at(case)).content.decode()
    found = re.search(r'name="ticket" value="([^"]+)"', page)
    return found[1] if found else ""


def add(citizen, case, name, sent=None):
    return citizen.post(at(case), {"name": name, "ticket": sent or ticket(citizen, case)})


def given(answer):
    """The PIN that a page shows."""
    assert answer.status_code == 200, answer.content.decode()
    return "".join(re.findall(r"<strong>(\w{4}) (\w{4})</strong>", answer.content.decode())[0])


def take_back(citizen, case, helper=None):
    helper = helper or Helper.objects.get()
    return citizen.post(at(case), {"take_back": helper.pk})


# ── who may what ──


def key_of(converter):
    """Of something that is not there."""
    return uuid.uuid4() if isinstance(converter, UUIDConverter) else 1


def routes():
    """Every address that names a case, by its name, with something for each part of it."""
    parts = {"slug": "nguoi-nop", "to": "x", "token": "x"}
    for name, entries in get_resolver("forms.urls").reverse_dict.lists():
        for possibilities, _pattern, _defaults, converters in entries:
            ((_route, names),) = possibilities[:1]
            is_case = isinstance(name, str) and not name.startswith("batch") and "key" in names
            if is_case:
                others = {one: converters[one] for one in names if one != "key"}
                filled = {one: parts.get(one, key_of(others[one])) for one in others}
                yield name, filled


ROUTES = dict(routes())


def url(name, case, form_page):
    filled = dict(ROUTES[name])
    for one in filled:
        if one == "page_id":
            filled[one] = form_page.pk
        elif one == "pk":
            filled[one] = case.attachments.first().pk
    return reverse(name, kwargs={"key": case.key, **filled})


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_R17_every_address_of_a_case_answers_each_reader(
    name, citizen, helper, stranger, case, form_page
):
    """The table: who owns it, who helps, whose help was taken back, a stranger, another office."""
    factories.office("cantho")
    away = Citizen(citizen.client, "cantho.localhost")
    path = url(name, case, form_page)
    names_more = {"pk", "request_key"} & ROUTES[name].keys() and name != "case_file"
    assert citizen.get(path).status_code in ((404,) if names_more else (200, 302, 405))
    let_in = (404,) if names_more else (200,)
    assert helper.get(path).status_code in (let_in if name in READ else (403, 405))
    before = rows()
    assert helper.post(path, {"name": "x", "act": "next", "pin": "x"}).status_code in (403, 405)
    for reader in (stranger, away):
        assert reader.get(path).status_code in (404, 405)
        assert reader.post(path, {"name": "x"}).status_code in (404, 405)
    Helper.objects.take_back()
    assert helper.get(path).status_code in (404, 405)
    assert helper.post(path, {"name": "x"}).status_code in (404, 405)
    assert rows() == before


def rows():
    """What a helper must not change."""
    fields = ("state", "version", "answers", "sealed", "history_length", "email", "pin_digest")
    return list(Case.objects.values_list(*fields)), Event.objects.count()


def test_a_helper_reads_how_the_case_stands_and_finds_nothing_to_press(helper, case):
    page = helper.get(f"/tra-cuu/{case.key}/").content.decode()
    assert "Bạn đang xem hồ sơ giúp người nộp" in page
    assert case.code in page
    forms = set(re.findall(r'<form[^>]* action="([^"]+)"', page)) - {"/tra-cuu/thoat/"}
    assert not [action for action in forms if str(case.key) in action]
    links = re.findall(rf'href="/(?:tra-cuu|ho-so)/{case.key}/([^"]*)"', page)
    assert {link.partition("/")[0] for link in links} <= {"da-gui", ""}
    assert "nguoi-giup" not in page


def test_a_helper_reads_no_private_answer_and_no_file(helper, citizen, case):
    path = f"/tra-cuu/{case.key}/da-gui/"
    own, theirs = (reader.get(path).content.decode() for reader in (citizen, helper))
    private = ["0912 345 678", "nguyet@example.vn", "bằng khen.pdf"]
    assert all(text in own for text in private)
    assert "••••••" in theirs
    for text in [*private, "079190001234"[-4:], 'name="withdraw"', "/tep/"]:
        assert text not in theirs
    shown = [value for value in case.open_answers.values() if isinstance(value, str) and value]
    assert shown


def test_who_may_not_is_told_why(helper, case):
    answer = helper.get(f"/ho-so/{case.key}/bien-nhan/")
    assert answer.status_code == 403
    assert "Chỉ người nộp làm được việc này" in answer.content.decode()
    assert f"/tra-cuu/{case.key}/" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


# ── giving and taking back ──


def test_the_pin_is_shown_once_and_kept_as_a_digest(citizen, case, pin):
    assert pin not in citizen.get(at(case)).content.decode()
    row = str(Helper.objects.values().get()) + str(case.events.values())
    assert pin not in row
    assert "Con gái" not in str(case.events.values())
    assert case.events.get(act=Event.Act.HELPER).actor_id is None
    case.refresh_from_db()
    assert not faults(case)


def test_a_button_pressed_twice_gives_one_pin(citizen, case):
    sent = ticket(citizen, case)
    first, second = (given(add(citizen, case, "Cô giáo", sent)) for _time in range(2))
    assert first == second
    assert Helper.objects.count() == case.events.filter(act=Event.Act.HELPER).count() == 1
    take_back(citizen, case)
    assert add(citizen, case, "Cô giáo", sent).status_code == 302  # and gives nothing back
    assert not Helper.objects.standing().exists()


def test_help_that_was_taken_back_ends_at_the_next_request(citizen, helper, case, pin):
    assert helper.get(f"/tra-cuu/{case.key}/").status_code == 200
    take_back(citizen, case)
    answer = helper.get(f"/tra-cuu/{case.key}/")
    assert answer.status_code == 404
    assert "Thiết bị này không còn mở được hồ sơ" in answer.content.decode()
    assert case.code not in helper.get("/tra-cuu/").content.decode()
    again = helper.post("/tra-cuu/", {"code": case.code, "pin": pin})
    assert again.status_code == 404
    assert citizen.get(f"/tra-cuu/{case.key}/").status_code == 200


def test_the_citizen_sees_when_a_helper_last_looked(citizen, case, helper):
    assert "Xem gần nhất: hôm nay." in citizen.get(at(case)).content.decode()
    before = timezone.localdate() - timedelta(days=3)
    Helper.objects.update(last_used_on=before)
    assert f"Xem gần nhất: {before:%d/%m/%Y}." in citizen.get(at(case)).content.decode()
    helper.get(f"/tra-cuu/{case.key}/")
    assert Helper.objects.get().last_used_on == timezone.localdate()
    Helper.objects.update(last_used_on=None)
    assert "Chưa xem lần nào." in citizen.get(at(case)).content.decode()


def test_at_most_three_help_at_a_time(citizen, case):
    late = ticket(citizen, case)
    for name in ("Con", "Cháu", "Cô giáo"):
        add(citizen, case, name)
    page = citizen.get(at(case)).content.decode()
    assert 'name="name"' not in page
    refused = add(citizen, case, "Hàng xóm", late)
    assert refused.status_code == 422
    assert "Hàng xóm" in refused.content.decode()
    take_back(citizen, case, Helper.objects.first())
    assert add(citizen, case, "Hàng xóm").status_code == 200
    assert Helper.objects.standing().count() == 3


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 61, "a\x00b"])
def test_a_name_that_is_none_is_asked_again(citizen, case, name):
    assert add(citizen, case, name).status_code == 422
    assert not Helper.objects.exists()


@pytest.mark.parametrize("forge", [str, lambda: "é", lambda: seal(["second-pin", "x"])])
def test_a_ticket_that_we_did_not_make_gives_nothing(citizen, case, forge):
    forged = forge()
    answer = citizen.post(at(case), {"name": "Con", "ticket": forged})
    assert answer.status_code == 422
    assert 'value="Con"' in answer.content.decode()
    assert not Helper.objects.exists()


def test_a_ticket_of_another_case_gives_nothing(citizen, case, office):
    other = cases.case(office)
    other.pin_digest = pin_digest(other.key.hex, OWN_PIN)
    other.save()
    held = {case.key.hex: OWN_PIN, other.key.hex: OWN_PIN}
    citizen.client.cookies[access.COOKIE] = seal(held)
    assert add(citizen, case, "Con", ticket(citizen, other)).status_code == 422


@pytest.mark.parametrize("which", ["", "x", "0", "²", "9" * 40, "-1"])
def test_only_ones_own_helpers_are_sent_away(citizen, case, pin, office, which):
    theirs = Helper.objects.create(case=cases.case(office), name="x", pin_digest=uuid.uuid4().hex)
    for typed in (which, str(theirs.pk)):
        citizen.post(at(case), {"take_back": typed})
    assert Helper.objects.standing().count() == 2


@pytest.mark.django_db(transaction=True)
def test_helping_costs_one_statement_more(citizen, helper, case, statements):
    path = f"/tra-cuu/{case.key}/"
    counts = []
    for reader in (citizen, helper):
        reader.get(path)
        with statements() as found:
            reader.get(path)
        counts.append(len(found))
    assert counts[1] <= counts[0] + 1 <= 9
    assert counts[0] <= 8


def test_a_helper_finds_the_case_again_on_the_device(helper, case):
    assert case.code in helper.get("/tra-cuu/").content.decode()
