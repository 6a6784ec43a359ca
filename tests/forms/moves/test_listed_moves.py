"""The database's own wall: no impossible case, and no move that the table does not list (R-04)."""

from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import post_migrate
from django.utils import timezone

from forms.models import Case
from forms.moves.listed_moves import TRIGGER, listed
from forms.states import State
from tests import cases, factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
DAY = timezone.localdate() + timedelta(days=9)
NOW = timezone.now()


@pytest.fixture
def office():
    return factories.office()


def refused(case, **columns):
    """Whether the database itself will not have it."""
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**columns)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


def test_R04_the_database_lets_a_case_make_exactly_the_listed_moves(office):
    """Every state to every other, 225 pairs, by an UPDATE behind all code."""
    standing = {state: cases.case(office, state=state) for state in State}
    columns = {
        state: cases.columns_at(state) | {"code": "A" if state != State.DRAFT else None}
        for state in State
    }
    bare = {"submitted_at": None, "supplement_due_on": None, "closed_at": None}
    bare |= {"decided_at": None, "decision_number": ""}
    allowed = {
        (before, after)
        for before, after in product(State.values, State.values)
        if not refused(standing[before], **bare | columns[after], state=after)
    }
    stays = {(state, state) for state in State.values}
    assert allowed - stays == set(listed())
    assert stays <= allowed


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        (State.SUBMITTED, {"state": "invented"}),
        (State.SUBMITTED, {"code": None}),
        (State.SUBMITTED, {"submitted_at": None}),
        (State.DRAFT, {"code": "000.00.00.T79-261122-0001"}),
        (State.DRAFT, {"submitted_at": NOW}),
        (State.PROCESSING, {"received_at": None}),
        (State.SIGNING, {"due_on": None}),
        (State.SUPPLEMENT, {"supplement_due_on": None}),
        (State.PROCESSING, {"supplement_due_on": DAY}),
        (State.APPROVED, {"decision_number": ""}),
        (State.NOT_APPROVED, {"decided_at": None}),
        (State.RETURNED, {"decision_number": ""}),
        (State.SIGNING, {"decision_number": "1/2026/QĐ-SGDĐT"}),
        (State.SIGNING, {"decided_at": NOW}),
        (State.REFUSED, {"closed_at": None}),
        (State.APPROVED, {"closed_at": NOW}),
        (State.STOPPED, {"received_at": None}),
    ],
)
def test_R04_a_row_that_cannot_be_is_refused(office, state, columns):
    case = cases.case(office, state=state)
    assert refused(case, **columns)
    assert not refused(case, subject="Tên khác")


@pytest.mark.parametrize("state", State)
def test_R04_every_state_can_be_stood_in(office, state):
    case = cases.case(office, state=state)
    case.refresh_from_db()
    assert case.state == state


def test_R04_an_invented_row_is_refused_as_an_insert_too(office):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(office=office, kind_code="licence", state=State.APPROVED)


def dropped():
    with connection.cursor() as cursor:
        on = " ON forms_case" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {TRIGGER}{on}")


def test_R04_migrating_brings_the_guard_back(office):
    """SQLite drops it with the table that a migration copies."""
    case = cases.case(office)
    dropped()
    assert not refused(case, state=State.ASSIGNED, received_at=NOW, due_on=DAY)
    connection.check_constraints()  # nothing is pending when people migrate
    for _twice in range(2):
        post_migrate.send(
            apps.get_app_config("forms"), app_config=apps.get_app_config("forms"), using="default"
        )
    assert refused(case, state=State.ASSIGNED, received_at=NOW, due_on=DAY)
