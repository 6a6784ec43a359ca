"""R-08: an old case reads as it read, whatever editors changed since."""

import pytest
from django.utils import translation

from forms.kinds import KINDS
from forms.kinds.asked import AsAsked, chosen, questions
from forms.kinds.display import answered
from forms.kinds.steps import Step
from forms.models import Criterion
from home.models import Commune
from services.models import Institution
from tests.forms.kinds import answers as given
from tests.forms.kinds.steps import judge

pytestmark = pytest.mark.django_db


def sent(office, kind, answers):
    """The answers of a case and what it keeps of its questions."""
    first = judge(office, kind, answers)[0].to_store()
    steps = judge(office, kind, {**answers, **first})
    stored = {name: value for step in steps for name, value in step.to_store().items()}
    return stored, AsAsked(questions(steps), chosen(steps, stored))


def shown(office, kind, answers, asked):
    sections = answered(KINDS[kind], office, answers, asked=asked)
    return {item.name or str(item.label): item for section in sections for item in section.items}


def test_a_phone_that_was_carried_over_is_read_as_dialled_and_kept_nowhere(office):
    answers, asked = sent(office, "data_request", given.data_request())
    assert shown(office, "data_request", answers, asked)["requester_phone"].text == "0912 345 678"
    assert "912345678" not in str(asked.chosen)


def test_R08_chosen_names_stay_when_they_are_changed_or_gone(office):
    answers, asked = sent(office, "student", given.student())
    Institution.objects.filter(slug="truong-mau").update(name="Tên mới")
    assert shown(office, "student", answers, asked)["host_institution"].text == "Trường Đại học Mẫu"
    assert shown(office, "student", answers, AsAsked())["host_institution"].text == "Tên mới"
    Institution.objects.all().delete()
    assert shown(office, "student", answers, asked)["host_institution"].text == "Trường Đại học Mẫu"


def test_R08_names_in_rows_stay_too(office):
    answers, asked = sent(office, "licence", given.licence("merge"))
    office.licence_set.update(name="Tên mới")
    [first, _second] = shown(office, "licence", answers, asked)["merge_targets"].rows
    assert first[0][1].startswith("Trung tâm Ngoại ngữ Hoa Mai")


def test_R08_a_commune_keeps_its_name(office):
    answers, asked = sent(office, "licence", given.licence())
    Commune.objects.filter(code="26740").update(full_name="Phường Khác")
    assert shown(office, "licence", answers, asked)["ward_code"].text == "Phường Sài Gòn"


def test_R08_criteria_and_sums_stay_as_they_were(office):
    answers, asked = sent(office, "nomination", given.nomination())
    before = shown(office, "nomination", answers, asked)
    Criterion.objects.filter(code="1.2").delete()
    Criterion.objects.update(text="Đã sửa", max_points=1)
    after = shown(office, "nomination", answers, asked)
    assert {name: (str(one.label), one.text) for name, one in before.items()} == {
        name: (str(one.label), one.text) for name, one in after.items()
    }
    assert after["score_1_2"].text == "8,5"
    assert after["Tổng điểm tự chấm"].text == "86,5"


def test_R08_what_is_asked_since_was_not_asked_then(office):
    answers, asked = sent(office, "nomination", given.nomination())
    leaf = Criterion.objects.get(code="1.2", criteria_set__code=answers["criteria_set"])
    Criterion.objects.create(
        criteria_set=leaf.criteria_set, parent=leaf.parent, code="1.9", text="Mới", max_points=1
    )
    assert "score_1_9" in shown(office, "nomination", answers, AsAsked())
    assert "score_1_9" not in shown(office, "nomination", answers, asked)


def test_our_own_words_are_kept_as_code_and_so_are_translated(office):
    with translation.override("en"):
        answers, asked = sent(office, "licence", given.licence("renew", licence="khong_co"))
    assert "khong_co" not in str(asked.chosen)
    answers, asked = sent(office, "nomination", given.nomination())
    with translation.override("en"):
        english = shown(office, "nomination", answers, asked)
        today = shown(office, "nomination", answers, AsAsked())
    assert str(english["achievements"].label) == str(today["achievements"].label)


def test_names_of_sealed_answers_are_not_kept_in_the_open(office):
    _answers, asked = sent(office, "student", given.student())
    assert set(asked.chosen) <= {"institutions", "dormitories"}


def test_cases_of_one_procedure_keep_one_and_the_same_text(office):
    _answers, first = sent(office, "nomination", given.nomination())
    _answers, second = sent(office, "nomination", given.nomination(nominee_name="Khác"))
    assert first.questions == second.questions
    _answers, licence = sent(office, "student", given.student())
    assert licence.questions == {}


def test_only_steps_whose_questions_are_data_are_kept():
    flagged = {step for kind in KINDS.values() for step in kind.steps if step.asks_data}
    assert {step.slug for step in flagged} == {
        "thanh-phan-ho-so",
        "ty-le",
        "tu-cham-diem",
        "minh-chung",
    }
    assert not Step.asks_data
