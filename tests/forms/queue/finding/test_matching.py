"""Words, codes and numbers in the search box: the same cases on every database."""

import pytest

from forms.models import Case
from forms.queue.finding import words
from forms.states import State
from tests.forms.queue.finding.conftest import centre

pytestmark = pytest.mark.engines

SENT = {"hoa", "hoà", "đông", "anh", "247", "student"}
WORDS = {
    "hòa bình": {"hoa", "hoà"},
    "hoà bình": {"hoa", "hoà"},
    "HOA BINH": {"hoa", "hoà"},
    "ho\u0300a bi\u0300nh": {"hoa", "hoà"},
    "binh hoa": {"hoa", "hoà"},
    "tin bình": {"hoà"},
    "oại ngữ": {"hoa", "đông"},
    "dong do": {"đông"},
    "Đông Đô": {"đông"},
    "đô": {"đông"},
    "anh việt": {"anh"},
    "anh-viet": {"anh"},
    "Anh–Việt/Úc": {"anh"},
    "a.v.u": {"anh"},
    "y á": {"anh"},
    "ngọc hân": SENT - {"anh", "student"},
    "g": set(),
    "ục": {"anh"},
    "trung tâm": SENT - {"student"},
    '"hòa bình"': {"hoa", "hoà"},
    '"bình hòa"': set(),
    '"ngữ hòa"': {"hoa"},
    "“tâm tin học”": {"hoà"},
    "bình -ngoại": {"hoà"},
    'trung -"hoà bình" -247': {"đông", "anh"},
    "somphone": {"student"},
    "vongsa somphone": {"student"},
    "không có gì như thế": set(),
    "": SENT,
    "   ": SENT,
    '"': SENT,
    "-": SENT,
    ":": SENT,
    "–": SENT,
    "%": SENT,
    "_": SENT,
    "\\": SENT,
    "'": SENT,
    "😀": SENT,
    "' OR 1=1 --": set(),
    "* OR NEAR(": set(),
    "\u200b\u202e": SENT,
    "x": set(),
    "ສົມພອນ": {"student"},
    "ສົມ": {"student"},
}
NUMBERS = {
    "0901234567": {"hoa"},
    "0901 234 567": {"hoa"},
    "0901.234.567": {"hoa"},
    "(0901) 234-567": {"hoa"},
    "+84901234567": {"hoa"},
    "+84 901 234 567": {"hoa"},
    "84901234567": {"hoa"},
    "0084901234567": {"hoa"},
    "0901": {"hoa"},
    "234567": {"hoa"},
    "4567": {"hoa"},
    "0123": set(),
    "028 3822 9360": {"đông"},
    "4321 kỹ năng": {"247"},
    "247": {"247"},
    "kỹ năng 247": {"247"},
    "cơ sở 2": {"đông"},
    "PA1234567": {"student"},
    "pa 123 4567": {"student"},
    "pa1234567 somphone": {"student"},
    "PA123456": set(),
    "ZZ99999": set(),
    "079190001234": SENT - {"student"},
    "079 190 001 234": SENT - {"student"},
    "07919000123": set(),
}


@pytest.mark.django_db
def test_words_are_found_however_they_are_written(looks):
    assert {typed: looks(typed) for typed in WORDS} == WORDS


@pytest.mark.django_db
def test_numbers_are_found_as_people_say_them(looks):
    assert {typed: looks(typed) for typed in NUMBERS} == NUMBERS


@pytest.mark.django_db
def test_a_code_is_found_whole_by_its_beginning_and_by_its_end(looks, town):
    code = town["đông"].code
    agency, day, last = code.rsplit("-", 2)
    for typed in (code, code.lower(), f" {code} ", f"{day}-{last}", f"T79-{day}-{last}", last):
        assert looks(typed) == {"đông"}, typed
    for typed in (agency, f"{agency}-{day}", f"{agency}-{day[:4]}", day, f"{day}-"):
        assert looks(typed) >= {"đông", "hoa"}, typed
    assert looks(f"{code} ngoại ngữ") == {"đông"}
    assert looks(f"{code} tin học") == set()


@pytest.mark.django_db
@pytest.mark.parametrize("few", [0, 2])
def test_frequent_words_find_the_same_as_rare_ones(looks, monkeypatch, few):
    monkeypatch.setattr(words, "FEW", few)
    for typed, expected in {**WORDS, **NUMBERS}.items():
        assert looks(typed) == expected, typed


@pytest.mark.django_db
def test_the_index_follows_every_change(looks, office, town):
    case = town["hoa"]
    case.store(
        {"centre_name_vi": "Trung tâm Ngoại ngữ Phù Đổng", "submitter_phone": "+84333111222"}
    )
    case.save()
    assert looks("hòa bình") == {"hoà"}
    assert looks("phù đổng") == looks("0333111222") == {"hoa"}
    Case.objects.filter(pk=case.pk).update(folded="sua  thang", phone="")
    assert looks("phù đổng") == looks("0333111222") == set()
    assert looks("sửa thẳng") == {"hoa"}
    draft = town["draft"]
    now = town["hoà"].submitted_at
    Case.objects.filter(pk=draft.pk).update(
        code="T79-1-0001", state=State.SUBMITTED, submitted_at=now, consented_at=now
    )
    assert looks("bản nháp") == {"draft"}
    town["247"].events.all()._raw_delete(town["247"].events.db)
    town["247"].sealed_index.all().delete()
    Case.objects.filter(pk=town["247"].pk).delete()
    assert looks("kỹ năng") == set()


@pytest.mark.django_db
def test_a_batch_is_found_by_its_code(looks, office):
    assert looks("000.00.00.T79-261122-L001") == set()


@pytest.mark.django_db
def test_a_number_that_only_another_office_knows_shows_by_nothing(looks, town, office):
    """Not even by what is found instead."""
    named = centre(office, "Trung tâm ZZ99999")
    assert looks.desk.calendars.keys() == {office.pk}
    found = Case.objects.filter(office=office, found_by__contains="zz99999")
    assert list(found) == [named]


@pytest.mark.django_db
def test_an_operator_asks_once_however_often_it_is_typed(looks, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        looks(" ".join(["n:a nxl:b px:c"] * 13))


@pytest.mark.django_db
def test_looking_costs_few_queries(looks, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        looks("trung tâm 0901234567 PA1234567")
