import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.kinds.base import Kind, Row, Step, posted, rows
from forms.kinds.fields import choice, day, number, person_name, several, text, tick, upload
from forms.kinds.traits import unless, when
from home.models import Office
from tests.forms.kinds.ugly import UGLY


class PupilRow(Row):
    name = person_name("Tên")
    born = day("Ngày sinh", required=False)
    marks = number("Điểm", most=10, places=1, required=False)


class First(Step):
    slug = "mot"
    title = "Một"

    way = choice("Cách", (("post", "Bưu chính"), ("desk", "Trực tiếp")))
    address = text("Địa chỉ", asked=when("way", "post"))
    agreed = tick("Đồng ý")
    since = day("Từ ngày", required=False, asked=when("agreed", True))
    tags = several("Nhãn", (("a", "A"), ("b", "B")), required=False)
    amount = number("Số tiền", places=2, required=False)
    count = number("Số lượng", required=False)


class Second(Step):
    slug = "hai"
    title = "Hai"

    reason = text("Lý do", asked=when("way", "desk"))
    note = text("Ghi chú", required=False, asked=unless("way", "desk"))
    paper = upload("Giấy tờ", asked=when("way", "post"))
    pupils = rows("Học viên", PupilRow, one="Học viên", least=1, most=3)


class Third(Step):
    slug = "ba"
    title = "Ba"
    asked = (when("way", "post") | when("tags", "b"),)

    last = text("Cuối")


class Sample(Kind):
    code = "sample"
    version = 1
    title = "Mẫu"
    steps = (First, Second, Third)
    columns = {"subject": "address"}


KIND = Sample()
OFFICE = Office(code="thu", province_id="79")
DESK = {"way": "desk", "agreed": False, "tags": [], "amount": None, "count": 0}
PUPIL = {"name": "Lê Văn A", "born": "2010-02-28", "marks": "7.5"}


def sent(step, data, answers=None, **more):
    """A step as posted by a browser."""
    form = MultiValueDict({name: v if isinstance(v, list) else [v] for name, v in data.items()})
    return step(OFFICE, answers or {}, form, **more)


def test_a_field_of_the_same_step_is_judged_by_the_answer_beside_it():
    assert sent(First, {"way": "desk"}).is_valid()
    by_post = sent(First, {"way": "post"})
    assert not by_post.is_valid()
    assert by_post.errors["address"] == ["Hãy điền mục này."]


def test_an_answer_that_is_not_asked_is_not_kept():
    form = sent(First, {"way": "desk", "address": "Số 1", "since": "31/02/2026"})
    assert form.is_valid()
    assert form.to_store()["address"] is None
    assert form.to_store()["since"] is None


def test_nothing_typed_is_lost_while_the_question_before_it_is_open():
    form = sent(First, {"way": "", "address": "Số 1"})
    assert not form.is_valid()
    assert form.to_store()["address"] == "Số 1"


def test_an_earlier_answer_leaves_out_what_it_rules_out():
    assert "reason" in Second(OFFICE, {"way": "desk"}).fields
    assert "paper" not in Second(OFFICE, {"way": "desk"}).fields
    assert "reason" not in Second(OFFICE, {"way": "post"}).fields
    assert "note" in Second(OFFICE, {"way": "post"}).fields


def test_steps_apply_when_one_of_two_conditions_holds():
    assert [step.slug for step in KIND.steps_for({})] == ["mot", "hai"]
    assert KIND.step("ba", {"way": "post"}) is Third
    assert KIND.step("ba", {"way": "desk", "tags": ["b"]}) is Third
    assert KIND.step("ba", {"way": "desk", "tags": ["a"]}) is None


@pytest.mark.parametrize("value", UGLY, ids=lambda value: ascii(value)[:30])
def test_what_is_wrong_is_kept_as_typed_and_can_be_shown_again(value):
    form = sent(First, dict.fromkeys(First.base_fields, value))
    form.is_valid()
    stored = form.to_store()
    again = First(OFFICE, stored)
    assert "<form" not in str(again.as_p())
    assert all(len(str(answer)) < 11_000 for answer in stored.values())
    str(stored).encode()


def test_a_mistyped_answer_comes_back_as_typed():
    form = sent(First, {"way": "desk", "amount": "mười đồng"})
    assert not form.is_valid()
    assert form.to_store()["amount"] == "mười đồng"
    assert First(OFFICE, form.to_store())["amount"].value() == "mười đồng"


def test_stored_answers_are_shown_as_people_type_them():
    form = First(OFFICE, {"since": "2026-09-05", "amount": "12.50"})
    assert form["since"].value() == "05/09/2026"
    assert form["amount"].value() == "12,50"


def rows_data(*pupils, count=None):
    data = {"pupils-count": str(len(pupils) if count is None else count)}
    for number_, pupil in enumerate(pupils):
        data |= {f"pupils-{number_}-{name}": value for name, value in pupil.items()}
    return data


TYPED = {"name": "Lê Văn A", "born": "28/02/2010", "marks": "7,5"}


def test_rows_are_stored_clean_and_empty_ones_do_not_count():
    data = {"reason": "Vì thế"} | rows_data(TYPED, {"name": " "}, {})
    form = sent(Second, data, {"way": "desk"})
    assert form.is_valid(), form.errors
    assert form.to_store()["pupils"] == [PUPIL]
    assert len(form.to_store(keep_empty_rows=True)["pupils"]) == 3


