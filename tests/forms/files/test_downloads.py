"""The one door to private files, whatever they are called and wherever they lie."""

from email.message import Message
from urllib.parse import unquote

import pytest
from django.test import Client, RequestFactory

from forms.citizen.access import COOKIE
from forms.files.downloads import respond
from forms.files.uploads import shown_name
from forms.models import Attachment
from tests import cases, factories
from tests.journeys import Citizen

pytestmark = pytest.mark.django_db
NAMES = [
    "Đơn xin cấp phép.pdf",
    "😀.pdf",
    'a"b; filename=x.html',
    "a'b%22%0D%0A.pdf",
    "=cmd|' /C calc'!A0.pdf",
    "; rm -rf.pdf",
    "ຄຳຮ້ອງ.pdf",
]


@pytest.fixture
def paper():
    return cases.attach(cases.case(factories.office()))


@pytest.fixture
def owner(paper):
    browser = Citizen(Client(raise_request_exception=False), "hcmc.localhost")
    browser.client.cookies[COOKIE] = cases.proof(paper.case)
    return browser


def address(paper):
    return f"/ho-so/{paper.case.key}/tep/{paper.pk}/"


def answer(attachment):
    return respond(RequestFactory().get("/"), Attachment.objects.get(pk=attachment.pk))


@pytest.mark.parametrize("name", NAMES)
def test_R30_a_name_survives_the_header_and_adds_nothing_to_it(name):
    attachment = cases.attach(cases.case(factories.office()), shown_name(name))
    header = answer(attachment)["Content-Disposition"]
    assert header.isascii()
    parsed = Message()
    parsed["Content-Disposition"] = header
    assert parsed.get_content_disposition() == "attachment"
    assert [key for key, _value in parsed.get_params(header="content-disposition")] == [
        "attachment",
        "filename",
    ]
    assert unquote(header.partition("''")[2]) == shown_name(name)


@pytest.mark.parametrize("name", NAMES)
def test_R30_nothing_of_a_name_is_in_the_path(name):
    attachment = cases.attach(cases.case(factories.office()), name)
    folder, key, file = attachment.file.name.split("/")
    assert (folder, key) == (attachment.case.key.hex[:2], str(attachment.case.key))
    assert len(file) == 32
    assert int(file, 16)


def test_the_bytes_and_their_number_are_those_that_came(place, paper):
    response = answer(paper)
    assert response["Content-Length"] == "4"
    assert b"".join(response.streaming_content) == b"%PDF"


def test_R29_a_browser_keeps_the_file_without_opening_it(place, paper, owner):
    response = owner.get(address(paper))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_is_not_packed_again_and_keeps_its_length(place, paper, owner):
    headers = {"host": owner.host, "accept-encoding": "gzip"}
    response = owner.client.get(address(paper), headers=headers)
    assert response["Content-Length"] == "4"
    assert "Content-Encoding" not in response
    assert owner.client.get("/", headers=headers)["Content-Encoding"] == "gzip"


def test_R35_a_file_is_kept_by_no_cache_and_gives_nothing_to_compare_with(place, paper, owner):
    response = owner.get(address(paper))
    assert response["Cache-Control"] == "private, no-store"
    assert not {"ETag", "Last-Modified"} & set(response.headers)


@pytest.mark.parametrize(
    "asked",
    [
        {"If-None-Match": '"{sha256}"'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"},
        {"Range": "bytes=0-1"},
        {"Range": "bytes=9999-"},
        {"If-Range": '"{sha256}"', "Range": "bytes=0-1"},
    ],
    ids=str,
)
def test_R35_comparing_tells_nothing_to_anybody(place, paper, owner, asked):
    headers = {name: value.format(sha256=paper.sha256) for name, value in asked.items()}
    stranger = Client(headers={"host": "hcmc.localhost"})
    assert stranger.get(address(paper), headers=headers).status_code == 404
    response = owner.client.get(address(paper), headers=headers | {"host": owner.host})
    assert response.status_code == 200  # always whole: a file is small
    assert response["Accept-Ranges"] == "none"
    assert b"".join(response.streaming_content) == b"%PDF"


def test_R22_a_private_file_is_not_among_the_media(place, paper, owner):
    name = paper.file.name
    for path in (name, f"private/{name}", f"images/../../private/{name}", f"images/../{name}"):
        assert owner.get(f"/media/{path}").status_code == 404


def test_a_store_that_is_down_says_so_in_words(place, paper, owner):
    place.goes_down()
    response = owner.get(address(paper))
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Chưa mở được tệp" in response.content.decode()
    assert Client(headers={"host": "hcmc.localhost"}).get(address(paper)).status_code == 404


def test_a_file_that_is_gone_says_so_in_words(place, paper, owner):
    place.store.delete(paper.file.name)
    response = owner.get(address(paper))
    assert response.status_code == 404
    assert "Không tìm thấy tệp này" in response.content.decode()


@pytest.mark.parametrize("path", ["/tep/", "tep"])
def test_the_web_server_sends_the_file_with_the_same_headers(settings, paper, owner, path):
    streamed = owner.get(address(paper)).headers
    settings.ACCEL_PATH = path
    response = owner.get(address(paper))
    assert response["X-Accel-Redirect"] == f"/tep/{paper.file.name}"
    assert response.content == b""
    same = set(streamed) - {"Content-Length"}
    assert {name: response[name] for name in same} == {name: streamed[name] for name in same}


def test_the_web_server_is_asked_for_nothing_that_is_not_there(settings, paper, owner):
    settings.ACCEL_PATH = "/tep/"
    assert "X-Accel-Redirect" not in Client(headers={"host": owner.host}).get(address(paper))
    paper.file.storage.delete(paper.file.name)
    response = owner.get(address(paper))
    assert response.status_code == 404
    assert "X-Accel-Redirect" not in response
