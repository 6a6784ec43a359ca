from datetime import timedelta

import pytest
from django.utils import timezone

from forms.kinds import KINDS
from forms.kinds.licence.names import proper_name
from services.models import Licence
from tests import factories
from tests.forms.kinds import answers as given
from tests.forms.kinds.answers import ACTS, CAMPUS, PROGRAMME, TEACHER, ahead, for_another, licence
from tests.forms.kinds.steps import asked, judge, warned, wrong

HOA_MAI = {"centre": "hoa-mai"}
COMMON = {
    "application_kind",
    "procedure",
    "submitter_name",
    "submitter_role",
    "submitter_id_number",
    "submitter_phone",
    "submitter_email",
    "result_channel",
    "centre_name_vi",
    "paper_ho_so",
}
IDENTITY = {"centre_type", "centre_name_en", "abbreviation"}
FOUNDER = {
    "ownership",
    "parent_body",
    "founder_kind",
    "founder_name",
    "founder_id",
    "founder_decision_no",
    "founder_decision_date",
}
PLACE = {
    "head_address",
    "ward_code",
    "premises_right",
    "lease_until",
    "phone",
    "email",
    "website",
}
DIRECTOR = {
    "director_name",
    "director_dob",
    "director_id_number",
    "director_degree",
    "director_major",
    "director_language_degree",
    "director_language_level",
    "director_cv_file",
}
TAUGHT = {"languages", "programmes"}
RUNNING = {
    "staff_total",
    "teacher_total",
    "teacher_foreign_total",
    "class_max_size",
    "tuition_public",
    "classroom_count",
    "classroom_area_m2",
    "expected_learners_per_shift",
    "finance_capital_vnd",
    "fire_safety_doc",
}
NEW = IDENTITY | FOUNDER | PLACE | {"campuses", "opening_date"} | DIRECTOR | TAUGHT | RUNNING
MATRIX = {
    "establish": NEW,
    "operate": NEW | {"teachers"},
    "renew": {"licence"} | DIRECTOR | TAUGHT | RUNNING,
    "reactivate": {"licence", "suspended_decision_no", "remedied_evidence"},
    "merge": NEW | {"merge_targets"},
    "split": NEW | {"licence", "split_plan"},
    "change": {"licence", "change_items", "change_note"} | IDENTITY | PLACE | DIRECTOR | TAUGHT,
    "add_campus": {"licence", "campuses"},
    "dissolve": {"licence", "dissolve_reason", "learner_settlement_plan", "asset_plan"},
}


@pytest.fixture
def old_rules(office):
    """The procedures that only the decree of 2017 had, as if they were in force."""
    for kind in ("operate", "renew"):
        factories.procedure(office, f"Thủ tục {kind}", application_kind=kind, slug=kind)


@pytest.mark.parametrize("kind", given.APPLICATIONS)
def test_a_complete_application_is_accepted(office, old_rules, kind):
    assert wrong(judge(office, "licence", licence(kind))) == {}


@pytest.mark.parametrize("kind", given.APPLICATIONS)
def test_each_application_asks_only_what_it_needs(office, old_rules, kind):
    assert asked(judge(office, "licence", licence(kind))) == COMMON | MATRIX[kind]


@pytest.mark.parametrize("kind", given.APPLICATIONS)
def test_nothing_that_is_asked_may_be_left_out_unless_optional(office, old_rules, kind):
    steps = judge(office, "licence", {"application_kind": kind}, {})
    assert not any(step.is_valid() for step in steps[1:] if step.slug != "co-so")


def test_a_change_asks_only_what_changes(office):
    steps = judge(office, "licence", licence("change", change_items=["giam_doc"]))
    assert asked(steps) & NEW == DIRECTOR
    assert wrong(steps) == {}


