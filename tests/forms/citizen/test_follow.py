"""Following a case by code and PIN, and what a guess is told: nothing."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from forms.models import Case, Event
from forms.models.events import append, record
from forms.references import new_pin, pin_digest
from forms.states import State
from forms.talking import Draft, answer
from forms.talking import ask as ask_office
from tests import cases, factories
from tests.forms.citizen.conftest import hold

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def followed(office):
    """A case in the middle of its way, with its PIN."""
    case = cases.case(office, "licence", State.SUPPLEMENT)
    pin = "0K1Z7M9B"
    case.pin_digest = pin_digest(case.key.hex, pin)
    case.save()
    return case, pin


def ask(citizen, code, pin, **kwargs):
    return citizen.post("/tra-cuu/", {"code": code, "pin": pin}, **kwargs)


def seen(response, typed):
    """An answer as its reader tells it from another: status, headers and body."""
    body = TOKEN.sub(b"", response.content).replace(typed.encode(), b"TYPED")
    kept = {name: value for name, value in response.items() if name != "Content-Length"}
    return response.status_code, kept, body


@pytest.mark.parametrize(
    "change",
    [
        lambda code, pin: (code, pin),
        lambda code, pin: (f"  {code.lower()} ", pin.lower()),
        lambda code, pin: (code, f"{pin[:4]} {pin[4:]}"),
        lambda code, pin: (code, f"{pin[:4]}-{pin[4:]}"),
        lambda code, pin: (code, pin.replace("0", "O").replace("1", "I")),
        lambda code, pin: (code, pin.replace("0", "o").replace("1", "l")),
        lambda code, pin: (code.replace("-", "–"), pin),
        lambda code, pin: (code, pin.replace("7", "໗")),
        lambda code, pin: (code.replace("0", "០"), pin),
        lambda code, pin: (code, "".join(chr(ord(c) + 0xFEE0) for c in pin)),
    ],
)
def test_a_code_and_pin_open_the_case_however_they_are_typed(citizen, followed, change):
    case, pin = followed
    response = ask(citizen, *change(case.code, pin))
    assert response.url == f"/tra-cuu/{case.key}/"
    assert pin not in response.url
    assert citizen.get(response.url).status_code == 200


def test_a_wrong_guess_is_answered_like_any_other(citizen, followed, office):
    case, pin = followed
    other = cases.case(factories.office("cantho"), "licence")
    other.pin_digest = pin_digest(other.key.hex, pin)
    other.save()
    wrong = [
        (case.code, "ABCDEFGH"),
        (case.code, "x" * 5000),
        (other.code, pin),
        ("000.00.00.T79-261121-9999", pin),
        ("MC-2026-0001", pin),
        ("' OR 1=1--", pin),
        ("*", pin),
        ("../1", pin),
        ("\x00", pin),
        ("k\x00", "\x00"),
        ("\u200b1", pin),
        ("9" * 5000, pin),
        (str(case.key), pin),
        (str(case.pk), pin),
    ]
    answers = {repr(seen(ask(citizen, code, typed), "\x01")[:2]) for code, typed in wrong[:9]}
    assert len(answers) == 1
    first = None
    for code, typed in wrong:
        response = citizen.client.post(
            "/tra-cuu/",
            {"code": code, "pin": typed},
            headers={"host": citizen.host},
            REMOTE_ADDR=f"10.0.0.{wrong.index((code, typed))}",
        )
        assert response.status_code == 404
        status, headers, body = seen(response, typed)
        body = re.sub(rb'value="[^"]*"', b"", body)
        first = first or (status, headers, body)
        assert (status, headers, body) == first


def test_a_draft_has_no_code_to_be_followed_by(citizen, draft):
    for code in ("", "None", "null"):
        assert ask(citizen, code, "").status_code == 422
        assert ask(citizen, code or "x", "12345678").status_code == 404


def test_an_empty_form_says_what_is_missing(citizen, office):
    response = ask(citizen, " ", "")
    assert response.status_code == 422
    assert b'href="#id_code"' in response.content


def test_the_page_shows_where_the_case_stands_and_no_more(citizen, followed, office):
    case, pin = followed
    officer = factories.staff(office, last_name="Người", first_name="Trong")
    append(case.pk, Event.Act.NOTED, actor=officer, note="GHI CHÚ NỘI BỘ")
    case.refresh_from_db()
    record(
        case,
        Event.Act.MOVED,
        actor=officer,
        from_state="x",
        to_state=State.SUPPLEMENT,
        note="Thiếu bản sao <b>bằng</b>.",
    )
    record(
        case,
        Event.Act.MOVED,
        actor=officer,
        from_state="supplement",
        to_state="processing",
        note="CHỈ ĐẠO NỘI BỘ",
        ip="10.1.2.3",
    )
    case.save()
    page = citizen.get(ask(citizen, case.code, pin).url).content.decode()
    assert "Thiếu bản sao &lt;b&gt;bằng&lt;/b&gt;." in page
    assert case.code in page
    inner = ["NỘI BỘ", "Người Trong", "10.1.2.3", officer.username, "Nguyễn Thị Ánh Nguyệt"]
    for text in [*inner, "079190001234", "+84912345678", "0912 345 678", "nguyet@example.vn"]:
        assert text not in page


@pytest.mark.parametrize("state", [state for state in cases.WAYS if state != State.DRAFT])
def test_every_state_has_its_page(citizen, office, state):
    case = cases.case(office, "nomination", state)
    case.pin_digest = pin_digest(case.key.hex, "12345678")
    case.save()
    page = citizen.get(ask(citizen, case.code, "12345678").url).content.decode()
    assert str(case.citizen_state) in page
    assert "None" not in page


def test_what_is_asked_of_the_citizen_stands_first(citizen, office):
    case = cases.case(office, "licence", State.SUPPLEMENT)
    record(case, Event.Act.MOVED, from_state="x", to_state=State.SUPPLEMENT, note="Thiếu bằng.")
    case.pin_digest = pin_digest(case.key.hex, "12345678")
    case.save()
    page = citizen.get(ask(citizen, case.code, "12345678").url).content.decode()
    assert page.index("Thiếu bằng.") < page.index('class="timeline"')
    assert page.count("Thiếu bằng.") == 1


@pytest.mark.django_db(transaction=True)
def test_the_page_costs_at_most_eight_statements_however_long_the_history(
    citizen, followed, statements
):
    case, pin = followed
    path = ask(citizen, case.code, pin).url
    citizen.get(path)
    counts = []
    for _round in range(2):
        with statements() as found:
            citizen.get(path)
        counts.append(len(found))
        for _line in range(20):
            record(case, Event.Act.MOVED, from_state="processing", to_state=State.SUPPLEMENT)
        case.save()
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("state", [State.SUPPLEMENT, State.PROCESSING, State.RETURNED])
def test_with_every_part_on_it_the_page_costs_no_more(citizen, office, statements, state):
    """Office, calendar and course are kept in memory, but not in the transaction of a test."""
    case = hold(citizen, cases.case(office, "licence", state))
    cases.calendar(office)
    ask_office(case.pk, Draft(uuid.uuid4(), "Bao giờ có kết quả?"))
    answer(case.pk, Draft(uuid.uuid4(), "Ngày 10."), factories.staff(office))
    cases.attach(case)
    with statements() as found:
        page = citizen.get(f"/tra-cuu/{case.key}/")
    assert "Đơn vị đã viết cho bạn" in page.content.decode()
    kept = ("home_office", "forms_calendarday", "forms_officestep", "django_content_type")
    read = [sql for sql in found if not any(f'FROM "{name}"' in sql for name in kept)]
    assert len(read) <= 8, "\n".join(x[:60] + x[x.find("FROM") :][:120] for x in read)


def test_leaving_forgets_every_case_on_the_device(citizen, followed):
    case, pin = followed
    path = ask(citizen, case.code, pin).url
    assert case.code in citizen.get("/tra-cuu/").content.decode()
    citizen.post("/tra-cuu/thoat/", {})
    assert citizen.get(path).status_code == 404
    assert case.code not in citizen.get("/tra-cuu/").content.decode()


def test_only_the_newest_cases_are_remembered(citizen, office):
    made = []
    for _number in range(13):
        case = cases.case(office)
        pin = new_pin()
        case.pin_digest = pin_digest(case.key.hex, pin)
        case.save()
        made.append(ask(citizen, case.code, pin, REMOTE_ADDR="10.0.0.1").url)
        assert len(citizen.client.cookies["ho-so"].value) < 3000
    assert citizen.get(made[0]).status_code == 404
    assert citizen.get(made[1]).status_code == citizen.get(made[12]).status_code == 200


def test_a_case_of_the_other_office_is_not_shown_here(citizen, office):
    other = cases.case(factories.office("cantho"))
    other.pin_digest = pin_digest(other.key.hex, "12345678")
    other.save()
    assert ask(citizen, other.code, "12345678").status_code == 404
    assert Case.objects.count() == 1


def test_the_time_shown_is_the_time_of_viet_nam(citizen, followed):
    case, pin = followed
    case.submitted_at = timezone.now().replace(hour=20, minute=30) - timedelta(days=1)
    case.save()
    local = timezone.localtime(case.submitted_at)
    assert (
        f"{local:%H:%M %d/%m/%Y}" in citizen.get(ask(citizen, case.code, pin).url).content.decode()
    )
