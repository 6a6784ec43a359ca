"""A due day derived from a case's history is the day that its moves promised."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone

from forms.clock import Calendar, CalendarDay, MissingYear
from forms.clock.extending import extend
from forms.clock.halves import AFTERNOON, MORNING, Half, Hours
from forms.clock.reckoning import Limit, answer_due, derived, histories, timeline
from forms.clock.years import SHIPPED
from forms.models import Case
from forms.moves.transitions import Details, move
from forms.requests.arriving import answer_day
from forms.states import Citizen, State
from forms.supplements.asking import Asking
from home.models import Role
from services.models import ProcedurePage
from tests import cases, factories

DATA = yaml.safe_load(SHIPPED.read_text("utf-8"))
CALENDAR = Calendar({row["date"]: row["kind"] for row in DATA["days"]})
PAUSE, RESTART = ProcedurePage.Clock.PAUSE, ProcedurePage.Clock.RESTART
S = State


@pytest.fixture
def office(db):
    found = factories.office("hcmc")
    call_command("load_calendar", "hcmc", stdout=StringIO())
    return found


@pytest.fixture
def at(monkeypatch):
    """`at(moment)`: from here on it is then, in the office's time."""

    def set_moment(moment):
        aware = moment.replace(tzinfo=timezone.get_current_timezone())
        monkeypatch.setattr("django.utils.timezone.now", lambda: aware)

    return set_moment


def derive(case):
    case = Case.objects.select_related("office").get(pk=case.pk)
    return derived(case, histories([case])[case.pk], Calendar.of(case.office))


def promised(case):
    case.refresh_from_db()
    return Half(case.due_on, case.due_part) if case.due_on else None


@pytest.mark.parametrize("vector", DATA["supplement_vectors"], ids=lambda vector: vector["id"])
@pytest.mark.parametrize("clock", [PAUSE, RESTART])
def test_a_limit_pauses_or_restarts(vector, clock):
    limit = Limit.begun(CALENDAR, Half(vector["accepted"], MORNING), vector["n"])
    limit = limit.stopped(CALENDAR, vector["supplement_requested"])
    assert (limit.due, limit.used) == (None, vector["days_used"])
    limit = limit.resumed(CALENDAR, Half(vector["resubmitted"], MORNING), clock)
    assert limit.due == Half(vector[f"expected_{clock}"], MORNING)


@pytest.mark.parametrize("vector", DATA["half_day_vectors"], ids=lambda vector: vector["id"])
def test_a_limit_begins_in_the_half_that_reception_belongs_to(vector):
    if vector["n"] != int(vector["n"]):
        return  # limits are whole days
    received = datetime.strptime(vector["received"], "%Y-%m-%d %H:%M")
    limit = Limit.begun(CALENDAR, Hours().half_of(received), int(Decimal(str(vector["n"]))))
    told = datetime.combine(limit.due.day, Hours().end_of(limit.due))
    assert f"{told:%Y-%m-%d %H:%M}" == vector["due"]


def test_an_extension_counts_from_the_promised_half_or_from_today_when_that_is_past():
    limit = Limit(10, Half(date(2026, 3, 12), MORNING))
    assert limit.extended(CALENDAR, date(2026, 3, 10), 2).due == Half(date(2026, 3, 16), MORNING)
    assert limit.extended(CALENDAR, date(2026, 3, 12), 2).due == Half(date(2026, 3, 16), MORNING)
    assert limit.extended(CALENDAR, date(2026, 3, 16), 2).due == Half(date(2026, 3, 18), AFTERNOON)


def test_days_of_an_extension_are_left_when_a_pause_comes_after_it():
    """Ten days and five more, stopped on the day of reception: fifteen are left, not ten."""
    limit = Limit.begun(CALENDAR, Half(date(2026, 3, 2), MORNING), 10)
    limit = limit.extended(CALENDAR, date(2026, 3, 2), 5).stopped(CALENDAR, date(2026, 3, 2))
    assert limit.left == 15


def test_asked_again_before_the_clock_began_anew_nothing_is_won_and_nothing_used():
    """Answered on a Saturday and asked again that evening: as much is left as in the morning."""
    monday, saturday = date(2026, 3, 2), Half(date(2026, 3, 7), MORNING)
    asked = Limit.begun(CALENDAR, Half(monday, MORNING), 5).stopped(CALENDAR, date(2026, 3, 4))
    again = asked.resumed(CALENDAR, saturday, PAUSE).stopped(CALENDAR, saturday.day)
    assert (asked.left, again.left) == (3, 3)


def test_what_is_asked_on_a_weekend_is_kept_as_it_is_derived(office, at):
    clerk, officer = factories.staff(office, Role.CLERK), factories.staff(office, Role.OFFICER)
    at(datetime(2026, 3, 2, 9))
    case = cases.case(office)
    case = move(case.pk, S.ACCEPTED, clerk, case.version, Details(working_days=5))
    case = move(case.pk, S.PROCESSING, officer, case.version)
    for day, hour in ((4, 8), (7, 15)):
        at(datetime(2026, 3, day, 9))
        wanted = Details(reason="Thiếu.", supplement=Asking(5))
        case = move(case.pk, S.SUPPLEMENT, officer, case.version, wanted)
        case.supplements.filter(ended_at=None).update(clock=PAUSE)
        at(datetime(2026, 3, 7, hour))
        case = move(case.pk, S.PROCESSING, Citizen(), case.version)
    assert [one.days_left for one in case.supplements.order_by("number")] == [3, 3]
    assert derive(case).due == promised(case) == Half(date(2026, 3, 12), MORNING)