def test_what_the_old_decree_knew_is_offered_only_with_a_procedure_in_force(office):
    assert "application_kind_0" in wrong(judge(office, "licence", licence("operate")))
    assert "application_kind_0" in wrong(judge(office, "licence", licence("renew")))
    factories.procedure(office, application_kind="operate", valid_to=timezone.localdate())
    assert wrong(judge(office, "licence", licence("operate"))) == {}


def test_an_expired_procedure_takes_its_application_away(office):
    yesterday = timezone.localdate() - timedelta(days=1)
    factories.procedure(office, application_kind="merge_split", valid_to=yesterday)
    assert "application_kind_0" in wrong(judge(office, "licence", licence("merge")))
    assert wrong(judge(office, "licence", licence("establish"))) == {}


def test_a_procedure_of_another_office_counts_for_nothing(office):
    factories.procedure(factories.office("cantho"), application_kind="operate")
    assert "application_kind_0" in wrong(judge(office, "licence", licence("operate")))


def test_the_procedure_follows_from_the_application_and_names_its_papers(office):
    papers = [
        ("paper", {"name": "Tờ trình đề nghị", "mandatory": True}),
        ("paper", {"name": "Đề án thành lập", "mandatory": False}),
    ]
    page = factories.procedure(office, application_kind="establish", papers=papers)
    first = judge(office, "licence", licence("establish"))[0]
    assert first.to_store()["procedure"] == page.slug
    answers = licence("establish", procedure=page.slug)
    steps = judge(office, "licence", answers, {"director_cv_file": ["tệp"]})
    places = [part.name for part in steps[-1].parts]
    assert places == ["paper_to-trinh-de-nghi", "paper_de-an-thanh-lap"]
    assert list(wrong(steps)) == ["paper_to-trinh-de-nghi"]


def test_a_forged_procedure_is_computed_anew(office):
    first = judge(office, "licence", licence("establish", procedure="khac"))[0]
    assert first.to_store()["procedure"] == ""


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("establish", {"centre_name_vi": "Hoa Sen"}, "centre_name_vi"),
        ("establish", {"centre_name_vi": "Trung tâm Ngoại ngữ"}, "centre_name_vi"),
        ("establish", {"centre_name_vi": "Trung tâm Ngoại ngữ Hoa Mai"}, "centre_name_vi"),
        ("establish", {"centre_name_vi": "TRUNG TÂM TIN HỌC HOÁ MÃI"}, "centre_name_vi"),
        ("establish", {"centre_type": "khong"}, "centre_type"),
        ("establish", {"founder_kind": "ca_nhan"}, "founder_id"),
        ("establish", {"founder_id": "079190001234"}, "founder_id"),
        ("establish", {"founder_id": "03123456"}, "founder_id"),
        ("establish", {"founder_decision_date": ahead(1)}, "founder_decision_date"),
        ("establish", {"ward_code": "99999"}, "ward_code"),
        ("establish", {"ward_code": "31135"}, "ward_code"),
        ("establish", {"lease_until": ahead(-1)}, "lease_until"),
        ("establish", {"lease_until": None}, "lease_until"),
        ("establish", {"phone": "123"}, "phone"),
        ("establish", {"director_dob": ahead(-17 * 365)}, "director_dob"),
        ("establish", {"director_id_number": "12345"}, "director_id_number"),
        ("establish", {"director_language_level": None}, "director_language_level"),
        ("establish", {"teacher_foreign_total": 9}, "teacher_foreign_total"),
        ("establish", {"teacher_foreign_total": None}, "teacher_foreign_total"),
        ("establish", {"languages": []}, "languages_0"),
        ("establish", {"languages": ["sao_hoa"]}, "languages_0"),
        ("establish", {"programmes": []}, "rows-programmes"),
        ("establish", {"programmes": [PROGRAMME | {"periods": 0}]}, "programmes-0-periods"),
        ("establish", {"finance_capital_vnd": -1}, "finance_capital_vnd"),
        ("establish", {"opening_date": ahead(-1)}, "opening_date"),
        ("establish", {"centre_type": "tin_hoc"}, "computer_count"),
        ("merge", {"merge_targets": [HOA_MAI]}, "rows-merge_targets"),
        ("merge", {"merge_targets": [HOA_MAI] * 2}, "rows-merge_targets"),
        (
            "merge",
            {"merge_targets": [{"centre": "x"}, {"centre": "hoa-mai"}]},
            "merge_targets-0-centre",
        ),
        ("split", {"split_plan": "Chia đôi."}, "split_plan"),
        ("dissolve", {"asset_plan": "Bán hết."}, "asset_plan"),
        ("dissolve", {"licence": None}, "licence"),
        ("add_campus", {"campuses": []}, "rows-campuses"),
        ("add_campus", {"campuses": [CAMPUS | {"ward_code": "1"}]}, "campuses-0-ward_code"),
        ("change", {"change_items": []}, "change_items_0"),
        ("reactivate", {"suspended_decision_no": ""}, "suspended_decision_no"),
    ],
)
def test_each_rule_refuses(office, kind, changes, field):
    assert list(wrong(judge(office, "licence", licence(kind, **changes)))) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        for_another(),
        for_another("dai_dien_to_chuc", submitter_id_number=None),
        {"result_channel": "truc_tiep", "submitter_email": ""},
        {
            "result_channel": "buu_chinh",
            "delivery_address": "Số 5",
            "delivery_ward_code": "31135",
        },
    ],
)
def test_every_way_to_file_is_accepted(office, changes):
    assert wrong(judge(office, "licence", licence(**changes))) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"submitter_id_number": None}, "submitter_id_number"),
        ({"submitter_email": ""}, "submitter_email"),
        ({"submitter_role": ""}, "submitter_role_0"),
        ({"result_channel": "buu_chinh", "delivery_ward_code": "31135"}, "delivery_address"),
        ({"result_channel": "buu_chinh", "delivery_address": "Số 5"}, "delivery_ward_code"),
        ({"submitter_name": "N"}, "submitter_name"),
    ],
)
def test_the_submitter_gives_what_the_chosen_way_needs(office, changes, field):
    assert list(wrong(judge(office, "licence", licence(**changes)))) == [field]


