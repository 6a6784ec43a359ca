"""Codes, PINs and the numbers that are given without gaps."""

import uuid
from collections import Counter as Tally
from datetime import date

import pytest
from django.db import transaction

from forms import references
from forms.models import Case, Counter
from forms.references import (
    CODE,
    draft_code,
    draft_keys,
    new_pin,
    next_number,
    pin_matches,
    tidy_code,
    tidy_pin,
)
from tests import factories


def test_R12_pins_are_random_letters_evenly_spread():
    pins = [new_pin() for _number in range(100_000)]
    assert len(set(pins)) > 99_990  # of 2**40
    spread = Tally("".join(pins))
    assert set(spread) == set(references.ALPHABET)
    assert max(spread.values()) / min(spread.values()) < 1.06


def test_R12_no_address_of_a_case_comes_twice():
    """The key (122 random bits) names a draft, and with the PIN (40) nobody meets a code twice."""
    keys = [Case._meta.get_field("key").get_default() for _number in range(100_000)]
    assert len(set(keys)) == len(keys)
    spread = Tally("".join(key.hex[:12] + key.hex[20:] for key in keys))  # besides the version
    assert set(spread) == set("0123456789abcdef")
    assert max(spread.values()) / min(spread.values()) < 1.06
    assert len({(n % 100, references.new_pin()) for n in range(100_000)}) == 100_000


def test_a_pin_fits_its_own_case_only():
    stored = references.pin_digest("a", "12345678")
    assert pin_matches("a", "12345678", stored)
    assert not pin_matches("b", "12345678", stored)
    assert not pin_matches("a", "12345679", stored)
    assert not pin_matches("a", "", "")
    assert "12345678" not in stored


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" olI o-1234 ", "01101234"),
        ("１２３４ABCD", "1234ABCD"),
        ("១២៣៤ ໑໒໓໔", "12341234"),
        ("x" * 10**6, "X" * 40),
        ("\x00\udfff", "\x00\udfff"),
    ],
)
def test_a_pin_is_read_as_it_was_meant(typed, meant):
    assert tidy_pin(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" 000.00.00.t79–261121-0001\n", "000.00.00.T79-261121-0001"),
        ("\x00'; DROP TABLE", "DROPTABLE"),
        ("\udfff\u202e1", "1"),
        ("9" * 10**6, "9" * 60),
    ],
)
def test_a_code_is_read_as_it_was_meant(typed, meant):
    assert tidy_code(typed) == meant


def test_a_draft_has_a_code_of_random_letters_that_leads_back_to_its_key():
    keys = [uuid.uuid4() for _number in range(2000)]
    codes = [draft_code(key) for key in keys]
    assert len(set(codes)) == 2000
    spread = Tally("".join(codes).replace("NHAP-", "").replace("-", ""))
    assert set(spread) == set(references.ALPHABET)
    assert max(spread.values()) / min(spread.values()) < 1.5
    for key, code in zip(keys, codes, strict=True):
        first, last = draft_keys(code)
        assert first <= key <= last
        assert draft_code(first) == draft_code(last) == code
        assert draft_code(uuid.UUID(int=last.int + 1)) != code


@pytest.mark.parametrize(
    "typed",
    [
        "NHAP-01K-M9X-ABC",
        " nhap oik m9x abc ",
        "nháp–01K–M9X–ABC",
        "０1KM9XABC",
        "NHAP01KM9XABC\n",
    ],
)
def test_a_drafts_code_is_read_as_it_was_meant(typed):
    assert draft_keys(tidy_code(typed)) == draft_keys("NHAP-01K-M9X-ABC") is not None


@pytest.mark.parametrize(
    "typed", ["", "NHAP", "NHAP-01K-M9X-AB", "01KM9XABCD", "U" * 9, "000.00.00.T79-261121-0001"]
)
def test_other_codes_name_no_draft(typed):
    assert draft_keys(tidy_code(typed)) is None


@pytest.mark.django_db
@pytest.mark.engines
def test_numbers_count_up_for_each_office_series_and_period():
    one, other = factories.office("hcmc"), factories.office("cantho")
    day = date(2026, 11, 21)
    codes = [references.new_code(one, day) for _number in range(3)]
    assert codes == [f"000.00.00.T79-261121-{n:04}" for n in (1, 2, 3)]
    assert all(map(CODE.fullmatch, codes))
    assert references.new_code(one, date(2026, 11, 22)).endswith("-0001")
    assert references.new_code(other, day) == "000.00.00.T92-261121-0001"
    assert references.new_book_number(one, day) == "1/2026"
    assert references.new_decision_number(one, "QĐ-SGDĐT", day) == "1/2026/QĐ-SGDĐT"
    Counter.objects.filter(series="code", office=one).update(last=9999)
    assert CODE.fullmatch(references.new_code(one, day))


@pytest.mark.django_db(transaction=True)
@pytest.mark.engines
def test_what_is_rolled_back_leaves_no_gap():
    office = factories.office()
    assert next_number(office, "book", "2026") == 1
    with transaction.atomic():
        assert next_number(office, "book", "2026") == 2
        transaction.set_rollback(True)
    assert next_number(office, "book", "2026") == 2
