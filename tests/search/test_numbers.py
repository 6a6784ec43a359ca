"""Numbers out of addresses and forms: what is none, or too long for any column, counts as none."""

import pytest

from search.numbers import row_id, whole

NONE = ["", " 1", "1\n", "+1", "-1", "1.0", "1_000", "٣", "１", "²", "x"]


@pytest.mark.parametrize(("typed", "number"), [("0", 0), ("007", 7), ("999999999", 999_999_999)])
def test_digits_are_a_number(typed, number):
    assert whole(typed) == number


@pytest.mark.parametrize("typed", NONE)
def test_anything_else_is_none(typed):
    assert whole(typed) is None
    assert row_id(typed) == 0


@pytest.mark.parametrize("digits", [1, 4, 9])
def test_a_number_is_as_long_as_it_may_be(digits):
    assert whole("9" * digits, digits) == 10**digits - 1
    assert whole("9" * (digits + 1), digits) is None


def test_an_id_is_as_long_as_any_engine_holds():
    assert row_id("9" * 18) == 10**18 - 1
    assert row_id("9" * 19) == 0
    assert row_id("9" * 5000) == 0
