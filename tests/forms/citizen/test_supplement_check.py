"""Completing a sent case: old beside new, sent once, and what sending does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forms.clock import CalendarDay
from forms.models import Event, Remark, Supplement
from forms.models.events import faults
from forms.states import State
from forms.supplements.asking import Mark
from tests import cases
from tests.forms.citizen.completing import (
    ADDRESS,
    CV,
    What,
    address,
    change,
    fresh,
    seen_in,
    send,
    text,
)
from tests.forms.kinds import answers as given
from tests.journeys import errors_in


def test_old_stands_beside_new_and_is_sent_once(citizen, ask):
    case = ask(ADDRESS)
    change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    page = citizen.get(address(case, "supplement_check"))
    assert "Số 10, đường Ví Dụ 1" in text(page)
    assert "Số 12, đường Mới" in text(page)
    sent = {"seen": seen_in(page), "declaration": "on"}
    clicks = [citizen.post(address(case, "supplement_check"), sent) for _click in range(2)]
    assert [click["Location"] for click in clicks] == [address(case, "supplement_sent")] * 2
    case = fresh(case)
    assert (case.state, case.answers["head_address"]) == (State.PROCESSING, "Số 12, đường Mới")
    assert case.supplement_due_on is None
    assert case.due_on == cases.calendar(case.office).after(timezone.localdate(), 15)
    done = case.supplements.get()
    assert (done.how, done.late) == (Supplement.How.ONLINE, False)
    assert done.replaced == {"head_address": "Số 10, đường Ví Dụ 1"}
    assert done.changes == {"head_address": "Số 12, đường Mới"}
    assert case.events.filter(act=Event.Act.ANSWERED).count() == 1
    assert faults(case) == []
    assert "Đã gửi bổ sung" in text(citizen.get(address(case, "supplement_sent")))


def test_a_point_left_as_it_was_asks_for_words(citizen, ask):
    case = ask(ADDRESS, CV)
    change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    assert send(citizen, case).status_code == 422
    remark = Remark.objects.get(name="director_cv_file")
    answer = send(citizen, case, **{f"reply-{remark.pk}": "Bản này là bản gốc."})
    assert answer.status_code == 302, errors_in(answer)
    remark.refresh_from_db()
    assert remark.reply == "Bản này là bản gốc."
    assert "Bản này" not in remark.sealed_reply


def test_what_was_written_is_kept_when_the_declaration_is_missing(citizen, ask):
    case = ask(ADDRESS)
    remark = Remark.objects.get()
    asked = send(citizen, case, declaration="", **{f"reply-{remark.pk}": "Đúng rồi mà."})
    assert asked.status_code == 422
    assert "Đúng rồi mà." in text(asked)
    assert "Đúng rồi mà." in text(citizen.get(address(case, "supplement_check")))
    assert fresh(case).state == State.SUPPLEMENT


@pytest.mark.engines
def test_a_year_without_calendar_is_said_and_nothing_is_lost(citizen, ask, office):
    case = ask(ADDRESS, CV)
    change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    CalendarDay.objects.all().delete()
    reply = {f"reply-{Remark.objects.get(name='director_cv_file').pk}": "Bản này là bản gốc."}
    refused = send(citizen, case, **reply)
    assert refused.status_code == 422
    assert "chưa nhập lịch làm việc" in text(refused)
    assert "Bản này là bản gốc." in text(refused)
    assert "Số 12, đường Mới" in text(refused)
    assert (fresh(case).state, faults(fresh(case))) == (State.SUPPLEMENT, [])
    cases.calendar(office)
    assert send(citizen, case, **reply).status_code == 302


def test_before_reception_it_goes_back_to_the_clerk(citizen, ask):
    case = ask(ADDRESS, received_at=None, working_days=None)
    change(citizen, case, "head_address", head_address="Số 12")
    send(citizen, case)
    case = fresh(case)
    assert (case.state, case.due_on) == (State.SUBMITTED, None)
    assert "từ ngày tiếp nhận" in text(citizen.get(address(case, "supplement_sent")))


def test_a_late_answer_is_taken_and_said_to_be_late(citizen, ask):
    case = ask(ADDRESS, supplement_due_on=timezone.localdate() - timedelta(days=1))
    assert "Hạn đã qua" in text(citizen.get(address(case, "follow_supplement")))
    change(citizen, case, "head_address", head_address="Số 12")
    send(citizen, case)
    assert case.supplements.get().late
    assert "sau hạn" in text(citizen.get(address(case, "supplement_sent")))
    assert "sau hạn" in case.events.get(act=Event.Act.ANSWERED).note


def test_due_today_is_in_time(citizen, ask):
    case = ask(ADDRESS, supplement_due_on=timezone.localdate())
    assert "Hạn đã qua" not in text(citizen.get(address(case, "follow_supplement")))


def test_sealed_answers_stay_sealed_old_and_new(citizen, ask):
    mark = Mark(What.FIELD, "", "director_id_number", "Giám đốc", "Số định danh", "Sai số.")
    case = ask(mark)
    answer = change(citizen, case, "director_id_number", director_id_number="079080009999")
    assert answer.status_code == 302, errors_in(answer)
    half = case.supplements.get()
    assert half.answers == {}
    send(citizen, case)
    done = case.supplements.get()
    assert (done.answers, done.old_answers) == ({}, {})
    assert done.replaced == {"director_id_number": "079080001234"}
    assert done.changes == {"director_id_number": "079080009999"}


def test_a_found_number_that_changes_is_found_anew(citizen, ask):
    mark = Mark(What.FIELD, "", "submitter_id_number", "Người nộp", "Số định danh", "Sai số.")
    case = ask(mark)
    rows = case.sealed_index.filter(field="submitter_id_number")
    before = set(rows.values_list("digest", flat=True))
    answer = change(citizen, case, "submitter_id_number", submitter_id_number="079190009999")
    assert answer.status_code == 302, errors_in(answer)
    send(citizen, case)
    after = set(rows.values_list("digest", flat=True))
    assert len(after - before) == len(before - after) == 1


def test_what_was_wrong_before_and_is_not_asked_about_stops_nobody(citizen, ask):
    answers = given.licence(website="không phải trang", class_max_size=9999)
    case = ask(ADDRESS, answers=answers)
    change(citizen, case, "head_address", head_address="Số 12")
    assert send(citizen, case).status_code == 302
    assert fresh(case).answers["website"] == "không phải trang"
