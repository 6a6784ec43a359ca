"""Whole lives of cases, found by Hypothesis: whatever staff and citizens do in whatever order.

With CI=true it looks deeper.
"""

import os
from datetime import timedelta
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forms.clock.reckoning import histories
from forms.models import Case, Event, OfficeStep
from forms.models.events import faults
from forms.moves.inspecting import inspect, may_inspect
from forms.moves.scoring import may_score, score
from forms.moves.transitions import Details, move
from forms.queue.case.due import spent
from forms.states import COURSES, FINAL, RUNNING, Citizen, State, may, ways_from
from forms.supplements.asking import Asking
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

DEEP = os.environ.get("CI") == "true"
HOW_FAR = settings(
    max_examples=150 if DEEP else 8,
    stateful_step_count=40 if DEEP else 15,
    derandomize=not DEEP,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
real_now = timezone.now


class Life(RuleBasedStateMachine):
    """One case at an office with everybody it needs, two of those who must not be the same."""

    office = None
    people: list = []

    @initialize(kind=st.sampled_from([*COURSES]), whole=st.booleans())
    def begin(self, kind, whole):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.later = timedelta()
        self.clock = mock.patch("django.utils.timezone.now", self.now)
        self.clock.start()
        for state, step in COURSES[kind].all_steps.items():
            if step.optional:
                OfficeStep.objects.create(
                    office=self.office, kind_code=kind, state=state, taken=whole
                )
        about = {"about": cases.case(self.office)} if kind == "data_request" else {}
        answers = given.data_request("see") if kind == "data_request" else None
        self.pk = cases.case(self.office, kind, answers=answers, **about).pk
        self.moves = 1

    def teardown(self):
        if hasattr(self, "atomic"):
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def now(self):
        return real_now() + self.later

    @property
    def case(self):
        return Case.objects.select_related("office__site").get(pk=self.pk)

    def possible(self, case):
        """Every move that somebody may make now."""
        return [
            (row, person)
            for row in ways_from(case)
            for person in self.people
            if may(person, case, row.to)[0]
        ]

    @rule(which=st.integers(0, 10**6))
    def go_on(self, which):
        case = self.case
        found = self.possible(case)
        if found:
            row, person = found[which % len(found)]
            move(case.pk, row.to, person, case.version, self.details(row))
            self.moves += 1
            assert self.case.version == case.version + 1

    def details(self, row):
        asking = Asking(5) if row.asks == "supplement" else None
        officer = self.people[0] if row.asks == "officer" else None
        days = 15 if row.asks == "limit" else None
        return Details("Có lý do.", days, supplement=asking, officer=officer, ground="Điều 1.")

    @precondition(lambda self: self.case.state == State.INSPECTION)
    @rule()
    def record_the_visit(self):
        case = self.case
        made = cases.seen_on_the_spot(case)
        inspect(case.pk, self.people[0], case.version, made)

    @precondition(lambda self: self.case.state == State.CO_REVIEW)
    @rule()
    def give_points(self):
        case = self.case
        person = next(one for one in self.people if may_score(one, case)[0])
        score(case.pk, person, case.version, {}, "Nhất trí.")

    @rule(days=st.integers(1, 20))
    def days_pass(self, days):
        self.later = min(self.later + timedelta(days=days), timedelta(days=400))

    @invariant()
    def the_history_verifies_and_has_one_line_for_each_move(self):
        case = self.case
        assert faults(case) == []
        assert case.events.filter(act=Event.Act.MOVED).count() == self.moves

    @invariant()
    def the_clock_is_never_negative(self):
        case = self.case
        calendar, today = cases.Calendar.of(case.office), timezone.localdate()
        used = spent(case, histories([case])[case.pk], calendar, today)
        assert used is None or 0 <= used.days <= used.granted
        if case.state in RUNNING and case.due_on:
            assert case.due_on >= timezone.localtime(case.submitted_at).date()
        for one in case.supplements.all():
            assert (one.days_left or 0) >= 0
            assert (one.days_used or 0) >= 0

    @invariant()
    def there_is_a_way_out(self):
        """For somebody, at once or once what the state must leave behind is there."""
        case = self.case
        records = any(may_inspect(one, case)[0] or may_score(one, case)[0] for one in self.people)
        ends = case.state in FINAL and case.kind.way != "procedure"
        assert self.possible(case) or records or ends, case.state


@pytest.mark.django_db
def test_no_life_of_a_case_goes_wrong():
    office = factories.office("hcmc")
    cases.calendar(office)
    given.plant(office)
    twice = [Role.OFFICER, Role.LEADER, *Role]
    Life.office = office
    Life.people = [*(factories.staff(office, role) for role in twice), Citizen()]
    run_state_machine_as_test(Life, settings=HOW_FAR)
