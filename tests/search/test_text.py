"""Folding and cutting of text, whatever the text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import clusters, fold, joined_numbers, phrase, spell, spelled_words, tokens, words

ANY = st.text(max_size=60)
READERS = st.text(
    alphabet=st.one_of(
        st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyÀẢẴẤẬĐÈẼẾỆÌĨÒỘỢỮỰỲ 0123456789-/."),
        st.characters(min_codepoint=0x0E81, max_codepoint=0x0EDF),
        st.characters(min_codepoint=0x1780, max_codepoint=0x17F9),
    ),
    max_size=60,
)


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY)
def test_composed_and_decomposed_text_fold_and_spell_alike(text: str) -> None:
    composed, parts = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(parts)
    assert spell(composed) == spell(parts)


@given(st.one_of(ANY, READERS))
def test_every_word_is_one_plain_ascii_word(text: str) -> None:
    for word in [*tokens(text), *spelled_words(text), *phrase(words(text))]:
        assert word.isascii()
        assert word.isalnum()
        assert word == word.lower()


@pytest.mark.parametrize(
    "typed", ["giáo dục", "GIÁO DỤC", "giao duc", unicodedata.normalize("NFD", "Giáo Dục")]
)
def test_accents_and_case_do_not_matter(typed: str) -> None:
    assert words(typed) == ["giao", "duc"]


def test_d_with_stroke_and_letters_with_two_marks_fold() -> None:
    assert words("Đường trưởng ẵm") == ["duong", "truong", "am"]


def test_spelling_tells_accents_apart() -> None:
    assert spelled_words("đào tạo thường") == ["d9a2o", "ta5o", "thu7o72ng"]


def test_decree_numbers_are_cut_at_signs() -> None:
    assert words("46/2017/NĐ-CP") == ["46", "2017", "nd", "cp"]


def test_phone_numbers_are_also_whole() -> None:
    assert "02923831821" in tokens("ĐT: 0292.3831.821")
    assert joined_numbers("12/2024") == []


def test_lao_is_cut_into_overlapping_pairs_of_clusters() -> None:
    assert clusters("ວີຊາ") == ["ວີ", "ຊ", "າ"]
    assert len(words("ວີຊາ")) == 2


def test_khmer_finds_its_words_with_and_without_zero_width_spaces() -> None:
    assert words("និស្សិត\u200bកម្ពុជា") == words("និស្សិតកម្ពុជា")


def test_a_phrase_is_its_neighbouring_pairs() -> None:
    assert phrase(["giao", "duc", "mo"]) == ["giao0duc", "duc0mo"]
    assert phrase(["mo"]) == ["mo"]


def test_a_phrase_keeps_the_pairs_of_an_unspaced_script() -> None:
    visa, *lao = parts = words("visa ວີຊາ")
    assert phrase(parts) == [visa, *lao]
