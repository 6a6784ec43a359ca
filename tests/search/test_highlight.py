"""What is marked, what is cut, and that nothing of it is markup."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from search.highlight import highlighted, snippet
from search.text import words


def marked(text: str, query: str) -> str:
    return str(highlighted(text, set(words(query))))


def test_accented_words_are_marked_for_an_unaccented_query() -> None:
    assert marked("Sở Giáo dục", "giao duc") == "Sở <mark>Giáo dục</mark>"


def test_decomposed_text_is_marked_whole() -> None:
    text = unicodedata.normalize("NFD", "dục")
    assert marked(text, "duc") == f"<mark>{text}</mark>"


def test_markup_is_escaped() -> None:
    assert marked("<b>học</b> & chơi", "hoc") == "&lt;b&gt;<mark>học</mark>&lt;/b&gt; &amp; chơi"


def test_only_whole_words_are_marked() -> None:
    assert marked("họctập", "hoc") == "họctập"


def test_lao_is_marked_by_whole_clusters() -> None:
    assert marked("ຕໍ່ວີຊາ", "ວີຊາ") == "ຕໍ່<mark>ວີຊາ</mark>"


def test_a_short_text_is_its_own_snippet() -> None:
    assert snippet("Một hai ba", {"hai"}) == "Một <mark>hai</mark> ba"


def test_a_snippet_shows_the_densest_part() -> None:
    text = "học " + "lời dẫn dài dòng " * 30 + "học sinh giỏi học tập " + "phần cuối " * 40
    found = str(snippet(text, {"hoc", "sinh", "tap"}))
    assert "<mark>học sinh</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_a_snippet_begins_with_a_whole_word_where_words_run_together() -> None:
    before = "និស្សិតឡាវនិងកម្ពុជា ដែលរៀននៅគ្រឹះស្ថានសិក្សាក្នុងទីក្រុង។ " * 4
    found = str(snippet(f"{before}Hồ sơ Lào {'và giấy tờ ' * 20}", {"lao"}))
    begun = found.removeprefix("… ").split("<mark>")[0]
    assert begun.split()[0] in (*before.split(), "Hồ")


def test_one_long_run_is_cut_between_its_clusters() -> None:
    found = str(snippet("ກ" * 300 + "Lào", {"lao"}))
    assert "<mark>Lào</mark>" in found
    assert found.startswith("… ກ")


def test_no_text_gives_no_snippet() -> None:
    assert snippet("", {"a"}) == ""


@given(st.text(max_size=400), st.text(max_size=10))
def test_a_snippet_is_short_and_a_part_of_the_text(text: str, query: str) -> None:
    flat = " ".join(text.split())
    found = re.sub(r"</?mark>", "", str(snippet(text, set(words(query)))))
    plain = found.removeprefix("… ").removesuffix(" …")
    for name, sign in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("#x27", "'"), ("amp", "&")):
        plain = plain.replace(f"&{name};", sign)
    assert plain in flat
    assert len(plain) <= 160 or len(plain) <= max(map(len, re.split(r"\w", flat)), default=0)


@given(st.text(alphabet="ສາວກນັີຊ່ໍ ກំភ្ជា\u0301e👩\u200d", max_size=600))
def test_no_cluster_is_cut(text: str) -> None:
    flat = " ".join(text.split())
    plain = str(snippet(text, set())).removesuffix(" …")
    after = flat[len(plain) :][:1]
    assert not after or unicodedata.category(after)[0] != "M" or len(plain) == 0
