"""Every vector of the shipped calendar, by the doors through which days are promised."""

from datetime import date, datetime, time
from decimal import Decimal
from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone

from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.recounting import go_on, start
from forms.clock.step_days import step_due
from forms.clock.years import SHIPPED
from forms.models import Case, OfficeStep
from forms.moves.transitions import Details, move
from forms.states import State
from tests import cases, factories

pytestmark = pytest.mark.django_db
DATA = yaml.safe_load(SHIPPED.read_text("utf-8"))
MORNING = time(9)
S = State


@pytest.fixture
def office():
    found = factories.office("hcmc")
    call_command("load_calendar", "hcmc", stdout=StringIO())
    return found


@pytest.fixture
def receive(office, clerk, monkeypatch):
    """`receive(day, 5)`: a case that is received that day, to be answered in five days."""

    def received(on: date, days: int, at: time = MORNING) -> Case:
        case = cases.case(office)
        moment = timezone.make_aware(datetime.combine(on, at))
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return move(case.pk, S.ACCEPTED, clerk, case.version, Details(working_days=days))

    return received


def vectors(name, holds=lambda vector: True):
    found = [vector for vector in DATA[name] if holds(vector)]
    return pytest.mark.parametrize("vector", found, ids=lambda vector: vector["id"])


def test_there_is_no_group_of_vectors_that_no_test_knows():
    """27 + 4 + 3 + 4 + 7; supplements go through their moves in `tests.forms.supplements`."""
    groups = {name: len(rows) for name, rows in DATA.items() if name.endswith("vectors")}
    assert groups == {
        "vectors": 27,
        "error_vectors": 4,
        "supplement_vectors": 3,
        "calendar_day_vectors": 4,
        "half_day_vectors": 7,
    }


@vectors("vectors", lambda vector: vector["n"])
def test_reception_promises_the_day(receive, vector):
    assert receive(vector["start"], vector["n"]).due_on == vector["expected"]


def test_no_limit_of_no_days_can_be_given(receive):
    (vector,) = (one for one in DATA["vectors"] if not one["n"])
    with pytest.raises(Exception, match="thời hạn"):
        receive(vector["start"], vector["n"])


@vectors("vectors", lambda vector: "expected_if_24_11_worked" in vector)
def test_the_pending_holiday_taken_out_moves_the_promise(office, receive, vector):
    case = receive(vector["start"], vector["n"])
    CalendarDay.objects.filter(office=office, date="2026-11-24").delete()
    go_on.call(start(office, date(2026, 11, 24), "Bỏ ngày", None).pk)
    case.refresh_from_db()
    assert case.due_on == vector["expected_if_24_11_worked"]


@vectors("error_vectors", lambda vector: vector["n"])
def test_reception_into_an_unknown_year_is_refused_and_changes_nothing(receive, vector):
    with pytest.raises(MissingYear) as missing:
        receive(vector["start"], vector["n"])
    assert missing.value.year == vector["year"]
    assert Case.objects.get().state == S.SUBMITTED


@vectors("half_day_vectors")
def test_a_step_is_due_at_the_half(office, vector):
    received = datetime.strptime(vector["received"], "%Y-%m-%d %H:%M")
    days = Decimal(str(vector["n"]))
    OfficeStep.objects.create(office=office, kind_code="licence", state=S.PROCESSING, days=days)
    case, begun = cases.case(office, state=S.PROCESSING), timezone.make_aware(received)
    due = step_due(case, S.PROCESSING, begun, Calendar.of(office))
    assert f"{timezone.localtime(due):%Y-%m-%d %H:%M}" == vector["due"]


@vectors("half_day_vectors", lambda vector: vector["n"] == int(vector["n"]))
def test_reception_promises_the_half(office, receive, vector):
    received = datetime.strptime(vector["received"], "%Y-%m-%d %H:%M")
    case = receive(received.date(), vector["n"], received.time())
    ends = office.afternoon_ends if case.due_part else office.morning_ends
    assert f"{datetime.combine(case.due_on, ends):%Y-%m-%d %H:%M}" == vector["due"]