def test_a_mistake_in_a_row_is_named_with_its_row_and_kept():
    data = {"reason": "Vì thế"} | rows_data(TYPED, TYPED | {"born": "31/02/2010"})
    form = sent(Second, data, {"way": "desk"})
    assert not form.is_valid()
    [(target, label, _message)] = list(form.summary_errors)
    assert target == "id_pupils-1-born"
    assert label == "Học viên 2 – Ngày sinh"
    assert form.to_store()["pupils"][1]["born"] == "31/02/2010"


def test_a_row_of_zeros_is_a_row():
    data = {"reason": "Vì thế"} | rows_data(TYPED | {"marks": "0"}, {"marks": "0"})
    form = sent(Second, data, {"way": "desk"})
    assert len(form.row_sets["pupils"].filled) == 2


def test_rows_have_a_least_and_a_most():
    few = sent(Second, {"reason": "Vì thế", "pupils-count": "0"}, {"way": "desk"})
    assert few.errors["pupils"] == ["Cần ít nhất 1 dòng."]
    many = sent(Second, {"reason": "Vì"} | rows_data(*[TYPED] * 9), {"way": "desk"})
    assert len(many.to_store()["pupils"]) == 3
    assert many.row_sets["pupils"].full


@pytest.mark.parametrize("count", ["", "-1", "x", "²", "9" * 50, "1e9", "\x00"])
def test_a_forged_number_of_rows_is_harmless(count):
    form = sent(Second, rows_data(TYPED, count=count), {"way": "desk"})
    assert not form.is_valid()


@pytest.mark.parametrize("stored", [None, "x", {"a": 1}, [1, "x", None], [[]], [{"name": {}}]])
def test_rows_survive_what_should_never_have_been_stored(stored):
    assert Second(OFFICE, {"way": "desk", "pupils": stored}).as_p()
    KIND.check(OFFICE, {"way": "desk", "pupils": stored}, {})[1].is_valid()


def test_a_file_is_asked_for_where_the_condition_holds():
    data = rows_data(TYPED)
    by_post = sent(Second, data, {"way": "post"})
    assert by_post.errors["paper"] == ["Hãy đính kèm tệp."]
    assert sent(Second, data, {"way": "post"}, attachments={"paper": ["tệp"]}).is_valid()
    refused = sent(
        Second,
        data,
        {"way": "post"},
        attachments={"paper": ["tệp"]},
        upload_errors={"paper": ["Tệp rỗng."]},
    )
    assert refused.errors["paper"] == ["Tệp rỗng."]


def test_parts_come_in_the_order_of_the_page():
    kinds = [(part.name, part.kind) for part in Second(OFFICE, {"way": "post"}).parts]
    assert kinds == [("note", "field"), ("paper", "files"), ("pupils", "rows")]


def test_check_judges_all_steps_that_apply():
    answers = {**DESK, "reason": "Vì thế", "pupils": [PUPIL]}
    assert all(step.is_valid() for step in KIND.check(OFFICE, answers, {}))
    assert len(KIND.check(OFFICE, {**answers, "way": "post"}, {})) == 3


def test_columns_are_text_whatever_was_stored():
    assert KIND.column("subject", {"address": "Số 1"}) == "Số 1"
    assert KIND.column("subject", {"address": None}) == ""
    assert KIND.column("email", {}) == ""


honest = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), max_size=30)
answers_of_first = st.fixed_dictionaries(
    {
        "way": st.sampled_from(["post", "desk"]),
        "address": honest,
        "agreed": st.booleans(),
        "since": st.none() | st.dates().map(lambda date: date.isoformat()),
        "tags": st.lists(st.sampled_from(["a", "b"]), unique=True),
        "amount": st.none() | st.decimals(0, 10**12, places=2).map(lambda n: format(n, "f")),
        "count": st.none() | st.integers(0, 10**12),
    }
)


@settings(max_examples=200, deadline=None)
@given(answers_of_first)
def test_stored_answers_judged_again_stay_as_they_are(answers):
    once = First(OFFICE, answers, posted(First, answers))
    stored = once.to_store()
    again = First(OFFICE, stored, posted(First, stored))
    assert again.to_store() == stored
    assert again.is_valid() == once.is_valid()


pupils = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["Lê Văn A", "ສົມພອນ", "1", ""]),
            "born": st.sampled_from(["2010-02-28", "31/02/2010", ""]),
            "marks": st.sampled_from(["7.5", "0", "12", "x", ""]),
        }
    ),
    max_size=3,
)


@settings(max_examples=100, deadline=None)
@given(pupils)
def test_stored_rows_judged_again_stay_as_they_are(rows_given):
    answers = {"way": "desk", "reason": "Vì thế", "pupils": rows_given}
    once = Second(OFFICE, answers, posted(Second, answers))
    stored = once.to_store()
    again = Second(OFFICE, {"way": "desk", **stored}, posted(Second, stored))
    assert again.to_store() == stored
    assert again.is_valid() == once.is_valid()


def test_zero_survives_the_round_trip():
    stored = First(OFFICE, DESK, posted(First, DESK)).to_store()
    assert stored["count"] == 0
