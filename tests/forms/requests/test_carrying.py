"""Carrying out what citizens ask about their data: by the kind's rules, in one transaction."""

import json
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from forms.models import Attachment, Case, Correction, Event, Notice, SealedIndex
from forms.models.attachments import private_storage
from forms.models.events import append, faults, name_of
from forms.models.messages import Message
from forms.moves.transitions import Details, Forbidden, Refused, Stale, move
from forms.requests.erasing import leave_no_address
from forms.sealing import digest
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.asking import ask, correction, sent_case
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
S = State
MARKER = "ZQMARKER"
CORRECTED = {"correct": {"passport_no": "PB7654321"}, "see": {}, "erase": {}, "object": {}}
DONE = Details(reason="Đã làm.")


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    given.plant(found)
    cases.calendar(found)
    return found


@pytest.fixture
def citizen(office):
    return Citizen(Client(), "hcmc.localhost")


def carry(request, user, details=DONE, to=S.APPROVED):
    request.refresh_from_db()
    return move(request.pk, to, user, request.version, details)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def marked(citizen, office, state, **columns):
    """A student's case, closed, with the marker in whatever its citizen may have left."""
    answers = given.student(
        full_name_passport=f"{MARKER} A",
        passport_no="ZQMARK123",
        health_note=f"{MARKER} sức khỏe",
        submitter_email="zqmarker@example.vn",
        current_address=f"{MARKER} đường 1",
    )
    about = sent_case(citizen, office, "student", state=state, answers=answers, **columns)
    cases.attach(about, f"{MARKER}.pdf", "passport_scan")
    cases.attach(about, f"{MARKER} bảo hiểm.pdf", "insurance_file")
    Message.written(f"{MARKER} hỏi", case=about, side="citizen").save()
    Notice.objects.create(
        case=about, topic=S.SUBMITTED, language="vi", to="zqmarker@example.vn", status="sent"
    )
    return about


def everything_stored():
    """All of the database as text, sealed values opened; and the names of all private files."""
    from forms.sealing import unseal

    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for cell in row:
                    text = str(cell)
                    found.append(text)
                    if text.startswith("gAAAA"):
                        found.append(json.dumps(unseal(text), ensure_ascii=False))
    files = [one.name for number in range(256) for one in private_storage().below(f"{number:02x}")]
    return "\n".join(found).casefold(), files


# --- erase


def test_R74_what_the_law_let_go_of_is_erased_without_a_trace(
    citizen, office, officer, django_capture_on_commit_callbacks
):
    """Withdrawn more than five years ago: nothing says any more what it said."""
    long_ago = timezone.now() - timedelta(days=366 * 6 + 1)
    about = marked(citizen, office, S.WITHDRAWN, closed_at=long_ago)
    other = cases.case(office, "student", answers=given.student(full_name_passport="KHÁC"))
    kept = cases.attach(other, "khac.pdf")
    request = ask(citizen, about, "erase", wish=f"Xóa hết {MARKER}")
    assert MARKER.casefold() in everything_stored()[0]
    with django_capture_on_commit_callbacks(execute=True):
        carry(request, officer)
        Notice.objects.update(status="sent")
        carry(request, officer, to=S.RETURNED)
    Notice.objects.update(status="sent")
    call_command("erase_leftovers", verbosity=0)
    stored, files = everything_stored()
    assert MARKER.casefold() not in stored
    assert "zqmark" not in stored
    assert files == [kept.file.name]
    leader = factories.signed_in(factories.staff(office, Role.LEADER))
    for page in ("", "da-gui/", "du-lieu/"):
        assert citizen.get(f"/tra-cuu/{about.key}/{page}").status_code == 200
    assert leader.get(f"/cms/ho-so/{about.pk}/").status_code == 200
    assert leader.get("/cms/ho-so/?muc=tat-ca").status_code == 200
    assert citizen.post(f"/tra-cuu/{about.key}/ban-sao/", {}).getvalue()
    about = fresh(about)
    assert (about.answers, about.sealed, about.applicant, about.email) == ({}, "", "", "")
    assert not SealedIndex.objects.filter(case=about).exists()
    assert faults(about) == faults(fresh(request)) == []
    call_command("verify_history", verbosity=0)
    assert about.events.filter(act=Event.Act.ERASED).count() == 1
    assert fresh(other).all_answers["full_name_passport"] == "KHÁC"