def test_a_foreign_teacher_needs_a_work_permit(office, old_rules):
    foreign = [TEACHER | {"nationality": "khac"}]
    steps = judge(office, "licence", licence("operate", teachers=foreign))
    assert list(wrong(steps)) == ["teachers-0-work_permit_no"]
    permitted = [TEACHER | {"nationality": "khac", "work_permit_no": "GP-12"}]
    assert wrong(judge(office, "licence", licence("operate", teachers=permitted))) == {}


@pytest.mark.parametrize("kind", ["change", "split"])
def test_a_centre_may_keep_its_own_name(office, kind):
    answers = licence(kind, centre_name_vi="Trung tâm Ngoại ngữ Hoa Mai")
    assert wrong(judge(office, "licence", answers)) == {}
    taken = licence(kind, centre_name_vi="Trung tâm Ngoại ngữ Cánh Buồm")
    assert list(wrong(judge(office, "licence", taken))) == ["centre_name_vi"]


def test_merged_centres_may_keep_one_of_their_names(office):
    answers = licence("merge", centre_name_vi="Trung tâm Ngoại ngữ Cánh Buồm")
    assert wrong(judge(office, "licence", answers)) == {}


def test_a_name_is_free_again_when_its_centre_is_gone_and_free_at_another_office(office):
    answers = licence(centre_name_vi="Trung tâm Tin học Cánh Buồm")
    assert "centre_name_vi" in wrong(judge(office, "licence", answers))
    Licence.objects.filter(slug="canh-buom").update(stored_status=Licence.Status.DISSOLVED)
    assert wrong(judge(office, "licence", answers)) == {}


def test_a_centre_that_the_register_does_not_know_can_still_apply(office):
    answers = licence("dissolve", licence="khong_co", centre_name_vi="Nhà dạy tiếng Anh cũ")
    assert wrong(judge(office, "licence", answers)) == {}


