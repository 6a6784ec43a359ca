"""The clock as a drawing: what runs, what pauses, what is left, at the edges of legal time."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from forms.clock import Calendar
from forms.clock.reckoning import History
from forms.models import Case, Supplement
from forms.queue.case import clock_drawing
from forms.queue.case.clock_drawing import ABOVE, BELOW
from forms.states import State
from home.models import Office
from services.models import ProcedurePage

RESTART, PAUSE = ProcedurePage.Clock.RESTART, ProcedurePage.Clock.PAUSE
How = Supplement.How
MONDAY = date(2026, 11, 2)
CALENDAR = Calendar({date(2026, 1, 1): "public_holiday", date(2026, 11, 24): "public_holiday"})


def at(day, hour=9):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def case(state=State.PROCESSING, received=MONDAY, due=date(2026, 11, 16), **columns):
    columns = {"kind_code": "licence", "working_days": 10, "due_on": due} | columns
    columns["received_at"] = at(received) if received else None
    columns["submitted_at"] = at(received or MONDAY)
    return Case(office=Office(), state=state, **columns)


def asked(number, on, ended=None, how=How.ONLINE, clock=RESTART):
    ended_at = at(ended, 10) if ended else None
    how = how if ended else ""
    return Supplement(number=number, asked_at=at(on), ended_at=ended_at, how=how, clock=clock)


def day(number, month=11):
    return date(2026, month, number)


def draw(case, supplements, calendar, today, extended=None):
    history = History(tuple(supplements), at(extended) if extended else None)
    return clock_drawing.draw(case, history, calendar, today)


def pieces(drawing):
    return [(one.kind, one.start.day, one.end.day, one.days) for one in drawing.stretches]


def marks(drawing):
    return [(mark.kind, mark.on) for mark in drawing.marks]


def test_a_case_that_was_never_received_has_no_clock():
    assert draw(case(State.SUBMITTED, received=None, due=None), [], CALENDAR, day(4)) is None


def test_what_is_used_and_what_is_left():
    drawing = draw(case(), [], CALENDAR, day(5))
    assert pieces(drawing) == [("run", 2, 5, 3), ("left", 5, 16, 7)]
    assert marks(drawing) == [("start", MONDAY), ("due", day(16)), ("today", day(5))]


def test_received_today_nothing_is_used_yet():
    assert pieces(draw(case(), [], CALENDAR, MONDAY)) == [("left", 2, 16, 10)]


def test_received_after_closing_the_first_day_is_the_next():
    late = case()
    late.received_at = at(MONDAY, 18)
    assert pieces(draw(late, [], CALENDAR, MONDAY)) == [("left", 3, 16, 9)]


def test_the_due_day_itself_leaves_nothing_and_is_not_late():
    assert pieces(draw(case(), [], CALENDAR, day(16))) == [("run", 2, 16, 10)]


def test_a_case_that_is_overdue_shows_by_how_much():
    drawing = draw(case(), [], CALENDAR, day(25))
    assert pieces(drawing) == [("run", 2, 16, 10), ("late", 16, 25, 6)]  # the 24th was off


def test_a_case_that_waits_now_stands_still_until_the_answer():
    waiting = case(State.SUPPLEMENT, due=None, supplement_due_on=day(20))
    drawing = draw(waiting, [asked(1, day(5))], CALENDAR, day(9))
    assert pieces(drawing) == [("run", 2, 5, 3), ("pause", 5, 9, 2)]
    assert marks(drawing)[1:] == [("asked", day(20)), ("today", day(9))]


def test_asked_on_the_day_of_reception_there_is_nothing_before_the_pause():
    waiting = case(State.SUPPLEMENT, due=None, supplement_due_on=day(20))
    assert pieces(draw(waiting, [asked(1, MONDAY)], CALENDAR, MONDAY)) == [("pause", 2, 2, 0)]
    assert draw(waiting, [asked(1, MONDAY)], CALENDAR, MONDAY).bars[0].width == "0.80%"


def test_a_clock_that_started_anew_shows_that_what_was_used_no_longer_counts():
    drawing = draw(case(due=day(25)), [asked(1, day(5), day(10))], CALENDAR, day(12))
    assert pieces(drawing) == [
        ("void", 2, 5, 3),
        ("pause", 5, 10, 3),
        ("run", 10, 12, 2),
        ("left", 12, 25, 8),
    ]


def test_a_clock_that_was_only_stopped_goes_on():
    stopped = asked(1, day(5), day(10), clock=PAUSE)
    kinds = [kind for kind, *_ in pieces(draw(case(due=day(19)), [stopped], CALENDAR, day(12)))]
    assert kinds == ["run", "pause", "run", "left"]


def test_of_two_pauses_only_what_came_before_the_last_new_start_is_void():
    pauses = [asked(2, day(12), day(13), clock=PAUSE), asked(1, day(5), day(10))]
    kinds = [kind for kind, *_ in pieces(draw(case(due=day(27)), pauses, CALENDAR, day(16)))]
    assert kinds == ["void", "pause", "run", "pause", "run", "left"]


def test_a_pause_that_nobody_answered_starts_nothing_anew():
    expired = case(State.EXPIRED, due=None, closed_at=at(day(20)))
    unanswered = asked(1, day(5), day(20), how=How.EXPIRED)
    drawing = draw(expired, [unanswered], CALENDAR, day(27))
    assert [kind for kind, *_ in pieces(drawing)] == ["run", "pause"]
    assert marks(drawing)[-1] == ("end", day(20))


def test_a_request_before_reception_stopped_no_clock():
    before = Supplement(number=1, asked_at=at(date(2026, 10, 28)), ended_at=at(date(2026, 10, 30)))
    assert pieces(draw(case(), [before], CALENDAR, day(5)))[0] == ("run", 2, 5, 3)


def test_an_extension_is_told_apart():
    extended = case(due=day(20), extended_from=day(16), extended_by=4)
    drawing = draw(extended, [], CALENDAR, day(5), extended=day(4))
    assert pieces(drawing) == [("run", 2, 5, 3), ("left", 5, 16, 7), ("extension", 16, 20, 4)]
    late = draw(extended, [], CALENDAR, day(23), extended=day(4))
    assert pieces(late) == [("run", 2, 16, 10), ("extension", 16, 20, 4), ("late", 20, 23, 1)]


def test_an_extension_before_a_pause_is_as_long_as_it_was_granted():
    extended = case(due=day(27), extended_from=day(16), extended_by=4)  # the 24th is off
    paused = asked(1, day(5), day(11), clock=PAUSE)
    drawing = draw(extended, [paused], CALENDAR, day(12), extended=day(4))
    assert pieces(drawing) == [
        ("run", 2, 5, 3),
        ("pause", 5, 11, 4),
        ("run", 11, 12, 1),
        ("left", 12, 20, 6),
        ("extension", 20, 27, 4),
    ]


def test_of_an_extension_that_was_begun_before_a_pause_only_the_rest_is_to_come():
    extended = case(due=day(26), extended_from=day(16), extended_by=4)
    paused = asked(1, day(18), day(23), clock=PAUSE)
    drawing = draw(extended, [paused], CALENDAR, day(23), extended=day(4))
    assert pieces(drawing) == [
        ("run", 2, 16, 10),
        ("extension", 16, 18, 2),
        ("pause", 18, 23, 3),
        ("extension", 23, 26, 2),
    ]


def test_what_was_late_before_the_extension_stays_late():
    extended = case(due=day(23), extended_from=day(16), extended_by=3)
    drawing = draw(extended, [], CALENDAR, day(19), extended=day(18))
    assert pieces(drawing) == [("run", 2, 16, 10), ("late", 16, 18, 2), ("extension", 18, 23, 3)]


def test_extended_on_a_day_off_it_counts_from_the_next_that_is_worked():
    extended = case(due=day(26), extended_from=day(16), extended_by=2)
    drawing = draw(extended, [], CALENDAR, day(23), extended=day(21))  # a Saturday
    assert pieces(drawing) == [("run", 2, 16, 10), ("late", 16, 23, 5), ("extension", 23, 26, 2)]


def test_what_was_late_before_a_pause_is_late_and_no_part_of_the_limit():
    drawing = draw(case(due=day(23)), [asked(1, day(19), day(23), clock=PAUSE)], CALENDAR, day(25))
    assert pieces(drawing) == [
        ("run", 2, 16, 10),
        ("late", 16, 19, 3),
        ("pause", 19, 23, 2),
        ("late", 23, 25, 1),
    ]


def test_an_answer_after_closing_time_starts_the_clock_the_next_morning():
    answered = asked(1, day(5), day(10), clock=PAUSE)
    answered.ended_at = at(day(10), 18)
    drawing = draw(case(due=day(20)), [answered], CALENDAR, day(12))
    assert pieces(drawing)[1:] == [("pause", 5, 11, 4), ("run", 11, 12, 1), ("left", 12, 20, 6)]


def test_received_on_a_day_off_nothing_is_used_before_the_clock_begins():
    drawing = draw(case(received=day(7)), [], CALENDAR, day(8))
    assert pieces(drawing) == [("left", 9, 16, 5)]
    assert marks(drawing) == [("start", day(7)), ("due", day(16)), ("today", day(8))]


def test_two_requests_on_one_evening_do_not_lie_on_each_other():
    first, second = asked(1, day(5), day(10), clock=PAUSE), asked(2, day(10), clock=PAUSE)
    first.ended_at, second.asked_at = at(day(10), 18), at(day(10), 19)
    waiting = case(State.SUPPLEMENT, due=None, supplement_due_on=day(20))
    drawing = draw(waiting, [first, second], CALENDAR, day(12))
    assert pieces(drawing) == [("run", 2, 5, 3), ("pause", 5, 11, 4), ("pause", 11, 12, 1)]


def test_a_day_that_a_recount_left_kinder_than_the_law_is_the_one_that_is_drawn():
    drawing = draw(case(due=day(18)), [], CALENDAR, day(17))
    assert pieces(drawing) == [("run", 2, 17, 11), ("left", 17, 18, 1)]


def test_an_extension_from_before_a_new_start_is_history():
    anew = case(due=day(25), extended_from=day(6), extended_by=4)
    drawing = draw(anew, [asked(1, day(5), day(10))], CALENDAR, day(12), extended=day(4))
    assert [kind for kind, *_ in pieces(drawing)] == ["void", "pause", "run", "left"]


def test_an_extension_whose_days_were_not_kept_is_not_told_apart():
    extended = case(due=day(20), extended_from=day(16))
    drawing = draw(extended, [], CALENDAR, day(5), extended=day(4))
    assert pieces(drawing) == [("run", 2, 5, 3), ("left", 5, 20, 11)]


def test_a_year_that_is_lost_leaves_the_days_that_are_known():
    drawing = draw(case(), [], Calendar({date(2025, 1, 1): "public_holiday"}), day(5))
    assert pieces(drawing) == []
    assert marks(drawing) == [("start", MONDAY), ("due", day(16)), ("today", day(5))]
    assert "2026" in drawing.described


def test_a_decided_case_ends_on_the_day_of_its_decision():
    decided = case(State.RETURNED, decided_at=at(day(11)), closed_at=at(day(13)))
    drawing = draw(decided, [], CALENDAR, day(30))
    assert pieces(drawing) == [("run", 2, 11, 7)]
    assert marks(drawing)[-1] == ("end", day(11))


def test_a_request_about_data_runs_from_its_arrival():
    request = case(State.SUBMITTED, received=None, due=day(4), kind_code="data_request")
    assert pieces(draw(request, [], CALENDAR, day(3))) == [("run", 2, 3, 1), ("left", 3, 4, 1)]


def test_a_year_that_the_calendar_lacks_is_said_and_the_rest_is_drawn():
    far = case(due=date(2027, 1, 8))
    drawing = draw(far, [], CALENDAR, day(5))
    assert pieces(drawing) == [("run", 2, 5, 3), ("left", 5, 8, None)]
    assert "2027" in drawing.missing
    assert "2027" in drawing.described
    assert "None" not in drawing.described


@pytest.mark.parametrize("today", [MONDAY - timedelta(days=3), MONDAY, day(16), date(2031, 1, 1)])
def test_nothing_stands_outside_of_the_drawing(today):
    drawing = draw(case(), [asked(1, day(5), day(10))], CALENDAR, today)
    placed = [*drawing.bars, *drawing.labels]
    assert all(0 <= float(one.x.rstrip("%")) <= 100 for one in placed)
    assert all("," not in one.x + one.width for one in placed)


def test_labels_that_would_meet_stand_at_two_heights():
    drawing = draw(case(due=day(3)), [], CALENDAR, day(30))
    height = {one.kind: one.y for one in drawing.labels}
    assert height == {"start": BELOW, "due": ABOVE, "today": ABOVE}


def test_everything_drawn_is_also_said():
    drawing = draw(case(), [asked(1, day(5), day(10))], CALENDAR, day(12))
    assert all(one.text in drawing.described for one in drawing.stretches)
    assert "Nhận: 02/11/2026" in drawing.described


def test_a_reopened_case_counts_from_then_and_not_through_what_was_over():
    asked_before = asked(1, day(3), day(4))
    reopened = case(reopened_at=at(day(9)), due=day(23))
    drawing = draw(reopened, [asked_before], CALENDAR, day(11))
    assert pieces(drawing) == [("run", 9, 11, 2), ("left", 11, 23, 8)]
    assert marks(drawing)[0] == ("again", day(9))
    assert "Mở lại hồ sơ: 09/11/2026" in drawing.described


def test_one_that_was_reopened_before_it_was_received_counts_from_reception():
    reopened = case(reopened_at=at(MONDAY, 8), received=MONDAY)
    assert marks(draw(reopened, [], CALENDAR, day(3)))[0] == ("start", MONDAY)
