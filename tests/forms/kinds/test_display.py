import pytest
from django.utils import translation

from forms.kinds import KINDS
from forms.kinds.display import answered
from tests.forms.kinds import answers as given
from tests.forms.kinds.steps import judge


def shown(office, kind, answers, **options):
    """Every item by its field's name, the computed ones by their label."""
    sections = answered(KINDS[kind], office, answers, **options)
    return {item.name or str(item.label): item for section in sections for item in section.items}


def test_answers_are_shown_as_people_read_them(office):
    items = shown(office, "licence", given.licence())
    assert items["application_kind"].text == "Thành lập, cho phép thành lập"
    assert items["languages"].text == "Tiếng Anh, Tiếng Nhật"
    assert items["ward_code"].text == "Phường Sài Gòn"
    assert items["director_dob"].text == "02/03/1980"
    assert items["classroom_area_m2"].text == "240,5"
    assert items["finance_capital_vnd"].text == "1.500.000.000"
    assert items["teacher_foreign_total"].text == "0"
    assert items["submitter_phone"].text == "0912 345 678"
    assert items["opening_date"].text == ""
    assert items["opening_date"].empty


def test_a_commune_that_may_be_anywhere_is_shown_with_its_province(office):
    answers = given.student(dormitory="ngoai_tru", ward_code="31135", current_address="Số 1")
    assert shown(office, "student", answers)["ward_code"].text == "Phường Ninh Kiều, Thành phố 92"


def test_numbers_are_written_in_the_readers_way(office):
    with translation.override("en"):
        assert shown(office, "licence", given.licence())["finance_capital_vnd"].text == (
            "1,500,000,000"
        )


def test_years_are_not_grouped(office):
    assert shown(office, "nomination", given.nomination("cong_dan"))["citizen_birth_year"].text == (
        "1990"
    )


def test_rows_are_tables_of_labels_and_texts(office):
    items = shown(office, "licence", given.licence("add_campus"))
    [row] = items["campuses"].rows
    assert ("Diện tích (m²)", "90") in [(str(label), text) for label, text in row]
    assert ("Quyền sử dụng địa điểm", "Sở hữu") in [(str(label), text) for label, text in row]
    assert "Phường Sài Gòn" in dict(row).values()
    assert items["campuses"].anchor == "rows-campuses"


def test_numbers_of_papers_are_masked_where_they_must_be(office):
    clear = shown(office, "student", given.student())
    masked = shown(office, "student", given.student(), mask=True)
    assert clear["passport_no"].text == "PA1234567"
    assert masked["passport_no"].text == "********4567"
    assert masked["submitter_id_number"].text == "********4567"
    assert masked["full_name_passport"].text == "SOMPHONE VONGSA"
    licence = shown(office, "licence", given.licence(), mask=True)
    assert licence["submitter_id_number"].text == "********1234"
    assert "079" not in licence["director_id_number"].text


def test_only_what_is_asked_is_shown(office):
    left_over = given.licence("dissolve", head_address="Số 1", split_plan="x" * 60)
    items = shown(office, "licence", left_over)
    assert "head_address" not in items
    assert "split_plan" not in items
    assert "delivery_address" not in items
    assert items["asset_plan"].text


def test_files_come_with_their_slot(office):
    answers = given.student()
    items = shown(office, "student", answers, attachments={"passport_scan": ["a.jpg", "b.jpg"]})
    assert items["passport_scan"].files == ("a.jpg", "b.jpg")
    assert items["photo_file"].empty
    steps = judge(office, "student", answers)
    sections = answered(KINDS["student"], office, answers, steps)
    files = [item for section in sections for item in section.items if item.files]
    assert {item.name for item in files} == set(given.files("student", answers))


def test_ticks_are_words(office):
    assert shown(office, "student", given.student())["temporary_residence_registered"].text == "Có"
    untold = given.student(temporary_residence_registered=False)
    assert shown(office, "student", untold)["temporary_residence_registered"].text == "Không"


def test_self_scores_are_added_up_and_graded(office):
    answers = given.nomination()
    answers |= judge(office, "nomination", answers)[0].to_store()
    items = shown(office, "nomination", answers)
    assert items["score_1_2"].text == "8,5"
    assert items["Tổng điểm tự chấm"].text == "86,5"
    assert items["Tự xếp loại"].text == "Tốt"
    assert items["criteria_set"].text.startswith("Đơn vị học tập")


def test_a_code_that_is_no_longer_offered_keeps_its_name(office):
    assert shown(office, "nomination", given.nomination(unit_level="huyen"))[
        "unit_level"
    ].text.startswith("Cấp huyện")
    assert shown(office, "licence", given.licence("operate"))["application_kind"].text == (
        "Cho phép hoạt động giáo dục"
    )


@pytest.mark.parametrize("junk", ["x", ["x"], {"a": 1}, 3.5, True, "NaN", "9" * 400, [[1]], "<b>"])
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_was_stored_can_be_shown(office, kind, junk):
    answers = dict.fromkeys(KINDS[kind].labels, junk)
    first = given.OF_KIND
    for section in answered(KINDS[kind], office, answers | dict(list(first[kind]().items())[:1])):
        for item in section.items:
            assert isinstance(item.text, str)


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("licence", given.licence(campuses=[given.CAMPUS] * 30)),
        ("nomination", given.nomination()),
        ("student", given.student()),
    ],
    ids=["licence", "nomination", "student"],
)
def test_showing_a_case_needs_few_queries(office, kind, answers, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        shown(office, kind, answers)
