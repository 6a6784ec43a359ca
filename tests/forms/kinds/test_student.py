from datetime import date

import pytest
from django.utils import translation

from forms.kinds import KINDS
from forms.kinds.rules import age, identity_doubt, months_after, years_after
from tests.forms.kinds.answers import YEAR, ahead, for_another, student
from tests.forms.kinds.steps import asked, judge, warned, wrong

STUDENT = KINDS["student"]
TWO_YEARS = {"academic_year": "2024-2026"}
NEXT_YEAR = {"academic_year": "2025 – 2026", "gpa": "", "gpa_scale": ""}
#: Data that no form of this office may collect.
NEVER = ("ethnic", "religion", "party", "union", "dan_toc", "ton_giao", "dang_vien")


def test_a_complete_record_is_accepted(office):
    steps = judge(office, "student", student())
    assert wrong(steps) == {}
    assert warned(steps) == {}


@pytest.mark.parametrize("language", ["en", "lo", "km"])
def test_a_complete_record_is_accepted_in_every_language(office, language):
    with translation.override(language):
        assert wrong(judge(office, "student", student())) == {}


def test_an_empty_record_is_complete_only_where_all_is_optional(office):
    complete = {step.slug for step in judge(office, "student", student(), {}) if step.is_valid()}
    empty = {step.slug for step in STUDENT.check(office, {}, {}) if step.is_valid()}
    assert empty == {"thi-thuc", "suc-khoe", "nam-hoc"}
    assert complete > empty


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nationality": "THA"}, "nationality_0"),
        ({"full_name_passport": "SỎMPHONE"}, "full_name_passport"),
        ({"full_name_passport": "SOMPHONE 2"}, "full_name_passport"),
        ({"full_name_native": "Somphone"}, "full_name_native"),
        ({"full_name_native": "សុខ សុភា"}, "full_name_native"),
        ({"gender": "Y"}, "gender_0"),
        ({"date_of_birth": ahead(1)}, "date_of_birth"),
        ({"place_of_birth_province": ""}, "place_of_birth_province"),
        ({"passport_no": "PA12"}, "passport_no"),
        ({"passport_expiry": ahead(0)}, "passport_expiry"),
        ({"passport_expiry": None}, "passport_expiry"),
        ({"passport_issue_date": ahead(1)}, "passport_issue_date"),
        ({"visa_no": "A"}, "visa_no"),
        ({"temporary_residence_date": ahead(2)}, "temporary_residence_date"),
        ({"sponsor_body": ""}, "sponsor_body"),
        ({"agreement_ref": ""}, "agreement_ref"),
        ({"host_institution": "truong-la"}, "host_institution"),
        ({"major_code": "734010"}, "major_code"),
        ({"expected_graduation": "2024-09-05"}, "expected_graduation"),
        ({"expected_graduation": "2032-09-06"}, "expected_graduation"),
        ({"level": "du_bi_tieng_viet"}, "prep_course_place"),
        ({"vn_level": "bac_7"}, "vn_level"),
        ({"dormitory": "ktx-la"}, "dormitory"),
        ({"room_no": ""}, "room_no"),
        ({"dormitory": "ngoai_tru", "ward_code": "26740"}, "current_address"),
        ({"dormitory": "ngoai_tru", "current_address": "Số 1"}, "ward_code"),
        ({"phone_vn": "", "phone_home": "", "email": ""}, "phone_vn"),
        ({"emergency_contact_phone": ""}, "emergency_contact_phone"),
        ({"health_insurance_no": "SV123"}, "health_insurance_no"),
        ({"submitter_id_number": "12345"}, "submitter_id_number"),
        ({"year_statuses": [YEAR, YEAR]}, "rows-year_statuses"),
        (
            {"year_statuses": [YEAR | {"academic_year": "2024-2026"}]},
            "year_statuses-0-academic_year",
        ),
        ({"year_statuses": [YEAR | {"gpa": "4.01"}]}, "year_statuses-0-gpa"),
        ({"year_statuses": [YEAR | {"gpa_scale": ""}]}, "year_statuses-0-gpa_scale"),
        ({"year_statuses": [YEAR | {"conduct": 101}]}, "year_statuses-0-conduct"),
        ({"year_statuses": [YEAR | {"study_year": 8}]}, "year_statuses-0-study_year"),
    ],
)
def test_each_rule_refuses(office, changes, field):
    assert list(wrong(judge(office, "student", student(**changes)))) == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"nationality": "KHM", "full_name_native": "សុខ\u200bសុភា", "passport_no": "n1234567"},
        {"full_name_native": "", "full_name_vi": "Xổm-phon Vông-xả"},
        {"full_name_passport": "Sok"},
        {"full_name_passport": "o'brien-vongsa"},
        {"scholarship_category": "tu_tuc", "sponsor_body": "", "agreement_ref": ""},
        {"scholarship_category": "hoc_bong_khac", "agreement_ref": ""},
        {"dormitory": "ngoai_tru", "current_address": "Số 1", "ward_code": "31135", "room_no": ""},
        {"phone_vn": "", "phone_home": "", "email": "", "whatsapp": "+8562055551234"},
        {
            "level": "du_bi_tieng_viet",
            "prep_course_place": "Trường Đại học Mẫu",
            "vn_level": "chua",
        },
        {"expected_graduation": "2032-09-05"},
        for_another("dai_dien_to_chuc", submitter_id_number=""),
        for_another(represented_name="", represented_id=""),
        {"year_statuses": []},
        {
            "year_statuses": [
                YEAR,
                YEAR | {"academic_year": "2025 – 2026", "gpa": "", "gpa_scale": ""},
            ]
        },
        {"visa_type": "", "visa_no": "", "visa_expiry": None},
        {"place_of_birth_province": "Một nơi không có trong gợi ý"},
    ],
)
def test_honest_records_of_every_sort_are_accepted(office, changes):
    assert wrong(judge(office, "student", student(**changes))) == {}


