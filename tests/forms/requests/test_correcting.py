"""Correcting on request: the answers asked about and no other, by the kind's rules."""

import pytest

from forms.models import Correction, Event, SealedIndex
from forms.models.events import faults, name_of
from forms.moves.transitions import Details, Stale, move
from forms.sealing import digest
from home.models import Role
from tests import factories
from tests.asking import ask, correction, sent_case
from tests.forms.requests.carried import S, carry, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def test_an_answer_is_corrected_and_the_old_one_kept(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    old = about.all_answers["passport_no"]
    request = ask(citizen, about, "correct", **correction("passport_no", "PB7654321"))
    browser = factories.signed_in(officer)
    page = browser.get(f"/cms/ho-so/{request.pk}/chuyen/approved/").content.decode()
    assert 'name="new-passport_no"' in page
    assert 'value="PB7654321"' in page
    assert old in page
    response = browser.post(
        f"/cms/ho-so/{request.pk}/chuyen/approved/",
        {"version": request.version, "reason": "Đã sửa.", "new-passport_no": "PB7654321"},
    )
    assert response.status_code == 302
    about = fresh(about)
    assert about.all_answers["passport_no"] == "PB7654321"
    assert Correction.objects.get(case=about).values == (old, "PB7654321")
    index = SealedIndex.objects.get(case=about, field="passport_no")
    assert index.digest == digest("field", "passport_no", "PB7654321")
    line = about.events.get(act=Event.Act.CORRECTED)
    assert line.actor == officer
    assert "Số hộ chiếu" in line.note
    assert "PB7654321" not in line.note
    assert faults(about) == faults(fresh(request)) == []


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("date_of_birth", "hôm qua"),
        ("date_of_birth", "2090-01-01"),
        ("passport_no", "<script>"),
        ("gender", "Q"),
        ("full_name_passport", ""),
    ],
)
def test_the_kinds_rules_hold_for_corrections_too(citizen, office, officer, question, typed):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "correct", **correction(question, "Xin sửa"))
    response = factories.signed_in(officer).post(
        f"/cms/ho-so/{request.pk}/chuyen/approved/",
        {"version": request.version, "reason": "Đã sửa.", f"new-{question}": typed},
    )
    assert response.status_code == 422
    assert fresh(about).all_answers == about.all_answers
    assert fresh(request).state == S.SUBMITTED


def test_nothing_but_what_was_asked_is_corrected(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "correct", **correction("room_no", "B204"))
    factories.signed_in(officer).post(
        f"/cms/ho-so/{request.pk}/chuyen/approved/",
        {
            "version": request.version,
            "reason": "Đã sửa.",
            "new-room_no": "B204",
            "new-passport_no": "HACK123",
            "values": "x",
        },
    )
    before, after = about.all_answers, fresh(about).all_answers
    assert after == before | {"room_no": "B204"}


def test_an_officer_who_changes_nothing_is_told(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    same = about.all_answers["room_no"]
    request = ask(citizen, about, "correct", **correction("room_no", "B204"))
    response = factories.signed_in(officer).post(
        f"/cms/ho-so/{request.pk}/chuyen/approved/",
        {"version": request.version, "reason": "Đã sửa.", "new-room_no": same},
    )
    assert response.status_code == 422
    assert "chưa có gì được sửa" in response.content.decode()


def test_rows_are_corrected_cell_by_cell(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "correct", **correction("year_statuses", "Năm thứ hai"))
    browser = factories.signed_in(officer)
    address = f"/cms/ho-so/{request.pk}/chuyen/approved/"
    assert 'name="new-year_statuses-0-study_year"' in browser.get(address).content.decode()
    row = about.all_answers["year_statuses"][0]
    sent = {f"new-year_statuses-0-{name}": value or "" for name, value in row.items()}
    sent |= {"version": request.version, "reason": "Đã sửa.", "new-year_statuses-0-study_year": "2"}
    assert browser.post(address, sent).status_code == 302
    after = fresh(about).all_answers["year_statuses"]
    assert str(after[0]["study_year"]) == "2"
    assert after[0]["academic_year"] == row["academic_year"]


def test_the_register_is_named_for_the_officer_to_correct(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    student = factories.student(office, "SAMPLE SOMXAI", case_code=about.code)
    request = ask(citizen, about, "correct", **correction("room_no", "B204"))
    page = factories.signed_in(officer).get(f"/cms/ho-so/{request.pk}/").content.decode()
    assert "Sổ đăng ký không tự đổi theo" in page
    assert str(student) in page


def test_whoever_decides_too_late_is_told_of_the_correction(citizen, office, officer):
    about = sent_case(citizen, office, state=S.SIGNING)
    request = ask(citizen, about, "correct", **correction("passport_no", "PB7654321"))
    carry(request, officer, Details(reason="Đã sửa.", values={"passport_no": "PB7654321"}))
    leader = factories.staff(office, Role.LEADER)
    with pytest.raises(Stale, match="Sửa dữ liệu") as late:
        move(about.pk, S.APPROVED, leader, about.version)
    assert name_of(officer) in str(late.value)
