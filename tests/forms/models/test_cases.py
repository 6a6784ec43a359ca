"""What a case keeps of its answers: sealed apart from open, and columns that the queue reads."""

import pytest

from forms.models import Case
from forms.sealing import digest
from forms.states import State
from tests import cases, factories
from tests.forms.kinds import answers as given

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def case():
    return cases.case(factories.office(), "student", State.DRAFT)


def test_sealed_and_open_answers_come_back_together(case):
    stored = Case.objects.get(pk=case.pk)
    assert {name: stored.all_answers[name] for name in given.student()} == given.student()
    assert "passport_no" not in stored.answers
    assert given.student()["passport_no"] not in stored.sealed


def test_storing_one_answer_keeps_the_others_and_renews_the_columns(case):
    column = case.kind.columns["subject"]
    case.store({column: "MỘT TÊN KHÁC"})
    case.save()
    stored = Case.objects.get(pk=case.pk)
    assert stored.subject == "MỘT TÊN KHÁC"
    assert "mot  ten  khac" in stored.folded
    assert stored.all_answers["passport_no"] == given.student()["passport_no"]


def test_columns_take_no_more_than_they_hold(case):
    case.store(dict.fromkeys(case.kind.columns.values(), "ế" * 5000))
    case.commune_id = None
    case.save()
    assert len(Case.objects.get(pk=case.pk).subject) == 255


def test_equal_sealed_answers_are_found_without_opening_any(case):
    row = next(one for one in case.blind_index() if one.field == "passport_no")
    assert row.digest == digest("field", "passport_no", given.student()["passport_no"])
    alike = {field for likeness in case.kind.alike for field in likeness.fields}
    assert {one.field for one in case.blind_index()} <= {*case.all_answers, *alike}


def test_reading_a_case_again_reads_its_answers_again(case):
    other = Case.objects.get(pk=case.pk)
    other.store({"programme": "Luật"})
    other.save()
    assert case.all_answers["programme"] != "Luật"
    case.refresh_from_db()
    assert case.all_answers["programme"] == "Luật"
