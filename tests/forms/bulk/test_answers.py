"""Answers as columns of an export: whose question is which, what is sealed, what it costs."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from forms.bulk import exporting
from forms.bulk.answers import answer_columns
from forms.bulk.exporting import table
from forms.kinds import KINDS
from forms.kinds.traits import traits
from forms.models import Case
from forms.tables import as_csv, as_xlsx
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
HIDDEN = "(hạn chế xử lý)"


def columns(kind):
    return {one.code: one for _step, some in answer_columns(kind) for one in some}


def rows(user, kind, *names):
    chosen = columns(kind)
    some = [chosen[f"{kind}.{name}"] for name in names] or [*chosen.values()]
    return list(table(user, Case.objects.filter(submitted_at__isnull=False), some))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sealed_is_no_column_of_any_kind(office, leader, kind):
    about = cases.case(office) if kind == "data_request" else None
    case = cases.case(office, kind, about=about)
    sealed = {name for name, field in KINDS[kind].base_fields.items() if traits(field).seal}
    assert not {f"{kind}.{name}" for name in sealed} & columns(kind).keys()
    content = b"".join(as_csv(table(leader, Case.objects.all(), [*columns(kind).values()])))
    secret = {str(case.all_answers[name]) for name in sealed & case.all_answers.keys()}
    secret -= {str(value) for value in case.answers.values()}  # a number may be asked for twice
    assert secret or kind == "data_request"
    assert not [text for text in secret if text in content.decode()]


def test_what_was_open_once_and_is_sealed_today_is_not_told(office, leader):
    case = cases.case(office, "student")
    case.answers["passport_no"] = "ZZ99999"
    case.save()
    assert "ZZ99999" not in str(rows(leader, "student"))


def test_answers_read_as_they_do_on_the_case_page(office, leader):
    answers = given.licence(centre_name_vi="Trung tâm Hòa Bình", opening_date="2027-03-01")
    case = cases.case(office, answers=answers | {"finance_capital_vnd": "1500000000"})
    names = ("centre_type", "centre_name_vi", "opening_date", "finance_capital_vnd", "ward_code")
    head, row = rows(leader, "licence", *names, "submitter_phone")
    assert head[:3] == [
        "Loại hình trung tâm",
        "Tên trung tâm (tiếng Việt)",
        "Ngày dự kiến hoạt động",
    ]
    assert row == [
        "Trung tâm ngoại ngữ",
        "Trung tâm Hòa Bình",
        "01/03/2027",
        "1.500.000.000",
        f"{case.commune.full_name}",
        "0912 345 678",
    ]


def test_headers_and_choices_are_in_the_language_of_the_reader(office, leader):
    cases.case(office)
    head, row = rows(leader, "licence", "centre_type")
    with override("en"):
        english_head, english_row = rows(leader, "licence", "centre_type")
        assert english_head == [str(KINDS["licence"].base_fields["centre_type"].label)]
    assert (head, row) == (["Loại hình trung tâm"], ["Trung tâm ngoại ngữ"])
    assert english_head != head
    assert english_row != row


def test_two_questions_of_one_name_are_told_apart(leader):
    for kind in KINDS:
        heads = [column.label for column in columns(kind).values()]
        assert len({*heads}) == len(heads), kind


def test_a_repeated_group_is_one_cell_with_a_line_for_each_row(office, leader):
    programmes = KINDS["licence"].base_fields["programmes"].row.base_fields
    first = next(iter(programmes))
    group = [{first: "A1"}, {first: "=B2"}, {}, {first: "gone", "gone": True}]
    cases.case(office, answers=given.licence() | {"programmes": group})
    _head, [cell] = rows(leader, "licence", "programmes")
    label = programmes[first].label
    assert cell == f"{label}: A1\n{label}: =B2"


def test_nothing_is_said_of_what_was_not_asked_nor_of_another_kind(office, leader):
    cases.case(office, "student")
    answers = given.student()
    answers.pop("temporary_residence_registered", None)
    cases.case(office, "student", answers=answers)
    cases.case(office, "licence")
    found = rows(leader, "student", "temporary_residence_registered", "submitter_name")[1:]
    assert [row for row in found if row == ["", ""]] == [["", ""]]
    assert all(row[0] in ("", "Có", "Không") for row in found)


def test_private_answers_are_for_who_works_the_case(office, leader, clerk):
    case = cases.case(office, "student", restricted_at=timezone.now())
    names = ("email", "nationality")
    [told] = rows(leader, "student", *names)[1:]
    assert told[0] == case.answers["email"]
    [closed] = rows(clerk, "student", *names)[1:]
    assert closed == [HIDDEN, told[1]]


def test_a_guest_gets_no_private_answer(office, leader):
    other = factories.office("cantho")
    leader.groups.add(other.groups.get(role=Role.ASSOCIATION).group)
    case = cases.case(other, "nomination")
    names = ("nominee_name", "submitter_phone", "submitter_email")
    [row] = rows(leader, "nomination", *names)[1:]
    assert row == [case.answers["nominee_name"], HIDDEN, HIDDEN]


def test_an_erased_case_is_a_row_without_answers(office, leader):
    case = cases.case(office)
    case.replace_answers({})
    case.save()
    assert {*rows(leader, "licence")[1]} == {""}


FORMULAS = ("=1+1", "+1+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "|calc", "＝1")


@pytest.mark.parametrize("evil", FORMULAS)
def test_R38_no_answer_is_a_formula(office, leader, evil):
    cases.case(office, answers=given.licence() | {"centre_name_vi": evil, "change_note": evil})
    found = rows(leader, "licence", "centre_name_vi", "change_note")
    text = b"".join(as_csv(found)).decode("utf-8-sig")
    assert all(cell.startswith("'") for cell in list(csv.reader(io.StringIO(text)))[1])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(as_xlsx(found))))
    assert {cell.data_type for row in book.active for cell in row} == {"s"}


@pytest.mark.parametrize("kind", KINDS)
def test_queries_do_not_grow_with_the_cases_nor_with_the_columns(office, leader, kind):
    given.plant(office)
    about = cases.case(office) if kind == "data_request" else None

    def cost(number):
        for _number in range(number):
            cases.case(office, kind, about=about)
        with CaptureQueriesContext(connection) as found:
            rows(leader, kind)
        return len(found)

    first = cost(1)
    assert cost(8) <= first <= 8


def test_no_more_than_a_chunk_is_in_memory(office, leader, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 4)
    for _number in range(9):
        cases.case(office)
    held = iter(table(leader, Case.objects.all(), [*columns("licence").values()]))
    next(held)
    with CaptureQueriesContext(connection) as found:
        next(held)
    read = [one["sql"] for one in found if "forms_case" in one["sql"]]
    assert len(read) == 1
    assert "LIMIT 4" in read[0]
    assert len(list(held)) == 8
