from decimal import Decimal

import pytest
from django.utils import timezone

from forms.kinds import KINDS
from forms.kinds.nomination import self_scores
from forms.models.criteria import CriteriaSet, Criterion
from tests.forms.kinds import answers as given
from tests.forms.kinds.answers import nomination
from tests.forms.kinds.steps import asked, judge, warned, wrong

UNITS = "dvht_tt22_2020"
YEAR = timezone.localdate().year
COMMON = {
    "model_kind",
    "year",
    "criteria_set",
    "submitter_name",
    "submitter_role",
    "submitter_id_number",
    "submitter_phone",
    "submitter_email",
    "result_channel",
    "nominee_name",
    "ward_code",
    "neighbourhood",
    "representative_name",
    "representative_title",
    "representative_phone",
    "achievements",
}
GROUP = {"members_total", "families_total", "families_recognised", "minutes_file", "evidence_files"}
MATRIX = {
    "gia_dinh": {"members_total", "children_total", "adults_total", "evidence_files"},
    "dong_ho": GROUP | {"has_study_fund", "study_fund_vnd"},
    "cong_dong": GROUP,
    "cong_dan": {"citizen_birth_year", "occupation_group", "evidence_files"},
    "don_vi": {"members_total", "unit_kind", "unit_level", "minutes_file"}
    | set(given.SCORES)
    | set(given.PERCENTS)
    | {name.replace("score", "evidence") for name in given.SCORES},
}


def complete(office, model="don_vi", **changes):
    """Answers as they are once the first step was sent: the criteria follow from it."""
    answers = nomination(model, **changes)
    return answers | judge(office, "nomination", answers)[0].to_store()


@pytest.mark.parametrize("model", given.MODELS)
def test_a_complete_nomination_is_accepted(office, model):
    assert wrong(judge(office, "nomination", complete(office, model))) == {}


@pytest.mark.parametrize("model", given.MODELS)
def test_each_model_asks_only_what_it_needs(office, model):
    assert asked(judge(office, "nomination", complete(office, model))) == COMMON | MATRIX[model]


@pytest.mark.parametrize("model", given.MODELS)
def test_an_empty_nomination_is_complete_in_no_step(office, model):
    steps = judge(office, "nomination", {"model_kind": model, "year": YEAR}, {})
    assert not any(step.is_valid() for step in steps[1:])


def test_only_a_complete_set_of_criteria_is_scored(office):
    assert complete(office, "don_vi")["criteria_set"] == UNITS
    assert complete(office, "gia_dinh", year=2016)["criteria_set"] == "khong_cham_diem"
    assert complete(office, "don_vi", year=2019)["criteria_set"] == "khong_cham_diem"
    CriteriaSet.objects.filter(code=UNITS).update(status="sample")
    assert complete(office, "don_vi")["criteria_set"] == "khong_cham_diem"


def test_a_forged_set_of_criteria_is_computed_anew(office):
    assert complete(office, "gia_dinh", criteria_set=UNITS)["criteria_set"] == "khong_cham_diem"


