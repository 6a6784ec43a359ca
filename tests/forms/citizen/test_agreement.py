"""What is agreed to: exact for kind and office, kept word for word, never taken for granted."""

import re

import pytest
from django.utils import timezone, translation

from forms.citizen import drafts
from forms.citizen.agreement import agreement_of
from forms.kinds import KINDS
from forms.kinds.rules import read
from forms.kinds.traits import Privacy
from forms.models import Case, GivenPermission, KeptText
from forms.retention import SENTENCES, period
from tests import cases, factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def check(case: Case) -> str:
    return f"/ho-so/{case.key}/kiem-tra/"


def words(case: Case) -> str:
    return "\n".join(
        line for _title, lines in agreement_of(case, drafts.check(case)).sections for line in lines
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_notice_names_purpose_law_readers_periods_rights_and_where_to_ask(office, kind):
    office.phone = "+842838291875"
    use, text = KINDS[kind].data_use, words(cases.case(office, kind, "draft"))
    for part in (use.purpose, use.basis, use.seen_by, use.without, "2 ngày làm việc"):
        assert str(part) in text
    assert "028 3829 1875" in text
    for name in use.kept:
        assert str(period(name, timezone.localdate()).sentence) in text


def test_sensitive_data_are_named(office):
    text = words(cases.case(office, "student", "draft"))
    named = next(line for line in text.split("\n") if line.startswith("Trong đó dữ liệu nhạy cảm"))
    assert "Lưu ý về sức khỏe" in named
    assert "Ảnh trang thông tin của hộ chiếu" in named
    assert "Số hộ chiếu" not in named


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_about_a_person_is_in_the_notice_and_no_other(office, kind):
    case = cases.case(office, kind, "draft")
    text = words(case)
    for step in drafts.check(case):
        for name in step.fields:
            personal = KINDS[kind].traits_of(name).privacy is not Privacy.NONE
            if personal and step.applies(name) and name in step.base_fields:
                assert str(step.base_fields[name].label) in text
    assert "Văn bản ủy quyền" not in text
    assert "Địa chỉ nhận" not in text  # the result is sent by mail


def test_every_period_has_its_sentence():
    assert set(read("retention.yaml")) == set(SENTENCES)


def test_an_office_says_it_in_its_own_words(office, form_page):
    form_page.data_purpose = "Xét tặng danh hiệu của thành phố."
    form_page.data_retention = "Hồ sơ: 7 năm.\n\nQuyết định: vĩnh viễn."
    form_page.data_contact = "Bà Mai, phòng 12"
    text = words(cases.case(office, "nomination", "draft", form_page=form_page))
    assert {"Xét tặng danh hiệu của thành phố.", "Hồ sơ: 7 năm.", "Bà Mai, phòng 12"} <= set(
        text.split("\n")
    )
    assert "10 năm" not in text


def test_the_case_keeps_what_was_shown_word_for_word(citizen, draft):
    page = citizen.get(check(draft)).content.decode()
    assert citizen.submit(draft).status_code == 302
    draft.refresh_from_db()
    kept = draft.agreed_text
    assert kept.intact
    assert kept.language == "vi"
    assert draft.notice_version
    assert draft.consented_at
    for title, lines in kept.body["sections"]:
        assert all(text in page for text in (title, *lines))
    assert all(statement in page for statement in kept.body["statements"].values())


def test_it_is_kept_in_the_language_it_was_read_in(citizen, draft):
    with translation.override("en"):
        digest = agreement_of(draft, drafts.check(draft)).digest
    citizen.post(f"/en{check(draft)}", agreed(draft, "en"))
    draft.refresh_from_db()
    assert draft.agreed_text.language == "en"
    assert draft.agreed_text_id == digest


def test_one_text_is_kept_once_for_all_who_agreed_to_it(citizen, form_page):
    for number in range(2):
        answers = given.nomination("gia_dinh", nominee_name=f"Gia đình thứ {number}")
        case = complete(citizen, form_page, answers)
        assert citizen.submit(case).status_code == 302
    assert len(set(Case.objects.values_list("agreed_text", flat=True))) == 1
    assert KeptText.objects.count() == 2  # and the questions


def test_a_text_that_changed_meanwhile_is_shown_and_asked_again(citizen, draft, form_page):
    read = agreed(draft)
    form_page.data_purpose = "Một mục đích khác."
    form_page.save()
    answer = citizen.post(check(draft), read)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "vừa được thay đổi" in page
    assert "Một mục đích khác." in page
    assert "checked" not in page
    assert Case.objects.get().is_draft
    draft.form_page.refresh_from_db()
    assert citizen.post(check(draft), agreed(draft)).status_code == 302


@pytest.mark.parametrize("seen", ["", "x", "0" * 64, None])
def test_nobody_agrees_to_a_text_they_did_not_see(citizen, draft, seen):
    data = {name: value for name, value in (agreed(draft) | {"seen": seen}).items() if value}
    assert citizen.post(check(draft), data).status_code == 422
    assert Case.objects.get().is_draft


def test_what_is_optional_is_neither_ticked_nor_required(citizen, draft):
    page = citizen.get(check(draft)).content.decode()
    assert re.findall(r'name="(permission_\w+)"', page) == [
        "permission_praise",
        "permission_survey",
    ]
    assert "checked" not in page
    assert citizen.submit(draft).status_code == 302
    assert not GivenPermission.objects.exists()


def test_what_was_allowed_is_kept_with_its_time(citizen, draft):
    data = agreed(draft) | {"permission_praise": "on", "permission_share_health": "on"}
    assert citizen.post(check(draft), data).status_code == 302
    one = GivenPermission.objects.get()
    draft.refresh_from_db()
    assert (one.code, one.case, one.withdrawn_at) == ("praise", draft, None)
    assert one.given_at == draft.consented_at
    assert "praise" in draft.agreed_text.body["permissions"]


def test_health_is_shared_only_when_there_is_something_to_share(citizen, office):
    page = factories.form_page(office, "student")
    for note, asked in (("Hen suyễn nhẹ", True), ("", False)):
        case = complete(citizen, page, given.student(health_note=note))
        assert ("permission_share_health" in citizen.get(check(case)).content.decode()) is asked


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_offers_a_permission_of_few_letters(kind):
    assert all(len(one.code) <= 20 for one in KINDS[kind].data_use.permissions)


def test_ticks_survive_a_mistake(citizen, draft):
    data = agreed(draft) | {"permission_survey": "on"}
    del data["declaration"]
    page = citizen.post(check(draft), data).content.decode()
    assert page.count("checked") == 2
