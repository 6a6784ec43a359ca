"""How much each officer has, gets and gets done."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.assigning import assign
from forms.assigning.roster import Load
from forms.assigning.workload import median, workload
from forms.models import Assignment
from forms.states import State
from home.models import Role
from tests import cases, factories

S = State


@pytest.fixture
def mai(office):
    return factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")


def figures(office, user):
    today = timezone.localdate()
    lines = workload(office.pk, today, today + timedelta(days=1))
    return next(line for line in lines if line.member.user == user)


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ({}, None),
        ({4: 1}, 4),
        ({4: 1, 9: 1}, 6.5),
        ({1: 1, 5: 3, 9: 1}, 5),
        ({1: 2, 9: 2}, 5),
        ({0: 1, 7: 2}, 7),
    ],
)
def test_the_median_of_counted_values(counted, expected):
    assert median(Counter(counted)) == expected


def test_what_is_open_is_told_apart(office, mai):
    today = timezone.localdate()
    for due in (today - timedelta(days=1), today, today + timedelta(days=1), today + timedelta(9)):
        cases.case(office, state=S.PROCESSING, assignee=mai, due_on=due)
    cases.case(office, state=S.SUPPLEMENT, assignee=mai)
    for state in (S.RETURNED, S.APPROVED, S.REFUSED):
        cases.case(office, state=state, assignee=mai)
    cases.case(office, state=S.PROCESSING)
    assert figures(office, mai).member.load == Load(open=5, soon=2, overdue=1, waiting=1)


def test_the_week_counts_what_came_and_what_was_done(office, mai):
    leader = factories.staff(office, Role.LEADER)
    case = cases.case(office, state=S.PROCESSING)
    assign(case.pk, mai, leader)
    done = cases.case(office, state=S.RETURNED, assignee=mai)
    now = timezone.now()
    Assignment.objects.create(
        case=done, officer=mai, given_at=now - timedelta(days=20), done_at=now, working_days=7
    )
    long_ago = cases.case(office, state=S.RETURNED, assignee=mai)
    Assignment.objects.create(
        case=long_ago,
        officer=mai,
        given_at=now - timedelta(days=200),
        done_at=now - timedelta(days=100),
        working_days=90,
    )
    line = figures(office, mai)
    assert (line.received, line.closed, line.median) == (1, 1, 7)


def test_other_offices_do_not_count(office, mai):
    other = factories.office("cantho")
    mai.groups.add(other.groups.get(role=Role.OFFICER).group)
    cases.case(other, state=S.PROCESSING, assignee=mai)
    assert figures(office, mai).member.load == Load()


def test_what_each_was_given_is_read_off_an_index(office, mai):
    """Not off all that anybody was ever given."""
    with CaptureQueriesContext(connection) as queries:
        figures(office, mai)
    asked = [one["sql"] for one in queries if 'FROM "forms_assignment"' in one["sql"]]
    assert len(asked) == 2
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [step for *_ids, step in cursor.fetchall()]
        led = [step for step in steps if "forms_assignment USING INDEX assignment_" in step]
        assert len(led) == sql.count('FROM "forms_assignment"'), steps


def test_queries_are_as_many_for_ten_as_for_one(office, mai):
    def count():
        with CaptureQueriesContext(connection) as queries:
            figures(office, mai)
        return len(queries)

    before = count()
    assert before <= 6
    for _number in range(10):
        cases.many(office, 5, assignee=factories.staff(office, Role.OFFICER))
    assert count() == before
