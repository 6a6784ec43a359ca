"""Sealed text opens with our keys only; digests tell equal values and nothing else."""

import pytest
from cryptography.fernet import Fernet

from forms.sealing import digest, seal, unseal


@pytest.mark.parametrize("value", [{"a": ["ế", 1, None, True]}, ["x"], "chữ có dấu"])
def test_what_is_sealed_opens_again(value):
    sealed = seal(value)
    assert str(value) not in sealed
    assert unseal(sealed) == value
    assert sealed != seal(value)  # equal values do not show


@pytest.mark.parametrize("nothing", [None, "", {}, [], 0])
def test_nothing_seals_to_nothing(nothing):
    assert seal(nothing) == ""
    assert unseal("") is None


@pytest.mark.parametrize("false", ["x", "é", "\x00", "\udfff", "gAAAAABm", "A" * 10_000])
def test_what_we_did_not_seal_is_refused(false):
    with pytest.raises(ValueError, match=r"SEAL_KEYS|surrogates"):
        unseal(false)


def test_a_new_key_seals_and_the_old_one_still_opens(settings):
    before, old = seal("x"), settings.SEAL_KEYS
    settings.SEAL_KEYS = [Fernet.generate_key().decode(), *old]
    after = seal("x")
    assert unseal(before) == unseal(after) == "x"
    settings.SEAL_KEYS = old
    with pytest.raises(ValueError, match="SEAL_KEYS"):
        unseal(after)


def test_digests_differ_by_purpose_parts_and_key(settings):
    found = [digest("a", "b", "c"), digest("a", "bc"), digest("b", "b", "c"), digest("a", "b\x1fd")]
    assert len(set(found)) == 4
    assert digest("a", "b", "c") == found[0]
    assert digest("a", "\udfff")
    settings.BLIND_KEY = "another"
    assert digest("a", "b", "c") != found[0]
