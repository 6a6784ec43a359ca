"""The place: typed by name, answered with choices where a name is not enough, stored as a code."""

import re

import pytest
from django.core.management import call_command
from django.utils.datastructures import MultiValueDict

from forms.kinds.base import posted
from forms.kinds.display import answered
from forms.kinds.licence.centre import CampusStep
from forms.kinds.nomination import NomineeStep
from forms.kinds.place import commune_code
from forms.kinds.student import StudentKind
from forms.kinds.student.living import HomeStep
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

OUT = {"dormitory": "ngoai_tru", "current_address": "Số 1"}


@pytest.fixture
def office():
    call_command("load_places", verbosity=0)
    return factories.office("hcmc")


def home(office, **sent):
    """The student's step about where they live, with a place of any province."""
    fields = {f"ward_code{end.replace('_', '-')}": value for end, value in sent.items()}
    return HomeStep(office, {}, MultiValueDict({k: [v] for k, v in {**OUT, **fields}.items()}))


def typed(office, text="", **more):
    return home(office, **{"": text}, **{f"_{name}": value for name, value in more.items()})


def nominee(office, text):
    return NomineeStep(office, {"model_kind": "gia_dinh"}, MultiValueDict({"ward_code": [text]}))


def offered(form, name="ward_code"):
    """The choices that the field shows: code and text."""
    html = str(form[name])
    return dict(re.findall('-chon" value="(.....)"><label[^>]*>([^<]+)<', html))


@pytest.mark.parametrize("text", ["26740", "Phường Sài Gòn", "sai gon", "p. sai gon", " SAI  GON "])
def test_one_match_is_stored_as_its_code_and_shown_back_in_full(office, text):
    form = nominee(office, text)
    assert form.to_store()["ward_code"] == "26740"
    again = NomineeStep(office, form.to_store())
    assert 'value="Phường Sài Gòn"' in str(again["ward_code"])
    assert "radio" not in str(again["ward_code"])


def test_several_matches_are_offered_and_one_picked(office):
    form = nominee(office, "thanh an")
    assert form.errors["ward_code"] == ["Có nhiều nơi tên như vậy. Hãy chọn một nơi."]
    choices = offered(form)
    assert set(choices.values()) == {
        "Xã Thanh An, Thành phố Hồ Chí Minh",
        "Xã Thạnh An, Thành phố Hồ Chí Minh",
    }
    for code in choices:
        data = MultiValueDict({"ward_code": ["thanh an"], "ward_code-chon": [code]})
        picked = NomineeStep(office, {"model_kind": "gia_dinh"}, data)
        assert picked.to_store()["ward_code"] == code


def test_an_unknown_name_is_kept_and_answered_with_the_nearest(office):
    form = nominee(office, "Sài Gòm")
    assert form.errors["ward_code"] == [
        "Không tìm thấy nơi này. Hãy gõ tên xã, phường, đặc khu hiện nay."
    ]
    assert 'value="Sài Gòm"' in str(form["ward_code"])
    assert "Phường Sài Gòn, Thành phố Hồ Chí Minh" in offered(form).values()
    again = NomineeStep(office, form.to_store())
    assert 'value="Sài Gòm"' in str(again["ward_code"])


def test_a_pick_left_over_from_another_name_does_not_count(office):
    data = MultiValueDict({"ward_code": ["ben thanh"], "ward_code-chon": ["26740"]})
    form = NomineeStep(office, {"model_kind": "gia_dinh"}, data)
    assert form.to_store()["ward_code"] != "26740"
    assert "ward_code" not in form.errors


@pytest.mark.parametrize("text", ["31135", "Ninh Kiều", "92: Ninh Kiều", "01: Ba Đình"])
def test_an_office_recognises_in_its_own_province_only(office, text):
    assert "ward_code" in nominee(office, text).errors
    assert "tinh" not in str(nominee(office, text)["ward_code"])