def test_R74_what_the_law_keeps_is_restricted_and_the_rest_is_erased(
    citizen, office, officer, django_capture_on_commit_callbacks
):
    about = marked(citizen, office, S.RETURNED)
    slots = {file.slot for file in about.attachments.all()}
    request = ask(citizen, about, "erase", wish="Xin xóa")
    with django_capture_on_commit_callbacks(execute=True):
        carry(request, officer)
    about = fresh(about)
    assert about.restricted_at
    assert about.erased_at
    assert about.email == about.phone == ""
    assert "health_note" not in about.all_answers
    assert about.all_answers["full_name_passport"] == f"{MARKER} A"
    assert Attachment.objects.filter(case=about).count() <= len(slots)
    assert not about.notices.exclude(to="").exists()
    assert SealedIndex.objects.filter(case=about, field="passport_no").exists()
    told = request.notices.filter(topic=S.APPROVED).get()
    assert told.to == "zqmarker@example.vn"
    assert faults(about) == []


def test_what_the_law_keeps_is_found_under_a_new_key_too(citizen, office, officer, settings):
    about = marked(citizen, office, S.RETURNED)
    carry(ask(citizen, about, "erase", wish="Xin xóa"), officer)
    settings.BLIND_KEY = "khoa-moi" * 8
    call_command("reindex_sealed", verbosity=0)
    kept = SealedIndex.objects.get(case=about, field="passport_no")
    assert kept.digest == digest("field", "passport_no", "ZQMARK123")


def test_a_case_at_work_is_not_erased(citizen, office, officer):
    about = marked(citizen, office, S.PROCESSING)
    request = ask(citizen, about, "erase", wish="Xin xóa")
    with pytest.raises(Refused, match="đang được giải quyết"):
        carry(request, officer)
    assert fresh(about).all_answers == about.all_answers
    assert fresh(request).state == S.SUBMITTED


def test_only_leaders_read_what_is_restricted(citizen, office, officer):
    about = marked(citizen, office, S.RETURNED)
    attachment = about.attachments.first()
    append(about.pk, Event.Act.NOTED, actor=officer, note="Mẹ em gọi: ZQMARK123.")
    request = ask(citizen, about, "restrict", wish="Xin hạn chế")
    carry(request, officer)
    browsers = {
        role: factories.signed_in(factories.staff(office, role))
        for role in (Role.CLERK, Role.OFFICER, Role.LEADER)
    }
    for role, browser in browsers.items():
        page = browser.get(f"/cms/ho-so/{about.pk}/").content.decode()
        assert ("ZQMARK123" in page) is (role == Role.LEADER)
        assert ("bị hạn chế từ" in page) is (role != Role.LEADER)
        file = browser.get(f"/cms/ho-so/{about.pk}/tep/{attachment.pk}/")
        assert (file.status_code == 200) is (role == Role.LEADER)


@pytest.mark.parametrize("right", ["see", "correct", "erase", "object"])
def test_a_request_about_a_restricted_case_is_answered_by_leaders_alone(
    citizen, office, officer, right
):
    """Whoever may not read the case reads nothing of it beside a request, and is told who does."""
    about = marked(citizen, office, S.RETURNED)
    wishes = correction("passport_no", "PB7654321") if right == "correct" else {"wish": "Xin"}
    request = ask(citizen, about, right, **wishes)
    Case.objects.filter(pk=about.pk).update(restricted_at=timezone.now())
    address = f"/cms/ho-so/{request.pk}/"
    browser = factories.signed_in(officer)
    typed = {"version": request.version, "reason": "Lời đã gõ.", "new-passport_no": "PB7654321"}
    for to in (S.APPROVED, S.NOT_APPROVED):
        move_page = f"{address}chuyen/{to}/"
        answers = (browser.get(address), browser.get(move_page), browser.post(move_page, typed))
        for answer in answers:
            page = answer.content.decode()
            assert "chỉ lãnh đạo đơn vị trả lời được" in page
            assert "ZQMARK123" not in page
            assert MARKER not in page
        assert "Lời đã gõ." in page
        with pytest.raises(Forbidden, match="chỉ lãnh đạo"):
            carry(request, officer, to=to)
    leader = factories.staff(office, Role.LEADER)
    page = factories.signed_in(leader).get(f"{address}chuyen/approved/").content.decode()
    assert ("ZQMARK123" in page) is (right == "correct")
    carry(request, leader, Details(reason="Đã làm.", values=CORRECTED[right]))
    assert fresh(request).state == S.APPROVED


def test_nothing_is_left_of_earlier_requests_about_an_erased_case(citizen, office, officer):
    long_ago = timezone.now() - timedelta(days=366 * 6 + 1)
    about = marked(citizen, office, S.REFUSED, closed_at=long_ago)
    first = ask(citizen, about, "see", remark=f"{MARKER} trước")
    carry(first, officer)
    carry(first, officer, to=S.RETURNED)
    request = ask(citizen, about, "erase", wish="Xin xóa")
    carry(request, officer)
    assert set(fresh(first).all_answers) == {"about_code", "about_kind", "right"}
    assert fresh(first).email == ""


