"""What is said of each row: by the steps of the form itself, and by who was filed before."""

from datetime import date, datetime

import pytest

from forms.kinds.student.people import passport_digest
from forms.models import BatchRow, Case
from forms.states import State
from tests import batches, cases, factories
from tests.batches import judged, messages, sheet, student, students
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.django_db


def one(batch, **changes):
    """The only row of a sheet, read and judged."""
    found = judged(batch, sheet([student(1, **changes)])).rows.get()
    return found.standing, messages(found)


def test_a_row_as_people_type_it_is_good(batch):
    assert one(batch) == ("good", [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("nationality", "LAO"),
        ("nationality", "lào"),
        ("nationality", "LAO "),
        ("gender", "nu"),
        ("gender", "F"),
        ("gender", "Female"),
        ("level", "dai_hoc"),
        ("scholarship_category", "TỰ TÚC"),
        ("date_of_birth", datetime(2005, 4, 14)),
        ("date_of_birth", date(2005, 4, 14)),
        ("date_of_birth", 38456),
        ("date_of_birth", "14-4-2005"),
        ("date_of_birth", "໑໔/໐໔/໒໐໐໕"),
        ("phone_vn", 912345678),
        ("phone_vn", 912345678.0),
        ("room_no", 204),
        ("dormitory", "ktx-mau"),
        ("full_name_native", "ສົມພອນ ວົງສາ"),
        ("health_note", "  "),
    ],
)
def test_a_cell_is_understood_as_it_was_meant(batch, column, value):
    assert one(batch, **{column: value}) == ("good", [])


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("nationality", "Việt Nam", "Hãy chọn một mục"),
        ("gender", "", "Hãy chọn một mục"),
        ("passport_no", "P-1", "Số hộ chiếu"),
        ("passport_no", 12, "Số hộ chiếu"),
        ("passport_expiry", "01/01/2020", "hết hạn"),
        ("date_of_birth", 2005, "Ngày phải có dạng"),
        ("date_of_birth", "31/02/2005", "Ngày phải có dạng"),
        ("date_of_birth", True, "Ngày phải có dạng"),
        ("full_name_passport", "=HYPERLINK(1)", "công thức"),
        ("full_name_passport", "x\ufffd", "không đọc được"),
        ("full_name_passport", "x" * 40_000, "Quá dài"),
        ("expected_graduation", "01/01/2024", "Ngày tốt nghiệp"),
        ("phone_vn", "123", "Số điện thoại"),
        ("room_no", "", "Hãy điền"),
        ("ward_code", "#REF!", None),
        ("full_name_native", "Somphone", "chữ Lào"),
    ],
)
def test_a_wrong_cell_is_named_with_the_forms_own_words(batch, column, value, said):
    standing, found = one(batch, **{column: value})
    if said is None:  # the question is not asked, so nobody minds
        assert (standing, found) == ("good", [])
    else:
        assert standing == "wrong"
        assert [name for name, message in found if said in message] == [column]


def test_what_another_answer_asks_for_is_missed(batch):
    outside = {"dormitory": "Ngoại trú (không ở ký túc xá)", "room_no": ""}
    standing, found = one(batch, **outside)
    assert standing == "wrong"
    assert {name for name, _message in found} == {"current_address", "ward_code"}
    place = {"current_address": "Số 1, đường Thử", "ward_code": "26740"}
    assert one(batch, **outside, **place) == ("good", [])


def test_a_doubt_stops_nobody(batch):
    found = judged(batch, sheet([student(1, vn_level="Chưa có")])).rows.get()
    assert found.standing == "good"
    assert [(column, doubt) for column, _message, doubt in found.problems] == [("vn_level", True)]


def test_a_person_twice_in_a_sheet_is_told_where_first(batch):
    rows = [student(1), None, student(2), student(1, full_name_passport="OTHER")]
    judged(batch, sheet(rows))
    assert batches.standings(batch) == [(4, "good"), (6, "good"), (7, "wrong")]
    ((column, message),) = messages(batch.rows.get(number=7))
    assert column == "passport_no"
    assert "dòng 4" in message
    both = [student(1), student(1, nationality="Campuchia")]  # another country's number
    assert [row for _n, row in batches.standings(judged(batch, sheet(both)))] == ["good", "good"]


def test_somebody_elses_case_is_told_of_without_its_code(batch, office):
    answers = given.student(passport_no="PA0000001", nationality="LAO")
    case = cases.case(office, "student", answers=answers)
    standing, found = one(batch)
    assert standing == "wrong"
    assert "đã có hồ sơ" in found[0][1]
    assert case.code not in found[0][1]
    other = factories.office("cantho")
    Case.objects.filter(pk=case.pk).update(office=other)
    assert one(batch) == ("good", [])


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN, State.NOT_APPROVED])
def test_a_case_that_ended_stands_in_nobodys_way(batch, office, state):
    cases.case(office, "student", state, given.student(passport_no="PA0000001"))
    assert one(batch) == ("good", [])


def test_a_student_in_the_register_is_known(batch, office):
    factories.student(office, passport_digest=passport_digest("LAO", "PA0000001"))
    assert one(batch)[0] == "wrong"


def test_what_was_filed_is_reported_with_its_code_and_not_filed_again(batch):
    content = sheet(students(3))
    batches.filed(judged(batch, content))
    assert Case.objects.count() == 3
    judged(batch, sheet([*students(3), student(4)]))
    assert [row for _n, row in batches.standings(batch) if row != "filed"] == [
        *["known"] * 3,
        "good",
    ]
    batches.filed(batch)
    assert Case.objects.count() == 4
    assert BatchRow.objects.filter(standing="filed").count() == 4


def test_judging_costs_the_same_queries_for_one_row_and_for_fifty(batch, statements):
    judged(batch, sheet(students(1)))
    counts = []
    for number in (1, 50):
        content = sheet(students(number))
        with statements() as found:
            judged(batch, content)
        counts.append(len(found))
    assert counts[1] <= counts[0]
