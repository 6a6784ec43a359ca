"""The citizen's side of the thread: softly refused, nothing lost, no officer's name."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from forms.citizen import limits
from forms.models import Attachment, Case, Message
from forms.states import State
from forms.talking import Draft, answer, ask
from home.models import Role
from tests import cases, factories, journeys
from tests.forms.citizen.conftest import hold
from tests.journeys import Citizen, errors_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(citizen, office):
    return hold(citizen, cases.case(office, state=State.PROCESSING))


def url(case):
    return f"/tra-cuu/{case.key}/trao-doi/"


def send(citizen, case, text="Bao giờ có kết quả?", **more):
    key = re.search(r'name="key" value="([^"]+)"', citizen.get(url(case)).content.decode())
    return citizen.post(url(case), {"key": key[1], "text": text} | more)


def answered(case, text="Ngày 10.", *files):
    officer = factories.staff(case.office, Role.OFFICER, last_name="Người", first_name="Trong")
    return answer(case.pk, Draft(uuid.uuid4(), text, files), officer)


def test_a_question_is_sent_and_shown(citizen, case):
    response = send(citizen, case)
    assert response.status_code == 302
    page = citizen.get(response.url).content.decode()
    assert "Bao giờ có kết quả?" in page
    assert 'role="status"' in page
    assert "chưa trả lời" in citizen.get(f"/tra-cuu/{case.key}/").content.decode()


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, "a\x00b", "\u202e" * 3])
def test_what_cannot_be_taken_comes_back_as_it_was_typed(citizen, case, text):
    response = send(citizen, case, text)
    assert response.status_code == 422
    assert errors_in(response)
    assert not case.messages.exists()
    if "\x00" not in text:
        assert text in response.content.decode()


def test_a_bad_file_keeps_the_text_and_says_why(citizen, case):
    bad = SimpleUploadedFile("don.pdf", b"no pdf at all", "application/pdf")
    response = send(citizen, case, "Gửi kèm đơn.", attached=[bad, journeys.pdf("tot.pdf")])
    page = response.content.decode()
    assert response.status_code == 422
    assert "don.pdf" in page
    assert "tot.pdf:" not in page
    assert "Gửi kèm đơn." in page
    assert not case.messages.exists()
    assert not case.attachments.exists()


def test_too_many_files_are_refused(citizen, case):
    response = send(citizen, case, attached=[journeys.pdf(f"{n}.pdf") for n in range(6)])
    assert response.status_code == 422
    assert "không quá 5 tệp" in response.content.decode()


def test_a_file_of_ones_own_can_be_opened(citizen, case):
    send(citizen, case, attached=[journeys.pdf("don.pdf")])
    attachment = case.attachments.get()
    page = citizen.get(url(case)).content.decode()
    path = f"/ho-so/{case.key}/tep/{attachment.pk}/"
    assert path in page
    assert citizen.get(path).status_code == 200


def test_a_file_of_the_office_opens_once_it_is_clean(citizen, case, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    message = answered(case)
    attachment = cases.attach(case, "thu.pdf", message.slot)
    path = f"/ho-so/{case.key}/tep/{attachment.pk}/"
    assert citizen.get(path).status_code == 404
    assert path not in citizen.get(url(case)).content.decode()
    case.attachments.update(scan=Attachment.Scan.CLEAN)
    assert citizen.get(path).status_code == 200


def test_the_officer_stays_unnamed_and_the_answer_is_new_once(citizen, case):
    answered(case)
    follow = citizen.get(f"/tra-cuu/{case.key}/").content.decode()
    assert "Đơn vị đã viết cho bạn" in follow
    assert "Ngày 10." not in follow
    first, second = (citizen.get(url(case)).content.decode() for _time in range(2))
    assert case.office.short_name in first
    assert "Người Trong" not in first + follow
    assert ">Mới<" in first
    assert ">Mới<" not in second
    assert case.messages.get().read_at is not None


def test_reading_does_not_make_ones_own_message_read(citizen, case):
    send(citizen, case)
    citizen.get(url(case))
    assert case.messages.get().read_at is None


def test_markup_is_only_text(citizen, case):
    send(citizen, case, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in citizen.get(url(case)).content.decode()


def test_an_expired_token_keeps_the_text(office, case):
    strict = Citizen(Client(enforce_csrf_checks=True), "hcmc.localhost")
    hold(strict, case)
    origin = {"HTTP_ORIGIN": "http://hcmc.localhost"}
    response = strict.post(url(case), {"text": "Câu hỏi dài."}, **origin)
    assert response.status_code == 403
    assert "Câu hỏi dài." in response.content.decode()


def test_one_time_too_many_keeps_the_text(citizen, case, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "message", (1, 60))
    send(citizen, case)
    response = citizen.post(
        url(case), {"text": "Câu thứ hai."}, HTTP_ORIGIN="http://hcmc.localhost"
    )
    assert response.status_code == 429
    assert "Câu thứ hai." in response.content.decode()


def test_enough_for_a_day_keeps_the_text(citizen, case, monkeypatch):
    monkeypatch.setattr("forms.talking.MOST_A_DAY", 1)
    send(citizen, case)
    response = send(citizen, case, "Câu thứ hai.")
    assert response.status_code == 422
    assert "Câu thứ hai." in response.content.decode()
    assert "ngày mai" in response.content.decode()


@pytest.mark.parametrize("key", ["", "x", "0" * 5000, "\x00", "' OR 1=1"])
def test_a_false_key_is_no_obstacle(citizen, case, key):
    assert citizen.post(url(case), {"key": key, "text": "Một câu."}).status_code in (302, 400)


def test_after_a_month_it_says_kindly_where_to_ask(citizen, office):
    case = hold(citizen, cases.case(office, state=State.RETURNED))
    send(citizen, case)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=31))
    page = citizen.get(url(case)).content.decode()
    assert "hơn 30 ngày" in page
    assert "Bao giờ có kết quả?" in page
    assert "<textarea" not in page
    response = citizen.post(url(case), {"text": "Còn một câu."})
    assert response.status_code == 422
    assert "Còn một câu." in response.content.decode()


def test_from_the_page_on_withdrawing_one_comes_with_words_begun(citizen, case):
    assert "Tôi xin rút hồ sơ này" in citizen.get(f"{url(case)}?ve=rut").content.decode()
    assert "<x>" not in citizen.get(f"{url(case)}?ve=<x>").content.decode()


def test_a_draft_has_nobody_to_ask(citizen, office):
    draft = hold(citizen, cases.case(office, state=State.DRAFT))
    assert citizen.get(url(draft)).url == f"/ho-so/{draft.key}/"
    citizen.post(url(draft), {"text": "Câu hỏi"})
    assert not Message.objects.exists()


def test_a_stranger_reads_and_writes_nothing(stranger, case):
    ask(case.pk, Draft(uuid.uuid4(), "Riêng tư"))
    assert stranger.get(url(case)).status_code == 404
    assert stranger.post(url(case), {"text": "Xin chào"}).status_code == 404
    assert case.messages.count() == 1


def test_the_thread_costs_the_same_however_long_it_is(citizen, case, statements):
    counts = []
    for _round in range(2):
        for number in range(4):
            ask(case.pk, Draft(uuid.uuid4(), f"Câu {number}"))
        with statements() as found:
            citizen.get(url(case))
        counts.append(len(found))
    assert counts[0] == counts[1] <= 8
