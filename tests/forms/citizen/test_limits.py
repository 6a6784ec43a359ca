"""How often one address may try, and that what is refused is refused plainly."""

import pytest
from django.core.cache import cache
from django.test import override_settings

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


def test_a_code_is_guarded_against_guessing_from_many_addresses(citizen, followed):
    answers = [guess(citizen, followed.code, REMOTE_ADDR=f"10.0.0.{n}") for n in range(12)]
    assert [answer.status_code for answer in answers] == [404] * 10 + [429] * 2
    assert refused(answers[-1], "code")
    # Even with the right PIN now, and however the code is written.
    right = guess(citizen, followed.code.lower() + " ", "12345678", REMOTE_ADDR="10.0.1.1")
    assert right.status_code == 429


def test_an_address_cannot_try_many_codes(citizen, office):
    answers = [guess(citizen, f"000.00.00.T79-261121-{n:04}") for n in range(32)]
    assert [answer.status_code for answer in answers] == [404] * 30 + [429] * 2


def test_a_forged_header_gives_no_new_address(citizen, office):
    answers = [guess(citizen, f"{n}", HTTP_X_FORWARDED_FOR=f"1.2.3.{n}") for n in range(200)]
    assert [answer.status_code for answer in answers][30:] == [429] * 170


@override_settings(TRUSTED_PROXIES=1)
def test_behind_our_proxy_each_caller_has_a_count(citizen, office):
    for n in range(40):
        response = guess(citizen, f"{n}", HTTP_X_FORWARDED_FOR=f"6.6.6.6, 1.2.3.{n}")
        assert response.status_code == 404


def test_another_code_is_not_locked_with_it(citizen, followed, office):
    for n in range(12):
        guess(citizen, followed.code, REMOTE_ADDR=f"10.0.0.{n}")
    other = cases.case(office)
    other.pin_digest = pin_digest(other.key.hex, "12345678")
    other.save()
    assert guess(citizen, other.code, "12345678").status_code == 302


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


def test_without_the_cache_filling_in_goes_on_and_guessing_stops(citizen, draft, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections["default"]), "add", down)
    step = citizen.post(f"/ho-so/{draft.key}/buoc/nguoi-nop/", {"act": "save"})
    assert step.status_code == 302
    assert guess(citizen, "x").status_code == 429
    assert Case.objects.count() == 1
