"""Ugly values in every field and every address: no 5xx, not slow, never reflected.

With CI=true every value goes everywhere. Else the values take turns: each still reaches every kind
of form and every page, but not each of its steps and parameters, so that the run stays short.
"""

import json
import os
import time
from collections.abc import Iterator
from ipaddress import IPv4Address
from itertools import count
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from forms.kinds import KINDS, OFFERED
from forms.kinds.data_request import RIGHTS
from forms.kinds.place import PICK, PROVINCE, PlaceField
from forms.models import Case
from forms.states import State
from home.models import Office
from tests import asking, cases, factories
from tests.forms.citizen.conftest import complete, hold, with_derived
from tests.forms.kinds import answers as given
from tests.forms.kinds.ugly import UGLY
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

SHARED = settings.ROOT.parent / "shared" / "security" / "evil_inputs.json"
#: Bytes that no text is; a browser cannot send them, a program can.
BYTES = [b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"a\x00b", b"%00", b"\xf8\x88\x80\x80\x80"]
LONGEST = 20_000  # where all fields are sent at once; longer ones are sent alone
#: Answers of each kind that together ask every step.
PATHS = {
    "licence": [*map(given.licence, given.APPLICATIONS), given.licence(**given.for_another())],
    "nomination": [*map(given.nomination, given.MODELS), given.nomination(**given.for_another())],
    "student": [given.student(), given.student(**given.for_another())],
    "data_request": [given.data_request(right) for right, _name in RIGHTS],
}


def shared(*wheres: str) -> list[Any]:
    """Values of the acceptance, where they lie beside the checkout."""
    if not SHARED.exists():
        return []
    entries = json.loads(SHARED.read_text("ascii"))
    return [value for entry in entries if entry["where"] in wheres if (value := made(entry))]


def made(entry: dict[str, Any]) -> Any:
    if "value" in entry:
        return entry["value"]
    if "repeat" not in entry:
        return None
    parts = entry["repeat"]
    return parts["prefix"] + parts["unit"] * parts["count"] + parts["suffix"]


TEXTS = shared("text", "email", "phone", "date", "number", "redos", "url", "refcode", "locale")
QUERIES = shared("search", "page", "text", "refcode", "locale", "next", "number")
FIELDS = list(dict.fromkeys([*UGLY, *BYTES, *TEXTS]))
ADDRESSES = list(dict.fromkeys([*UGLY, *BYTES, *QUERIES]))
ADDRESS = map(IPv4Address, count(int(IPv4Address("10.0.0.1"))))
#: An answer that decides which steps there are.
DECIDES = {"submitter_role"}


EVERYWHERE = os.environ.get("CI") == "true"


def turn(values: list[Any], number: int) -> list[Any]:
    """The values whose turn it is at the place of this number: all of them, or every sixth."""
    return values if EVERYWHERE else values[number % 6 :: 6]


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return quote_from_bytes(raw, safe="")


def body(fields: dict[str, Any]) -> str:
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in fields.items())


class Reader(Citizen):
    """A browser whose every answer is judged."""

    def ask(self, method: str, path: str, value: Any, **kwargs: Any) -> Any:
        kwargs["REMOTE_ADDR"] = str(next(ADDRESS))  # so that no limit answers instead
        started = time.process_time()
        send = getattr(self.client, method)
        response = send(path, headers={"host": self.host}, **kwargs)
        content = response.content if not response.streaming else b""
        spent = time.process_time() - started
        assert response.status_code < 500, (path, repr(value)[:80])
        assert response.status_code != 429
        assert spent < 1, (path, repr(value)[:80], spent)
        if isinstance(value, str) and ("<" in value or ('"' in value and len(value) > 12)):
            assert value not in content.decode(), (path, repr(value)[:80])
        assert b"49{%" not in content  # {{7*7}} was not reckoned
        location = response.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith("//")
        return response

    def send_form(self, path: str, fields: dict[str, Any], value: Any) -> Any:
        form = "application/x-www-form-urlencoded"
        return self.ask("post", path, value, data=body(fields), content_type=form)