def test_anywhere_the_province_is_chosen_and_the_offices_own_is_there_already(office):
    shown = str(HomeStep(office, {})["ward_code"])
    assert '<option value="79" selected>' in shown
    assert typed(office, "ninh kieu", tinh="92").to_store()["ward_code"] == "31135"
    assert typed(office, "ninh kieu").to_store()["ward_code"] == "31135"
    again = str(HomeStep(office, {"ward_code": "31135"})["ward_code"])
    assert '<option value="92" selected>' in again
    assert 'value="Phường Ninh Kiều"' in again


def test_a_name_of_another_province_is_offered_not_taken(office):
    form = typed(office, "ninh kieu", tinh="79")
    assert offered(form) == {"31135": "Phường Ninh Kiều, Thành phố Cần Thơ"}
    picked = typed(office, "ninh kieu", tinh="79", chon="31135")
    assert picked.to_store()["ward_code"] == "31135"


def test_a_place_of_a_province_without_communes_is_kept_as_typed(office):
    form = typed(office, " xã  Hoằng Hóa ", tinh="38")
    stored = form.to_store()["ward_code"]
    assert "ward_code" not in form.errors
    assert stored == "38: xã Hoằng Hóa"
    judged = HomeStep(office, {}, posted(HomeStep, {**OUT, "ward_code": stored}))
    assert judged.to_store()["ward_code"] == stored
    again = str(HomeStep(office, {"ward_code": stored})["ward_code"])
    assert '<option value="38" selected>' in again
    assert 'value="xã Hoằng Hóa"' in again
    assert commune_code(stored) is None
    assert commune_code("26740") == "26740"


def test_a_place_is_shown_with_its_province_where_it_may_be_any(office):
    for stored, text in [
        ("31135", "Phường Ninh Kiều, Thành phố Cần Thơ"),
        ("38: Xã Hoằng Hóa", "Xã Hoằng Hóa, Tỉnh Thanh Hoá"),
        ("không biết", "không biết"),
        ("99: x", "x, 99"),
    ]:
        sections = answered(StudentKind(), office, {**OUT, "ward_code": stored}, attachments={})
        found = [item.text for one in sections for item in one.items if item.name == "ward_code"]
        assert found == [text]


@pytest.mark.parametrize(
    ("text", "province"),
    [
        ("123", "38"),
        ("?", "38"),
        ("x", "00"),
        ("x", "1"),
        ("x", "79 OR 1"),
        ("38: ", ""),
        (": x", ""),
    ],
)
def test_what_is_no_place_is_an_error(office, text, province):
    assert "ward_code" in typed(office, text, tinh=province).errors


def test_nothing_typed_is_nothing_answered(office):
    for text in ("", "  "):
        form = typed(office, text, tinh="38")
        assert form.errors["ward_code"] == ["Hãy điền mục này."]
    assert not HomeStep(office, {}, MultiValueDict({"ward_code-tinh": ["38"]})).errors.get("x")


def test_in_rows_too(office):
    row = {"name": "Cơ sở 2", "address": "Số 5", "rooms": "3", "area": "90"}
    data = MultiValueDict({f"campuses-0-{name}": [value] for name, value in row.items()})
    data |= {"campuses-count": ["1"], "campuses-0-premises_right": ["so_huu"]}
    answers = {"application_kind": "establish"}

    def sent(text, **more):
        fields = {"campuses-0-ward_code": [text]} | more
        return CampusStep(office, answers, MultiValueDict({**dict(data.lists()), **fields}))

    assert sent("sai gon").to_store()["campuses"][0]["ward_code"] == "26740"
    unsure = sent("thanh an").row_sets["campuses"].forms[0]
    assert len(offered(unsure)) == 2
    code = min(offered(unsure))
    picked = sent("thanh an", **{"campuses-0-ward_code-chon": [code]})
    assert picked.is_valid()
    assert picked.to_store()["campuses"][0]["ward_code"] == code


def test_nothing_typed_comes_back_as_markup(office):
    for text in ("<script>alert(1)</script>", '"><b>', "38: <b>x"):
        for form in (typed(office, text, tinh="38"), typed(office, text, tinh='"><b>')):
            assert "<script" not in str(form["ward_code"])
            assert "<b>" not in str(form["ward_code"])