def test_names_and_numbers_are_stored_as_the_passport_has_them(office):
    answers = student(full_name_passport="somphone  vongsa", passport_no="pa 1234567")
    stored = {}
    for step in judge(office, "student", answers):
        stored |= step.to_store()
    assert stored["full_name_passport"] == "SOMPHONE VONGSA"
    assert stored["passport_no"] == "PA1234567"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date_of_birth": ahead(-14 * 365)}, "date_of_birth"),
        ({"date_of_birth": "1950-01-01"}, "date_of_birth"),
        ({"passport_expiry": ahead(100)}, "passport_expiry"),
        ({"visa_expiry": ahead(-1)}, "visa_expiry"),
        ({"vn_level": "bac_3"}, "vn_level"),
        ({"vn_level": "chua"}, "vn_level"),
    ],
)
def test_what_is_unusual_is_warned_of_and_accepted(office, changes, field):
    steps = judge(office, "student", student(**changes))
    assert wrong(steps) == {}
    assert list(warned(steps)) == [field]


@pytest.mark.parametrize(
    ("category", "slot"), [("hiep_dinh", "sending_decision_file"), ("tu_tuc", "finance_proof_file")]
)
def test_papers_depend_on_who_pays(office, category, slot):
    answers = student(scholarship_category=category)
    steps = judge(office, "student", answers, {"passport_scan": ["tệp"]})
    assert list(wrong(steps)) == ["degree_files", slot]


def test_what_must_not_be_asked_is_not_asked(office):
    names = asked(judge(office, "student", student()))
    assert not [name for name in names for word in NEVER if word in name]


def test_papers_health_and_birth_are_sealed_and_numbers_can_be_found():
    sealed = (
        "submitter_id_number",
        "date_of_birth",
        "passport_no",
        "passport_expiry",
        "visa_no",
        "visa_type",
        "health_insurance_no",
        "health_note",
        "year_statuses",
    )
    assert all(STUDENT.traits_of(name).seal for name in sealed)
    assert STUDENT.traits_of("passport_no").find
    assert STUDENT.traits_of("passport_scan").privacy == "sensitive"
    assert not STUDENT.traits_of("programme").seal


def test_home_provinces_are_suggested_by_country(office):
    step = STUDENT.step("nhan-than", {})
    lao = step(office, {"nationality": "LAO"}).fields["place_of_birth_province"]
    assert len(lao.widget.suggestions) == 18
    khmer = step(office, {"nationality": "KHM"}).fields["place_of_birth_province"]
    assert len(khmer.widget.suggestions) == 25


def test_no_page_of_the_form_needs_many_queries(office, django_assert_max_num_queries):
    for step in STUDENT.steps_for(student()):
        with django_assert_max_num_queries(4):
            step(office, student()).as_p()


@pytest.mark.parametrize(
    ("number", "born", "doubt"),
    [
        ("079190001234", date(1990, 1, 1), False),
        ("001303001234", date(2003, 5, 5), False),
        ("999205001234", date(2005, 5, 5), False),
        ("079190001234", date(1991, 1, 1), True),
        ("079290001234", date(1990, 1, 1), True),
        ("PA1234567", date(1990, 1, 1), False),
        ("079190001234", None, False),
    ],
)
def test_a_number_and_a_birth_date_that_do_not_fit(number, born, doubt):
    assert bool(identity_doubt(number, born)) is doubt


def test_terms_end_on_the_same_day_or_the_last_one():
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert age(date(2008, 11, 22), date(2026, 11, 21)) == 17
