"""How often one address may try, and that what is refused is refused plainly."""

import pytest
from django.core.cache import cache
from django.test import override_settings

from forms import references
from forms.citizen import limits
from forms.models import Case
from forms.references import pin_digest
from tests import cases
from tests.forms.kinds import answers as given
from tests.journeys import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed(office):
    case = cases.case(office)
    case.pin_digest = pin_digest(case.key.hex, "12345678")
    case.save()
    return case


def guess(citizen, code, pin="ABCDEFGH", **extra):
    return citizen.post("/tra-cuu/", {"code": code, "pin": pin}, **extra)


def refused(response, scope):
    return (response.status_code, response.get("Retry-After")) == (
        429,
        str(limits.LIMITS[scope][1]),
    )


def test_R14_a_code_is_guarded_against_guessing_from_many_addresses(citizen, followed):
    answers = [guess(citizen, followed.code, REMOTE_ADDR=f"10.0.0.{n}") for n in range(12)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429] * 2
    assert refused(answers[-1], "code")
    # However the code is written.
    assert guess(citizen, followed.code.lower() + " ", REMOTE_ADDR="10.0.1.1").status_code == 429


def test_R14_wrong_tries_slow_the_caller_and_not_the_citizen(citizen, stranger, followed):
    for n in range(40):
        guess(stranger, followed.code, REMOTE_ADDR=f"10.0.0.{n}")
    slowed = guess(citizen, followed.code, "1234567X", REMOTE_ADDR="10.0.1.1")
    assert slowed.status_code == 429
    assert "Mã và PIN đúng thì mở được hồ sơ ngay." in slowed.content.decode()
    assert 'name="pin"' in slowed.content.decode()  # a slip of the finger is mended at once
    right = guess(citizen, followed.code, "12345678", REMOTE_ADDR="10.0.1.1")
    assert right.url == f"/tra-cuu/{followed.key}/"


def test_R14_one_who_guesses_at_school_keeps_nobody_else_there_out(citizen, stranger, followed):
    for n in range(40):
        guess(stranger, f"000.00.00.T79-261121-{n:04}")
    assert guess(stranger, followed.code).status_code == 429
    assert guess(citizen, followed.code, "12345678").status_code == 302


def test_past_what_arithmetic_allows_nothing_is_compared_any_more(citizen, followed, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "pairs", (3, 86400))
    for n in range(3):
        assert guess(citizen, f"x{n}").status_code == 404
    assert refused(guess(citizen, followed.code, "12345678"), "pairs")
    elsewhere = guess(citizen, followed.code, "12345678", REMOTE_ADDR="10.0.0.1")
    assert elsewhere.status_code == 302


def test_what_an_address_may_compare_is_safe_by_arithmetic():
    pairs, seconds = limits.LIMITS["pairs"]
    years = 2 ** (5 * references.PIN_LENGTH) / pairs * seconds / (365 * 86400)
    assert years > 60_000  # for one address to find one PIN
    assert years / 1000 > 60  # for a thousand


def test_an_address_cannot_try_many_codes(citizen, office):
    answers = [guess(citizen, f"000.00.00.T79-261121-{n:04}") for n in range(32)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429] * 2


def test_whoever_has_an_ipv6_line_has_one_count(citizen, office):
    line = [guess(citizen, "x", REMOTE_ADDR=f"2001:db8:1:2::{n:x}") for n in range(1, 13)]
    many = [guess(citizen, f"y{n}", REMOTE_ADDR=f"2001:db8:1:2:{n:x}::1") for n in range(1, 21)]
    assert line[-1].status_code == 429
    assert [answer.status_code for answer in many[-2:]] == [429] * 2
    assert guess(citizen, "z", REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


def test_a_forged_header_gives_no_new_address(citizen, office):
    answers = [guess(citizen, f"{n}", HTTP_X_FORWARDED_FOR=f"1.2.3.{n}") for n in range(200)]
    assert [answer.status_code for answer in answers][30:] == [429] * 170


@override_settings(TRUSTED_PROXIES=1)
def test_behind_our_proxy_each_caller_has_a_count(citizen, office):
    for n in range(40):
        response = guess(citizen, f"{n}", HTTP_X_FORWARDED_FOR=f"6.6.6.6, 1.2.3.{n}")
        assert response.status_code == 404


def test_another_code_is_not_slowed_with_it(citizen, followed, office):
    for n in range(12):
        guess(citizen, followed.code, REMOTE_ADDR=f"10.0.0.{n}")
    other = cases.case(office)
    other.pin_digest = pin_digest(other.key.hex, "12345678")
    other.save()
    assert guess(citizen, other.code).status_code == 404


@pytest.mark.parametrize("scope", ["begin", "step", "submit"])
def test_posts_are_limited_and_reading_is_not(citizen, draft, form_page, monkeypatch, scope):
    monkeypatch.setitem(limits.LIMITS, scope, (2, 60))
    root = f"/ho-so/{draft.key}"
    path = {
        "begin": f"/ho-so/moi/{form_page.pk}/",
        "step": f"{root}/buoc/nguoi-nop/",
        "submit": f"{root}/kiem-tra/",
    }[scope]
    data = form_data(form_page.kind.steps[0], given.nomination()) if scope == "begin" else {}
    answers = [citizen.post(path, data) for _try in range(3)]
    assert refused(answers[2], scope)
    assert 429 not in {answers[0].status_code, answers[1].status_code}
    assert "Bạn thử quá nhiều lần" in answers[2].content.decode()
    assert answers[2]["Cache-Control"] == "private, no-store"
    assert citizen.get(path).status_code == 200


def test_R68_without_the_cache_filling_in_and_following_go_on_and_guessing_stops(
    citizen, draft, monkeypatch
):
    def down(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections["default"]), "add", down)
    step = citizen.post(f"/ho-so/{draft.key}/buoc/nguoi-nop/", {"act": "save"})
    assert step.status_code == 302
    assert guess(citizen, "x").status_code == 429
    sent = cases.case(draft.office)
    sent.pin_digest = pin_digest(sent.key.hex, "12345678")
    sent.save()
    assert guess(citizen, sent.code, "12345678").status_code == 302
    assert Case.objects.count() == 2