@pytest.fixture
def office() -> Office:
    found = factories.office("hcmc")
    factories.commune("92", "31135", "Phường Ninh Kiều")
    given.plant(found)
    call_command("load_criteria", verbosity=0)
    return found


@pytest.fixture
def reader(office: Office) -> Reader:
    return Reader(Client(), "hcmc.localhost")


def every_field(form: Any) -> Iterator[str]:
    """The names under which a browser sends the fields of a step, two rows of each group."""
    for name in form.fields:
        if name in form.row_sets:
            columns = form.row_sets[name].field.row.base_fields
            yield from (f"{name}-{row}-{column}" for row in range(2) for column in columns)
        else:
            yield name
        if isinstance(form.fields[name], PlaceField):
            yield from (f"{name}{PROVINCE}", f"{name}{PICK}")


def steps(kind: str, office: Office) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each step of a kind once, with answers that ask it."""
    seen = set()
    for path in PATHS[kind]:
        answers = {**with_derived(KINDS[kind], office, path), **path}
        for step in KINDS[kind].steps_for(answers):
            if step not in seen:
                seen.add(step)
                yield answers, step
    assert seen == set(KINDS[kind].steps)


@pytest.mark.parametrize("kind", KINDS)
def test_R40_no_value_in_any_field_of_any_step_breaks_a_form(reader, office, kind):
    """Each value in all fields of a step at once; every eighth page is also shown with them."""
    case = whole_draft(reader, office, kind)
    fitting = [value for value in FIELDS if len(value) <= LONGEST]
    for place, (answers, step) in enumerate(steps(kind, office)):
        form = step(office, answers)
        names = list(every_field(form))
        counts = {f"{name}-count": "2" for name in form.row_sets}
        path = f"/ho-so/{case.key}/buoc/{step.slug}/"
        for number, value in enumerate(turn(fitting, place)):
            start_anew(case, answers)
            act = {"act": "save" if number % 8 else "next"}
            sent = reader.send_form(path, dict.fromkeys(names, value) | counts | act, value)
            assert sent.status_code in (302, 422)


@pytest.mark.parametrize("kind", KINDS)
def test_no_stored_value_breaks_a_page_that_shows_it(reader, office, kind):
    """Whatever a step let through or kept for mending comes back escaped, on every page."""
    case = whole_draft(reader, office, kind)
    answers = case.all_answers
    asked = case.kind.steps_for(answers)
    for value in turn([one for one in FIELDS if is_markup(one)], sorted(KINDS).index(kind)):
        start_anew(case, answers)
        for step in asked[1:]:
            names = [name for name in every_field(step(office, answers)) if name not in DECIDES]
            fields = dict.fromkeys(names, value) | {"act": "save"}
            reader.send_form(f"/ho-so/{case.key}/buoc/{step.slug}/", fields, value)
        for path in ("", "kiem-tra/", *(f"buoc/{step.slug}/?kiem-tra" for step in asked[1:5])):
            assert reader.ask("get", f"/ho-so/{case.key}/{path}", value).status_code == 200


def whole_draft(reader: Reader, office: Office, kind: str) -> Case:
    if kind in OFFERED:
        return complete(reader, factories.form_page(office, kind), PATHS[kind][0])
    draft = asking.begin(reader, asking.sent_case(reader, office))
    start_anew(draft, PATHS[kind][0])
    return draft


def is_markup(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 500 and bool(set(value) & set("<>{}"))


def start_anew(case: Case, answers: dict[str, Any]) -> None:
    """The case with these answers only, as if nothing ugly had been sent."""
    case.answers, case.sealed = {}, ""
    case.__dict__.pop("all_answers", None)
    case.store(answers)
    case.save()


def test_R41_very_long_values_are_refused_quickly(reader, office):
    case = complete(reader, factories.form_page(office, "licence"), PATHS["licence"][0])
    path = f"/ho-so/{case.key}/buoc/nguoi-nop/"
    for value in [one for one in FIELDS if len(one) > LONGEST]:
        for name in ("submitter_name", "submitter_email", "submitter_phone", "submitter_role"):
            reader.send_form(path, {name: value, "act": "next"}, value)
    ten_megabytes = {"submitter_name": "x" * 10 * 1024**2, "act": "next"}
    assert reader.send_form(path, ten_megabytes, "").status_code == 400
    many = {f"f{number}": "x" for number in range(6000)}
    assert reader.send_form(path, many, "").status_code == 400


@pytest.mark.parametrize("names", [["act"], ["act", "seen", "key", "programmes-count"]])
def test_no_value_in_what_the_page_itself_sends_breaks_it(reader, office, names):
    page = factories.form_page(office, "licence")
    case = complete(reader, page, PATHS["licence"][0])
    for value in turn(FIELDS, len(names)):
        for path in (f"/ho-so/moi/{page.pk}/", f"/ho-so/{case.key}/buoc/chuong-trinh/"):
            reader.send_form(path, dict.fromkeys(names, value), value)


def test_no_value_breaks_the_way_to_follow_a_case(reader):
    for value in turn(ADDRESSES, 0):
        for fields in ({"code": value, "pin": value}, {"code": value}, {"pin": value}):
            for path in ("/tra-cuu/", "/ho-so/tiep-tuc/"):
                response = reader.send_form(path, fields, value)
                assert response.status_code in (400, 404, 422)
        if isinstance(value, str):
            cookie = value[:2000].encode("utf-8", "surrogatepass").decode("latin-1")
            reader.ask("get", "/tra-cuu/", value, HTTP_COOKIE=f"ho-so={cookie}")


def test_no_value_breaks_the_way_to_a_new_pin(reader):
    good = {"code": "000.00.00.T79-261121-0001", "contact": "mot@example.vn"}
    for value in turn(FIELDS, 2):
        for fields in (
            dict.fromkeys(good, value),
            good | {"code": value},
            good | {"contact": value},
        ):
            response = reader.send_form("/tra-cuu/quen-pin/", fields, "")
            assert response.status_code in (200, 400, 422)


def test_no_value_breaks_the_way_back_to_a_draft(reader, office):
    case = complete(reader, factories.form_page(office, "licence"), PATHS["licence"][0])
    for value in turn(FIELDS, 1):
        for path in ("/ho-so/tiep-tuc/quen-ma/", f"/ho-so/{case.key}/lien-ket/"):
            assert reader.send_form(path, {"email": value}, value).status_code in (200, 400, 422)


@pytest.mark.parametrize(
    ("state", "path", "names"),
    [
        (State.SUBMITTED, "rut/", ("reason", "version")),
        (State.PROCESSING, "trao-doi/", ("text", "key")),
        (State.PROCESSING, "nguoi-giup/", ("name", "ticket")),
        (State.PROCESSING, "lien-he/", ("email", "phone")),
        (State.PROCESSING, "lien-he/", ("code", "key")),
        (State.RETURNED, "danh-gia/", ("comment", "score")),
    ],
)
def test_R40_no_value_breaks_what_is_sent_about_a_case(reader, office, state, path, names):
    """Each value in all fields at once, and in the first beside a good second."""
    good = dict.fromkeys(("key", "ticket", "phone"), "") | {"version": "1", "score": "3"}
    case = hold(reader, cases.case(office, state=state))
    for number, value in enumerate(turn(FIELDS, len(path))):
        if len(value) <= LONGEST:
            fields = dict.fromkeys(names, value)
            if number % 2:
                fields[names[1]] = good[names[1]]
            sent = reader.send_form(f"/tra-cuu/{case.key}/{path}", fields, value)
            assert sent.status_code in (302, 409, 422)


@pytest.fixture
def places(reader, office) -> list[tuple[str, tuple[str, ...]]]:
    """Public pages with what they read of the address."""
    factories.news(office)
    factories.licence(office)
    factories.recognition(office)
    page = factories.form_page(office, "licence")
    case = complete(reader, page, PATHS["licence"][0])
    registers = [f"/so-dang-ky/{code}/" for code in ("co-so", "giay-phep", "cong-nhan")]
    return [
        ("/tim-kiem/", ("q", "loai", "don-vi", "trang")),
        ("/tin-tuc/", ("muc", "trang")),
        ("/tra-cuu/", ("code", "pin", "next")),
        (f"/ho-so/{case.key}/buoc/nguoi-nop/", ("ve", "kiem-tra", "next")),
        (f"/ho-so/moi/{page.pk}/", ("tu", "next")),
        *((path, ("q", "loai", "trang", "xa", "tinh-trang")) for path in registers),
    ]


def test_R48_no_value_in_any_query_breaks_a_public_page(reader, places):
    for place, (path, names) in enumerate(places):
        for value in turn(ADDRESSES, place):
            if len(value) <= LONGEST // 2:
                query = body(dict.fromkeys(names, value))
                reader.ask("get", f"{path}?{query}", value)


def test_search_takes_each_parameter_alone(reader, places):
    """With another parameter wrong, an early refusal could hide what this one does."""
    values = [*UGLY, *BYTES, *shared("search", "page")]
    for place, name in enumerate(places[0][1]):
        for value in turn(values, place):
            if len(value) <= LONGEST // 2:
                reader.ask("get", f"/tim-kiem/?q=trung+tam&{name}={encoded(value)}", value)


@pytest.mark.parametrize(
    "path",
    [
        "/{}/",
        "/{}",
        "/nop-ho-so/{}/",
        "/so-dang-ky/giay-phep/{}/",
        "/ho-so/{}/",
        "/ho-so/moi/{}/",
        "/ho-so/00000000-0000-0000-0000-000000000000/buoc/{}/",
        "/ho-so/00000000-0000-0000-0000-000000000000/tep/{}/",
        "/tra-cuu/{}/",
        "/ho-so/lien-ket/{}/",
        "/media/{}",
        "/tai-lieu/{}/x.pdf",
        "/en/{}/",
    ],
)
def test_no_value_in_a_path_breaks_the_site(reader, path):
    for value in turn(ADDRESSES, len(path)):
        if len(value) <= 2000:
            status = reader.ask("get", path.format(encoded(value)), value).status_code
            assert status in (200, 301, 302, 400, 404, 410)


def test_headers_that_lie_change_nothing(reader, office):
    lies = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_ORIGINAL_URL": "/cms/",
        "HTTP_X_REWRITE_URL": "/cms/",
        "HTTP_REFERER": "https://evil.example/",
        "HTTP_ACCEPT_LANGUAGE": "../../../etc/passwd",
        "HTTP_RANGE": "bytes=0-,0-,0-,0-",
        "HTTP_USER_AGENT": "<script>window.__xss=1</script>",
        "HTTP_X_FORWARDED_FOR": "127.0.0.1, ' OR 1=1--",
        "HTTP_COOKIE": "csrf=short; ho-so=tampered; messages=tampered; session=x",
    }
    for name, value in lies.items():
        response = reader.ask("get", "/tra-cuu/", value, **{name: value})
        assert response.status_code == 200
        assert b"evil.example" not in response.content
    assert Client(headers={"host": "evil.example"}).get("/tra-cuu/").status_code == 400


def test_R42_what_is_honest_is_kept_exactly(reader, office):
    """R-42: strange to a program, ordinary to a person."""
    honest = ["Số 39, đường 3 tháng 2", "=1 (một)", "-5°C", "Null", "<Hoa Mai> & “Cánh Buồm”"]
    page = factories.form_page(office, "nomination")
    case = complete(reader, page, given.nomination("gia_dinh"))
    for text in honest:
        fields = {"nominee_name": text, "neighbourhood": text, "ward_code": "26740", "act": "next"}
        answer = reader.send_form(f"/ho-so/{case.key}/buoc/doi-tuong/", fields, text)
        assert answer.status_code == 302
        case.refresh_from_db()
        assert case.all_answers["nominee_name"] == case.all_answers["neighbourhood"] == text