def test_an_address_stays_until_its_mail_is_sent(citizen, office, officer):
    long_ago = timezone.now() - timedelta(days=366 * 6 + 1)
    about = marked(citizen, office, S.REFUSED, closed_at=long_ago)
    request = ask(citizen, about, "erase", wish="Xin xóa")
    carry(request, officer)
    carry(request, officer, to=S.RETURNED)
    waiting = request.notices.filter(status="waiting").exclude(to="").count()
    assert waiting
    leave_no_address()
    assert request.notices.filter(status="waiting").exclude(to="").count() == waiting
    Notice.objects.update(status="failed")
    leave_no_address()
    assert not request.notices.exclude(to="").exists()


# --- correct


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


# --- answering


def test_a_refusal_names_its_reason_and_its_law(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.PROCESSING)
    request = ask(citizen, about, "erase", wish="Xin xóa")
    browser = factories.signed_in(officer)
    address = f"/cms/ho-so/{request.pk}/chuyen/not_approved/"
    page = browser.get(address).content.decode()
    assert "Bạn có thể rút hồ sơ" in page  # ready to be sent
    sent = {"version": request.version, "reason": "Hồ sơ còn đang xử lý."}
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, sent | {"ground": "Luật 91/2025/QH15"}).status_code == 302
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert "Hồ sơ còn đang xử lý." in page
    assert "Căn cứ: Luật 91/2025/QH15" in page
    assert fresh(request).decision_number == ""


def test_a_granted_copy_can_be_fetched_for_seven_days(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "see")
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert "ban-sao" not in page
    carry(request, officer)
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert f"/tra-cuu/{request.key}/ban-sao/" in page
    response = citizen.post(f"/tra-cuu/{request.key}/ban-sao/", {})
    assert about.code in response["Content-Disposition"]
    Case.objects.filter(pk=request.pk).update(decided_at=timezone.now() - timedelta(days=8))
    assert "ban-sao" not in citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    response = citizen.post(f"/tra-cuu/{request.key}/ban-sao/", {})
    assert request.code in response["Content-Disposition"]


def test_requests_go_their_own_way(citizen, office, officer):
    request = ask(citizen, sent_case(citizen, office, "student"), "see")
    clerk, leader = factories.staff(office, Role.CLERK), factories.staff(office, Role.LEADER)
    for user, to in ((clerk, S.ACCEPTED), (clerk, S.APPROVED), (officer, S.SIGNING)):
        with pytest.raises(Forbidden):
            carry(request, user, to=to)
    with pytest.raises(Forbidden):
        carry(request, factories.staff(factories.office("cantho"), Role.OFFICER))
    assert carry(request, officer, to=S.PROCESSING).assignee == officer
    assert carry(request, leader).state == S.APPROVED
    assert carry(request, clerk, to=S.RETURNED).closed_at


def test_the_queue_shows_a_request_as_due(citizen, office, officer):
    request = ask(citizen, sent_case(citizen, office, "student"), "see")
    browser = factories.signed_in(officer)
    Case.objects.filter(pk=request.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    late = browser.get("/cms/ho-so/?muc=qua-han").content.decode()
    assert request.code in late
    fresh_ones = browser.get("/cms/ho-so/?muc=chua-phan-cong&loai=data_request").content.decode()
    assert request.code in fresh_ones
    page = browser.get(f"/cms/ho-so/{request.about_id}/").content.decode()
    assert request.code in page


@pytest.mark.django_db(transaction=True)
def test_approved_twice_at_once_it_is_carried_out_once(citizen, office, officer):
    about = sent_case(citizen, office, "student", state=S.RETURNED)
    request = ask(citizen, about, "restrict", wish="Xin hạn chế")
    results = []

    def approve():
        try:
            move(request.pk, S.APPROVED, officer, request.version, DONE)
            results.append("done")
        except Stale:
            results.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=approve) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "stale", "stale", "stale"]
    assert faults(fresh(about)) == faults(fresh(request)) == []


def test_whoever_decides_too_late_is_told_of_the_correction(citizen, office, officer):
    about = sent_case(citizen, office, state=S.SIGNING)
    request = ask(citizen, about, "correct", **correction("passport_no", "PB7654321"))
    carry(request, officer, Details(reason="Đã sửa.", values={"passport_no": "PB7654321"}))
    leader = factories.staff(office, Role.LEADER)
    with pytest.raises(Stale, match="Sửa dữ liệu") as late:
        move(about.pk, S.APPROVED, leader, about.version)
    assert name_of(officer) in str(late.value)
