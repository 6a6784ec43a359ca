"""A wrong code and a wrong PIN look and cost the same (R-13), and none of very many is right."""

import gc
import logging
import os
import random
import re
import statistics
import time
from collections import Counter as Tally

import pytest
from django.test import Client

from forms.citizen import limits
from forms.models import Helper
from forms.models.second_pins import second_digest
from forms.references import new_pin, pin_digest
from tests import cases
from tests.journeys import Citizen

pytestmark = pytest.mark.django_db

#: What opens no case, beside a wrong PIN of one that is there.
UNKNOWN = {"unknown code": "000.00.00.T79-000000-0000", "malformed code": "000.00.00.T79/000000/00"}


@pytest.fixture
def codes(office):
    """The code of a case with much in it and three helpers, and two of nothing."""
    case = cases.case(office)
    case.store({"programmes": [{"name": "Chương trình " * 20}] * 60})
    case.pin_digest = pin_digest(case.key.hex, "12345678")
    case.save()
    for name in ("Con", "Cháu", "Cô giáo"):
        second = second_digest(case.key.hex, new_pin())
        Helper.objects.create(case=case, name=name, pin_digest=second)
    return {"wrong PIN": case.code, **UNKNOWN}


def guess(browser, code, pin="ABCDEFGH", **extra):
    return browser.post("/tra-cuu/", {"code": code, "pin": pin}, **extra)


def told(answer, code):
    """All that comes back, but for what was typed and what is new in every page."""
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    headers["Content-Length"] = ""
    return answer.status_code, headers, body.replace(code, ""), sorted(answer.cookies)


def test_R13_a_wrong_code_and_a_wrong_pin_are_told_alike(codes):
    """Also when the limit is reached, for each code apart and for the address as a whole."""
    for tries, status in ((1, 404), (limits.LIMITS["code"][0], 429)):
        answers = []
        for number, code in enumerate(codes.values()):
            browser = Citizen(Client(), "hcmc.localhost")
            address = f"10.{tries}.0.{number}"
            for _try in range(tries):
                answer = guess(browser, code, REMOTE_ADDR=address)
            answers.append(told(answer, code))
        assert answers[0][0] == status
        assert all(answer == answers[0] for answer in answers)


def test_R13_a_wrong_code_and_a_wrong_pin_ask_the_database_the_same(citizen, codes, statements):
    guess(citizen, "x")
    asked = {}
    for name, code in codes.items():
        with statements() as found:
            guess(citizen, code)
        asked[name] = [re.sub(r"'[^']*'", "?", sql) for sql in found]
    assert len({tuple(found) for found in asked.values()}) == 1
    assert not any("answers" in sql for sql in asked["wrong PIN"])


@pytest.mark.parametrize(("samples", "status"), [(500, 404), (150, 429)])
def test_R13_timing_tells_nothing(citizen, codes, monkeypatch, samples, status):
    """Medians of the processor's time over many samples, taken in turns and in no fixed order, so
    that a busy machine slows all alike."""
    for scope in ("pin", "code"):
        monkeypatch.setitem(limits.LIMITS, scope, (10**6 if status == 404 else 0, 600))
    logging.disable()  # each refusal is logged, which costs more than the refusal
    times = {name: [] for name in codes}
    order = list(codes)
    gc.disable()
    try:
        for _round in range(samples):
            random.shuffle(order)
            for name in order:
                start = time.thread_time()
                answer = guess(citizen, codes[name])
                times[name].append(time.thread_time() - start)
                assert answer.status_code == status
    finally:
        gc.enable()
        logging.disable(logging.NOTSET)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    slowest, fastest = max(medians.values()), min(medians.values())
    assert slowest / fastest < 1.1, medians


@pytest.mark.parametrize("addresses", [1, 1000])
def test_R14_very_many_tries_open_nothing_and_keep_nobody_out(codes, addresses):
    """With CI=true ten thousand of them, from one address and from a thousand. All the while the
    citizen gets in at once, from the address that guesses."""
    tries, chance = 10_000 if os.environ.get("CI") == "true" else 100, random.Random(addresses)
    guesser, known = Citizen(Client(), "hcmc.localhost"), codes["wrong PIN"]
    answers = Tally()
    for number in range(tries):
        address = f"10.{number % addresses // 250}.0.{number % addresses % 250}"
        code = chance.choice([known, *codes.values(), f"{known[:-4]}{chance.randrange(10**4):04}"])
        answers[guess(guesser, code, new_pin(), REMOTE_ADDR=address).status_code] += 1
        if number % (tries // 10) == 0:
            citizen = Citizen(Client(), "hcmc.localhost")
            right = guess(citizen, known, "12345678", REMOTE_ADDR=address)
            assert right.status_code == 302
            assert citizen.get(right.url).status_code == 200
    assert set(answers) == {404, 429}
    assert answers[429] > tries / 2
