"""A year that the calendar lacks is said on the screen that promises a day, and nothing changes.

Reception, supplement, counter, bulk acts and recounts say so beside their own tests.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from forms.clock import CalendarDay
from forms.clock.apologising import prepare
from forms.models import Case
from forms.states import State
from home.models import Role
from tests import cases

LATE = {"due_on": timezone.localdate() - timedelta(days=9)}
WHY = {"reason": "Nhiều hồ sơ cùng lúc."}
SCREENS = {
    "extension": (State.PROCESSING, {}, "gia-han/", {"working_days": "5"}),
    "apology": (State.PROCESSING, LATE, "xin-loi/", {"working_days": "5", "act": "sign"}),
    "reopening": (State.STOPPED, {"working_days": 15}, "chuyen/processing/", {}),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_said_and_what_was_typed_stays(at_work, office, screen):
    state, columns, path, given = SCREENS[screen]
    case, leader = cases.case(office, state=state, **columns), at_work(Role.LEADER)
    prepare(office)
    CalendarDay.objects.all().delete()
    answer = leader.post(f"/cms/ho-so/{case.pk}/{path}", {"version": case.version, **WHY, **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Lịch làm việc chưa có năm {timezone.localdate().year}" in page
    assert WHY["reason"] in page
    after = Case.objects.get(pk=case.pk)
    assert (after.state, after.due_on, after.version) == (state, case.due_on, case.version)
    assert after.history_length == case.history_length
