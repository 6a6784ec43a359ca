"""Erasing on request: what the law lets go of goes without a trace, what it keeps is restricted."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from forms.models import Attachment, Case, Event, Notice, SealedIndex
from forms.models.attachments import private_storage
from forms.models.events import append, faults
from forms.models.messages import Message
from forms.moves.transitions import Details, Forbidden, Refused
from forms.requests.erasing import leave_no_address
from forms.sealing import digest
from home.models import Role
from tests import cases, factories
from tests.asking import ask, correction, sent_case
from tests.forms.kinds import answers as given
from tests.forms.requests.carried import CORRECTED, S, carry, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
MARKER = "ZQMARKER"


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
