"""Citizen and office write to each other: once a click, told, recorded, unlocking nothing."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forms.files.uploads import receive
from forms.models import Case, Event, Message, Notice
from forms.models.events import faults
from forms.states import State
from forms.talking import MOST_A_DAY, Draft, NotWritten, answer, ask, may_be_asked, settle, thread
from home.models import Role
from tests import cases, factories, journeys

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return factories.office("hcmc")


@pytest.fixture
def case(office):
    return cases.case(office, state=State.PROCESSING)


@pytest.fixture
def officer(office):
    return factories.staff(office, Role.OFFICER, last_name="Người", first_name="Trong")


def draft(text="Bao giờ có kết quả?", *files):
    return Draft(uuid.uuid4(), text, [receive(file) for file in files])


def test_a_question_waits_until_it_is_answered(case, officer):
    ask(case.pk, draft())
    case.refresh_from_db()
    first = case.asked_at
    assert first is not None
    ask(case.pk, draft("Xin nhắc lại."))
    case.refresh_from_db()
    assert case.asked_at == first
    answer(case.pk, draft("Ngày 10."), officer)
    case.refresh_from_db()
    assert case.asked_at is None
    assert [one.message.text for one in thread(case, [])] == [
        "Bao giờ có kết quả?",
        "Xin nhắc lại.",
        "Ngày 10.",
    ]


def test_nothing_of_the_case_moves(case, officer):
    before = Case.objects.filter(pk=case.pk).values("state", "version", "answers", "due_on")
    was = before.get()
    ask(case.pk, draft())
    answer(case.pk, draft("Vâng."), officer)
    assert before.get() == was


def test_what_is_written_is_sealed_and_stays_out_of_history_and_mail(case, officer):
    ask(case.pk, draft("Số hộ chiếu PA1234567"))
    answer(case.pk, draft("Đã sửa PA1234567"), officer)
    case.refresh_from_db()
    assert not Message.objects.filter(sealed__contains="PA1234567").exists()
    events = list(case.events.filter(act=Event.Act.WROTE).order_by("number"))
    assert [(event.actor, event.note) for event in events] == [(None, ""), (officer, "")]
    assert faults(case) == []
    told = Notice.objects.get(case=case, topic=Notice.Told.WROTE)
    assert "PA1234567" not in told.note + told.sealed


def test_the_same_click_writes_once_and_another_text_is_another_message(case):
    once = draft()
    assert ask(case.pk, once) == ask(case.pk, once)
    ask(case.pk, Draft(once.key, "Sửa lại câu hỏi."))
    assert case.messages.count() == 2
    assert Event.objects.filter(case=case, act=Event.Act.WROTE).count() == 2


def test_the_same_words_from_a_page_gone_back_to_are_no_new_message(case, officer):
    first = ask(case.pk, draft())
    assert ask(case.pk, draft()) == first
    answer(case.pk, draft(), officer)
    case.messages.update(at=timezone.now() - timedelta(hours=1))
    assert ask(case.pk, draft()) != first


def test_files_go_along_in_a_slot_of_their_own(case):
    message = ask(case.pk, draft("Xem tệp.", journeys.pdf("don.pdf"), journeys.png()))
    files = case.attachments.filter(slot=message.slot)
    assert {file.name for file in files} == {"don.pdf", "anh.png"}
    (said,) = thread(case, case.attachments.all())
    assert len(said.files) == 2


def test_a_file_that_cannot_be_kept_takes_the_message_back(case, monkeypatch):
    monkeypatch.setattr("forms.files.uploads.MOST_PER_CASE", 1)
    with pytest.raises(NotWritten, match="300 MB"):
        ask(case.pk, draft("Xem tệp.", journeys.pdf()))
    assert not case.messages.exists()
    assert not case.attachments.exists()


def test_there_is_an_end_to_a_day(case):
    for number in range(MOST_A_DAY):
        ask(case.pk, draft(f"Câu {number}"))
    with pytest.raises(NotWritten, match="ngày mai"):
        ask(case.pk, draft("Câu nữa"))
    case.messages.update(at=timezone.now() - timedelta(days=1))
    ask(case.pk, draft("Hôm sau"))


def test_a_case_that_ended_may_be_asked_about_for_a_month(office):
    case = cases.case(office, state=State.RETURNED, closed_at=timezone.now())
    assert may_be_asked(case)
    case.closed_at = timezone.now() - timedelta(days=30)
    assert may_be_asked(case)
    case.closed_at = timezone.now() - timedelta(days=31)
    case.save()
    assert not may_be_asked(case)
    with pytest.raises(NotWritten, match="30 ngày"):
        ask(case.pk, draft())


def test_the_office_may_still_write_when_the_citizen_may_not(office, officer):
    ended = timezone.now() - timedelta(days=90)
    case = cases.case(office, state=State.RETURNED, closed_at=ended)
    answer(case.pk, draft("Mời bạn nhận bản chính."), officer)
    assert case.messages.count() == 1


def test_thanks_need_no_answer(case, officer):
    ask(case.pk, draft("Cảm ơn."))
    settle(case.pk, officer)
    settle(case.pk, officer)
    case.refresh_from_db()
    assert case.asked_at is None
    assert case.events.filter(act=Event.Act.NOTED).count() == 1
    assert not Notice.objects.filter(topic=Notice.Told.WROTE).exists()


def test_only_the_office_has_authors(case, officer):
    for side, author in (("citizen", officer), ("office", None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.written("x", case=case, side=side, author=author).save()


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_R01_a_double_click_at_the_same_moment_is_one_message(office):
    case, once = cases.case(office, state=State.PROCESSING), draft()
    barrier = threading.Barrier(8)

    def click():
        barrier.wait()
        ask(case.pk, once)
        connection.close()

    threads = [threading.Thread(target=click) for _number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    case.refresh_from_db()
    assert case.messages.count() == 1
    assert case.events.filter(act=Event.Act.WROTE).count() == 1
    assert faults(case) == []