@pytest.mark.parametrize(
    ("model", "changes", "field"),
    [
        ("gia_dinh", {"year": 2014}, "year"),
        ("gia_dinh", {"year": YEAR + 1}, "year"),
        ("gia_dinh", {"members_total": 4}, "members_total"),
        ("gia_dinh", {"members_total": 0, "children_total": 0, "adults_total": 0}, "members_total"),
        ("gia_dinh", {"children_total": None}, "children_total"),
        ("gia_dinh", {"neighbourhood": ""}, "neighbourhood"),
        ("gia_dinh", {"achievements": ""}, "achievements"),
        ("gia_dinh", {"achievements": "x" * 3001}, "achievements"),
        ("gia_dinh", {"representative_phone": "1"}, "representative_phone"),
        ("gia_dinh", {"ward_code": "Phường Bến Nghé"}, "ward_code"),
        ("dong_ho", {"families_recognised": 41}, "families_recognised"),
        ("dong_ho", {"has_study_fund": None}, "has_study_fund_0"),
        ("dong_ho", {"study_fund_vnd": "1.5"}, "study_fund_vnd"),
        ("cong_dong", {"families_total": 0}, "families_total"),
        ("cong_dan", {"citizen_birth_year": 1899}, "citizen_birth_year"),
        ("cong_dan", {"citizen_birth_year": YEAR + 1}, "citizen_birth_year"),
        ("cong_dan", {"occupation_group": "vua"}, "occupation_group"),
        ("don_vi", {"unit_level": "huyen"}, "unit_level_0"),
        ("don_vi", {"score_1_1": "10.5"}, "score_1_1"),
        ("don_vi", {"score_1_1": "7.3"}, "score_1_1"),
        ("don_vi", {"score_1_1": "-0.5"}, "score_1_1"),
        ("don_vi", {"score_1_1": None}, "score_1_1"),
        ("don_vi", {"score_2_2": "5.0"}, "score_2_2"),
        ("don_vi", {"score_3_1": "25"}, "score_3_1"),
        ("don_vi", {"percent_2_1": "100.01"}, "percent_2_1"),
        ("don_vi", {"percent_2_1": "99.99"}, "score_2_1"),
    ],
)
def test_each_rule_refuses(office, model, changes, field):
    answers = nomination(model, **changes)
    if model == "don_vi":
        answers["criteria_set"] = UNITS
    assert list(wrong(judge(office, "nomination", answers))) == [field]


def test_a_unit_need_not_belong_to_a_neighbourhood(office):
    assert wrong(judge(office, "nomination", complete(office, neighbourhood=""))) == {}


@pytest.mark.parametrize("model", ["dong_ho", "cong_dong", "don_vi"])
def test_those_who_meet_bring_the_minutes(office, model):
    steps = judge(office, "nomination", complete(office, model), {})
    assert list(wrong(steps)) == ["minutes_file"]


def test_evidence_is_required_where_a_criterion_says_so(office):
    Criterion.objects.filter(code="2.1").update(evidence_required=True)
    steps = judge(office, "nomination", complete(office))
    assert list(wrong(steps)) == ["evidence_2_1"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"families_recognised": 19}, "families_recognised"),
        ({"has_study_fund": "khong", "study_fund_vnd": None}, "has_study_fund"),
    ],
)
def test_a_clan_below_its_marks_is_warned_and_accepted(office, changes, field):
    steps = judge(office, "nomination", complete(office, "dong_ho", **changes))
    assert wrong(steps) == {}
    assert list(warned(steps)) == [field]


def test_a_clan_with_half_its_families_has_no_warning(office):
    assert (
        warned(judge(office, "nomination", complete(office, "dong_ho", families_recognised=20)))
        == {}
    )
    assert (
        warned(judge(office, "nomination", complete(office, "cong_dong", families_recognised=1)))
        == {}
    )


def test_scores_are_read_by_leaf_and_what_does_not_read_is_left_out(office):
    leaves = CriteriaSet.objects.get(code=UNITS).leaves
    found = self_scores(given.SCORES | {"score_1_1": "mười", "score_1_2": "NaN"}, leaves)
    assert "1.1" not in found
    assert "1.2" not in found
    assert found["1.3"] == Decimal(8)


def test_the_criteria_are_grouped_under_their_headings(office):
    score_step = KINDS["nomination"].step("tu-cham-diem", complete(office))
    headings = [part.heading for part in score_step(office, complete(office)).parts if part.heading]
    assert [heading[:2] for heading in headings] == ["1.", "2.", "3."]


def test_the_number_of_a_representative_is_not_asked(office):
    assert "representative_id_number" not in asked(
        judge(office, "nomination", complete(office, "gia_dinh"))
    )


def test_evidence_is_sensitive():
    assert KINDS["nomination"].traits_of("evidence_2_1").privacy == "sensitive"


@pytest.mark.parametrize("model", given.MODELS)
def test_no_page_of_the_form_needs_many_queries(office, model, django_assert_max_num_queries):
    answers = complete(office, model)
    for step in KINDS["nomination"].steps_for(answers):
        with django_assert_max_num_queries(4):
            step(office, answers).as_p()
