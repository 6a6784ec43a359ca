"""The search box on its screen: posted, sealed in the address, suggested while one types."""

import logging
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from wagtail.users.models import UserProfile

from forms.queue.finding.operators import OPERATORS
from forms.queue.finding.sealed import NAME, Typed, opened
from forms.queue.finding.suggesting import MOST
from forms.sealing import seal
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.queue.finding.conftest import centre
from tests.forms.queue.lists.test_listing import EVIL

URL, FIND, SUGGEST = "/cms/ho-so/", "/cms/ho-so/tim/", "/cms/ho-so/goi-y/"
PRIVATE = ("0912345678", "079190001234", "Nguyễn Thị Ánh Nguyệt", "PA1234567")


def found(client, typed, **more):
    answer = client.post(FIND, {"muc": "tat-ca", "q": typed, **more}, follow=True)
    assert answer.status_code == 200
    return answer


def codes(answer):
    return set(re.findall(r'<a href="/cms/ho-so/\d+/[^"]*">([^<]+)</a>', answer.content.decode()))


@pytest.mark.parametrize("typed", PRIVATE)
def test_r15_what_was_looked_for_stands_in_no_address(at_work, office, typed, caplog):
    caplog.set_level(logging.DEBUG)
    case = cases.case(office, "student" if typed.startswith("PA") else "licence")
    cases.many(office, 60, folded="nguyen  thi  anh  nguyet", phone="+84912345678")
    client = at_work()
    sent = client.post(FIND, {"muc": "tat-ca", "q": typed, "loai": ""})
    assert sent.status_code == 302
    address = sent.headers["Location"]
    assert urlsplit(address).path == URL
    assert set(parse_qs(urlsplit(address).query)) == {"muc", NAME}
    page = client.get(address)
    assert page.headers["Cache-Control"].startswith("private, no-store")
    text = page.content.decode()
    assert f'name="q" value="{typed}"' in text
    links = " ".join(re.findall(r'(?:href|action)="([^"]*)"', text))
    for spelling in (typed, typed.replace(" ", "+"), typed.split()[0]):
        assert spelling not in address + links + caplog.text
    assert case.code in text


def test_a_found_list_can_be_paged_and_shared(at_work, office):
    cases.many(office, 30)
    client = at_work()
    page = found(client, "ngoại ngữ").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert len(codes(at_work().get(URL + following))) == 5


def test_filters_are_kept_and_empty_ones_left_out(at_work, office):
    cases.case(office, "student", State.SIGNING)
    answer = found(at_work(), "", loai="student", **{"trang-thai": ""})
    assert answer.redirect_chain[0][0] == f"{URL}?muc=tat-ca&loai=student"
    assert len(codes(answer)) == 1


def test_what_is_not_understood_is_told_and_stays_typed(at_work, office):
    case = centre(office, "Trung tâm Bình Minh")
    page = found(at_work(), "minh hạn:abc <q>").content.decode()
    assert (
        f"Không hiểu “hạn:abc”: {OPERATORS[2].hint}".replace(">", "&gt;").replace("<", "&lt;")
        in page
    )
    assert 'value="minh hạn:abc &lt;q&gt;"' in page
    assert "Phần còn lại vẫn được tìm." in page
    assert case.code not in page  # no case has a word that begins with q
    assert case.code in found(at_work(), "minh hạn:abc").content.decode()


def test_the_box_explains_itself_without_javascript(at_work):
    page = at_work().get(URL).content.decode()
    for operator in OPERATORS:
        assert f"<code>{operator.name}:</code>" in page


def test_a_token_of_something_else_is_no_search():
    for sealed in ("", "x", "gAAAA", seal("hoa"), seal({"pin": "1"}), seal({NAME: 1}), "ế" * 9999):
        assert opened(sealed) == ""
        assert Typed.read(QueryDict(mutable=True)).text == ""
    assert opened(seal({NAME: "hoa", "more": 1})) == ""
    typed = Typed.of("  hoa  ")
    query = QueryDict(mutable=True)
    query[NAME] = typed.sealed
    assert Typed.read(query) == typed == Typed("hoa", typed.sealed)


def suggested(client, typed):
    answer = client.post(SUGGEST, {"q": typed})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    return [one["text"] for one in answer.json()["suggestions"]]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tr", "trạng thái:"),
        ("hoa tra", "hoa trạng thái:"),
        ("-tr", "-trạng thái:"),
        ("hoa -tr", "hoa -trạng thái:"),
        ("to", "tôi "),
        ("nguoi", "người xử lý:"),
        ("trạng thái:trinh", 'trạng thái:"Trình ký" '),
        ("tt:trinh k", 'trạng thái:"Trình ký" '),
        ("hoa -tt:trinh", 'hoa -trạng thái:"Trình ký" '),
        ('tt:"trinh', 'trạng thái:"Trình ký" '),
        ("hạn:qu", 'hạn:"quá hạn" '),
        ("phường:sai", 'xã:"Phường Sài Gòn" '),
        ("nxl:buoi", 'người xử lý:"Trần Bưởi" '),
        ('tt:"Trình ký" han', 'tt:"Trình ký" hạn:'),
    ],
)
def test_it_suggests_operators_and_then_their_values(at_work, office, typed, first):
    client = at_work(last_name="Trần", first_name="Bưởi")
    assert suggested(client, typed)[0] == first


def test_it_suggests_in_the_language_of_whoever_types(at_work, office):
    client = at_work()
    profile = UserProfile.get_for_user(client.user)
    profile.preferred_language = "en"
    profile.save()
    assert suggested(client, "sta")[0] == suggested(client, "tra")[0] == "status:"
    assert suggested(client, "tt:received") == ["status:Received "]
    assert suggested(client, "trạng thái:đã tiếp") == suggested(client, "tt:received")


def test_what_is_suggested_is_understood(at_work, office):
    client = at_work(last_name="Trần", first_name="Bưởi")
    for operator in OPERATORS:
        for text in suggested(client, f"{operator.name}:"):
            assert "Không hiểu" not in found(client, text).content.decode(), text


def test_nothing_of_another_office_is_suggested(at_work, other):
    factories.staff(other, last_name="Phan", first_name="Xoài")
    client = at_work()
    assert suggested(client, "nxl:xoai") == suggested(client, "phường:ninh") == []


def test_nothing_is_suggested_of_cases(at_work, office):
    cases.case(office)
    assert suggested(at_work(), "bình mi") == []


def test_suggesting_costs_few_queries(at_work, office, django_assert_max_num_queries):
    client = at_work()
    for _someone in range(30):
        factories.staff(office, Role.CLERK)
    with django_assert_max_num_queries(9):
        assert len(suggested(client, "nxl:")) == MOST


def test_evil_words_break_neither(at_work, office):
    client = at_work()
    cases.case(office)
    for value in EVIL:
        for url in (FIND, SUGGEST):
            answer = client.post(url, {"muc": "tat-ca", "q": value, "tu": value}, follow=True)
            assert answer.status_code in (200, 400), (url, value)
        assert client.get(URL, {NAME: value}).status_code in (200, 400)


def test_only_who_has_cases_may_search(office):
    for client in (
        factories.signed_in(factories.staff(office, Role.EDITOR)),
        factories.visitor(office),
    ):
        for url in (FIND, SUGGEST):
            answer = client.post(url, {"q": "hoa"})
            assert answer.status_code == 302
            assert urlsplit(answer.headers["Location"]).path in ("/cms/", "/cms/login/")