def test_what_is_granted_counts_from_when_the_clock_last_began():
    """An extension is a part of it until the limit begins anew, and not a day longer."""
    monday = date(2026, 3, 2)
    limit = Limit.begun(CALENDAR, Half(monday, MORNING), 10)
    longer = limit.extended(CALENDAR, monday, 5)
    assert (limit.granted, longer.granted) == (10, 15)
    asked = longer.stopped(CALENDAR, date(2026, 3, 4))
    after = Half(date(2026, 4, 1), MORNING)
    assert asked.resumed(CALENDAR, after, PAUSE).granted == 15
    assert asked.resumed(CALENDAR, after, RESTART).granted == 10


class Walk:
    """One case and the people who move it at random, by working days and at odd hours."""

    def __init__(self, office, at, seed):
        self.random, self.at = random.Random(seed), at
        clock = self.random.choice([PAUSE, RESTART])
        procedure = factories.procedure(office, supplement_clock=clock)
        page = factories.form_page(office, procedure=procedure)
        roles = (Role.CLERK, Role.OFFICER, Role.LEADER)
        self.people = {role: factories.staff(office, role) for role in roles}
        self.day = date(2025, 2, 3) + timedelta(days=self.random.randrange(300))
        self.pass_time(0)
        self.case = cases.case(office, form_page=page)
        self.pass_time(2)
        days = Details(working_days=self.random.randint(1, 30))
        self.move(S.ACCEPTED, self.people[Role.CLERK], days)
        self.move(S.PROCESSING, self.people[Role.OFFICER])

    def pass_time(self, most):
        """Some days on, at any hour: also at night and on a Sunday."""
        self.day += timedelta(days=self.random.randint(1, most) if most else 0)
        hour = time(self.random.choice([0, 7, 9, 11, 12, 15, 16, 17, 19, 23]), 31)
        self.at(datetime.combine(self.day, hour))

    def move(self, to, user, details=None):
        self.case.refresh_from_db()
        self.case = move(self.case.pk, to, user, self.case.version, details)

    def ask(self):
        wanted = Details(reason="Thiếu.", supplement=Asking(self.random.randint(1, 20)))
        self.move(S.SUPPLEMENT, self.people[Role.OFFICER], wanted)

    def answer(self):
        self.move(S.PROCESSING, self.random.choice([Citizen(), self.people[Role.CLERK]]))

    def extend(self):
        extend(
            self.case.pk,
            self.people[Role.LEADER],
            self.case.version,
            "Chờ ý kiến.",
            self.random.randint(1, 15),
        )

    def step(self):
        self.pass_time(15)
        self.case.refresh_from_db()
        if self.case.state == S.SUPPLEMENT:
            self.answer()
        elif self.case.extended_from is None and self.random.random() < 0.3:
            self.extend()
        else:
            self.ask()


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_moves_is_derived_again(office, at, seed):
    walk = Walk(office, at, seed)
    for _step in range(8):
        walk.step()
        limit = derive(walk.case)
        assert promised(walk.case) == limit.due
        asked = walk.case.supplements.filter(ended_at=None).first()
        if asked:
            assert (asked.days_left, asked.days_used) == (limit.left, limit.used)
            assert asked.due_on == walk.case.supplement_due_on
            assert answer_due(asked, Calendar.of(office)) == asked.due_on


def test_a_supplement_before_reception_costs_the_office_nothing(office, at):
    clerk, case = factories.staff(office, Role.CLERK), cases.case(office)
    at(datetime(2026, 3, 2, 9))
    wanted = Details(reason="Thiếu.", supplement=Asking(5))
    case = move(case.pk, S.SUPPLEMENT, clerk, case.version, wanted)
    assert derive(case) is None
    at(datetime(2026, 3, 4, 9))
    case = move(case.pk, S.SUBMITTED, Citizen(), case.version)
    at(datetime(2026, 3, 5, 9))
    case = move(case.pk, S.ACCEPTED, clerk, case.version, Details(working_days=5))
    assert derive(case).due == promised(case) == Half(date(2026, 3, 12), MORNING)


def test_a_request_about_data_counts_from_its_arrival(office, at):
    about = cases.case(office)
    for arrived in (datetime(2026, 3, 6, 9), datetime(2026, 3, 7, 20)):  # Friday, Saturday night
        at(arrived)
        request = cases.case(office, "data_request", about=about, working_days=2)
        day = answer_day(request, Calendar.of(office))
        assert derive(request).due == Half(day, AFTERNOON)


def test_the_limit_before_each_line_is_known(office, at):
    walk = Walk(office, at, seed=1)
    walk.step()
    case = Case.objects.get(pk=walk.case.pk)
    first = timeline(case, histories([case])[case.pk], Calendar.of(office))[0]
    assert first[0] == case.received_at


def test_a_year_that_the_calendar_lacks_is_said_so(office, at):
    walk = Walk(office, at, seed=2)
    CalendarDay.objects.filter(date__year__gte=2025).delete()
    with pytest.raises(MissingYear):
        derive(walk.case)


def test_an_extension_whose_days_were_not_kept_says_nothing(office, at):
    walk = Walk(office, at, seed=3)
    walk.extend()
    Case.objects.filter(pk=walk.case.pk).update(extended_by=None)
    assert derive(walk.case) is None


def test_many_cases_take_two_queries(office, django_assert_max_num_queries):
    found = [cases.case(office, state=S.PROCESSING) for _n in range(5)]
    with django_assert_max_num_queries(2):
        histories(found)