def test_the_register_fills_in_what_it_knows(office):
    Licence.objects.filter(slug="hoa-mai").update(name_en="Hoa Mai Centre")
    step = KINDS["licence"].step("trung-tam", {"application_kind": "change"})
    shown = step(
        office, {"application_kind": "change", "change_items": ["ten"], "licence": "hoa-mai"}
    )
    assert shown["centre_name_vi"].value() == "Trung tâm Ngoại ngữ Hoa Mai"
    assert shown["centre_name_en"].value() == "Hoa Mai Centre"


@pytest.mark.parametrize(
    ("name", "proper"),
    [
        ("Trung tâm Ngoại ngữ Hoa Mai", "hoa mai"),
        ("Trung tâm Ngoại ngữ, Tin học Á Châu", "a chau"),
        ("Trung tâm Ngoại ngữ – Tin học Á Châu", "a chau"),
        ("Trung tâm Anh ngữ và Kỹ năng sống Sao Khuê", "sao khue"),
        ("Trung tâm  Ngoại ngữ", ""),
        ("Trung tâm Đông Đô", "dong do"),
    ],
)
def test_a_proper_name_is_what_follows_the_type(name, proper):
    assert proper_name(name) == proper


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lease_until": ahead(300)}, "lease_until"),
        ({"director_id_number": "079081001234"}, "director_id_number"),
        ({"director_id_number": "079280001234"}, "director_id_number"),
        ({"director_id_number": "123456789"}, "director_id_number"),
        ({"director_degree": "khac"}, "director_degree"),
        ({"director_language_level": "bac_2"}, "director_language_level"),
        ({"class_max_size": 26}, "class_max_size"),
        ({"expected_learners_per_shift": 161}, "classroom_area_m2"),
    ],
)
def test_what_is_unusual_is_warned_of_and_accepted(office, changes, field):
    steps = judge(office, "licence", licence(**changes))
    assert wrong(steps) == {}
    assert list(warned(steps)) == [field]


def test_a_usual_application_has_no_warning(office):
    assert warned(judge(office, "licence", licence())) == {}


def test_a_list_of_teachers_that_differs_from_their_number_is_warned_of(office, old_rules):
    assert "teachers" in warned(judge(office, "licence", licence("operate")))
    assert "teachers" not in warned(judge(office, "licence", licence("operate", teacher_total=1)))


def test_a_director_with_a_language_degree_or_of_another_trade_needs_no_certificate(office):
    degree = licence(director_language_degree="co", director_language_level=None)
    assert wrong(judge(office, "licence", degree)) == {}
    trade = licence(centre_type="tin_hoc", computer_count=30)
    trade |= dict.fromkeys(["director_language_degree", "director_language_level"])
    steps = judge(office, "licence", trade)
    assert wrong(steps) == {}
    assert "director_language_degree" not in asked(steps)


def test_numbers_of_papers_and_the_list_of_teachers_are_sealed():
    kind = KINDS["licence"]
    for name in ("submitter_id_number", "founder_id", "director_id_number"):
        assert kind.traits_of(name).find
    for name in ("director_dob", "teachers"):
        assert kind.traits_of(name).seal
    assert kind.traits_of("paper_de-an").privacy == "private"


@pytest.mark.parametrize("kind", given.APPLICATIONS)
def test_no_page_of_the_form_needs_many_queries(office, kind, django_assert_max_num_queries):
    answers = licence(kind)
    for step in KINDS["licence"].steps_for(answers):
        with django_assert_max_num_queries(4):
            step(office, answers).as_p()


def test_checking_a_whole_application_needs_few_queries(office, django_assert_max_num_queries):
    campuses = [CAMPUS] * 20
    with django_assert_max_num_queries(6):
        wrong(judge(office, "licence", licence(campuses=campuses)))


def test_every_act_is_one_of_the_applications():
    assert set(ACTS) <= set(given.APPLICATIONS)
