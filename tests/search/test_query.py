"""What is found, in which order, and what no query can do."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from search import query
from search.query import search
from tests.search.conftest import Plant

pytestmark = pytest.mark.engines


def titles(text: str, **narrowed: object) -> list[str]:
    return [hit.entry.title for hit in search(text, **narrowed).hits]


@pytest.mark.parametrize(
    "typed",
    [
        "giáo dục thường xuyên",
        "giao duc thuong xuyen",
        "GIÁO DỤC THƯỜNG XUYÊN",
        "Giao Dục thuong xuyên",
        unicodedata.normalize("NFD", "giáo dục thường xuyên"),
        "giáo\u00a0dục  thường\u3000xuyên",
    ],
)
def test_every_way_to_type_vietnamese_finds_the_same(plant: Plant, typed: str) -> None:
    plant("Trung tâm giáo dục thường xuyên")
    plant("Đào tạo lái xe")
    assert titles(typed) == ["Trung tâm giáo dục thường xuyên"]


def test_d_with_stroke_is_found_without_it(plant: Plant) -> None:
    plant("Đường Đinh Tiên Hoàng")
    assert titles("duong dinh")


def test_a_phrase_in_the_title_comes_first(plant: Plant) -> None:
    plant("Học bổng", "Tập huấn và học hỏi")
    plant("Tập thể dục trong trường học")
    plant("Đơn vị học tập")
    assert titles("học tập")[0] == "Đơn vị học tập"


def test_exact_accents_come_before_other_accents(plant: Plant) -> None:
    plant("Bao hiểm")
    plant("Bảo hiếm")
    plant("Bảo hiểm y tế tự nguyện của học sinh")
    assert titles("bảo hiểm")[0].startswith("Bảo hiểm")


def test_a_phrase_in_the_text_comes_before_scattered_words(plant: Plant) -> None:
    plant("Một", "hồ nước và sơ đồ")
    plant("Hai", "nộp hồ sơ")
    assert titles("hồ sơ") == ["Hai", "Một"]


def test_equals_keep_their_order(plant: Plant) -> None:
    for _ in range(3):
        plant("Thông báo")
    first = [hit.entry.pk for hit in search("thông báo").hits]
    assert first == [hit.entry.pk for hit in search("thông báo").hits] == sorted(first)


def test_a_phone_number_is_found_in_any_grouping(plant: Plant) -> None:
    plant("Liên hệ", "Điện thoại 0292.3831.821")
    for typed in ("02923831821", "0292 3831 821", "0292.3831.821", "0292-383-1821"):
        assert titles(typed) == ["Liên hệ"], typed


def test_results_are_narrowed_by_kind_office_and_language(plant: Plant) -> None:
    plant("Cấp phép", kind="form")
    plant("Cấp phép", kind="guide")
    site = Site.objects.get().pk
    assert [hit.entry.kind for hit in search("cấp phép", kinds=["form"]).hits] == ["form"]
    assert len(search("cấp phép", office=site).hits) == 2
    assert search("cấp phép", office=site + 1).hits == []
    assert search("cấp phép", locale="en").hits == []


def test_facets_also_count_what_is_narrowed_away(plant: Plant) -> None:
    plant("Cấp phép", kind="form")
    plant("Cấp phép", kind="guide")
    facets = search("cấp phép", kinds=["form"]).kinds
    assert [(facet.value, facet.count, facet.chosen) for facet in facets] == [
        ("form", 1, True),
        ("guide", 1, False),
    ]


def test_other_languages_are_offered_only_when_the_own_has_nothing(plant: Plant) -> None:
    plant("Licence", locale="en")
    assert search("licence", locale="vi").elsewhere == [("en", 1)]
    assert search("licence", locale="en").elsewhere == []


def test_the_count_is_capped(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "COUNTED", 2)
    for _ in range(3):
        plant("Thông báo")
    found = search("thông báo")
    assert (found.total, found.more) == (2, True)


@pytest.mark.parametrize("text", ["", "   ", '"', "-", "*", "()", "😀", "%", "<->", "\0", "\ud800"])
def test_without_a_word_no_engine_is_asked(text: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert search(text).hits == []
    assert len(queries) == 0


@pytest.mark.parametrize(
    "text",
    [
        'học"tập', "học'", "o'brien", "học*", "học )", "AND học", "NOT học", "NEAR(học tập)",
        "title:học", "^học", "{học}", "học & !tập", "học <-> tập", "học:*", "a\\b học", "%(x)s học",
        "học; DROP TABLE x --", "\u200bhọc", "học\0tập", "học " * 500, "a" * 5000, "ກ" * 200,
        "x" + "\u0301" * 300, "ﷺ" * 200, "1e5 0x1f 1.5e-3 học",
    ],
)  # fmt: skip
def test_hostile_text_is_only_text(plant: Plant, text: str) -> None:
    plant("Học tập suốt đời")
    search(text, locale="vi", kinds=["guide"], office=1, page=10**6)


def test_an_operator_is_a_word(plant: Plant) -> None:
    plant("Học và chơi")
    assert titles('"học"') == ["Học và chơi"]
    assert titles("học NOT chơi") == []


def test_a_page_of_results_takes_three_queries(plant: Plant) -> None:
    for _ in range(12):
        plant("Học tập")
    with CaptureQueriesContext(connection) as queries:
        assert len(search("học tập", locale="vi").hits) == 10
    assert len(queries) == 3


def test_pages_do_not_overlap(plant: Plant) -> None:
    for _ in range(12):
        plant("Học tập")
    first, second = (search("học tập", page=page).hits for page in (1, 2))
    assert len(first) == 10
    assert len({hit.entry.pk for hit in first + second}) == 12
