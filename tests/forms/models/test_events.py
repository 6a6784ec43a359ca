"""The history: append-only, chained, and proved by `verify_history`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from forms.models import Case, Event
from forms.models.append_only import AppendOnly
from forms.models.events import append, faults
from forms.states import State
from home.models import Role
from tests import cases, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    office = factories.office("hcmc")
    found = cases.case(office, state=State.PROCESSING)
    append(found.pk, Event.Act.NOTED, actor=factories.staff(office), note="Đã gọi điện.", ip="::1")
    found.refresh_from_db()
    return found


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def verify():
    """What the command says when all is well."""
    out = StringIO()
    call_command("verify_history", stdout=out)
    return out.getvalue()


def complaint():
    """What the command says is wrong; it then fails."""
    err = StringIO()
    with pytest.raises(CommandError, match="not whole") as failed:
        call_command("verify_history", stderr=err)
    assert failed.value.returncode == 1
    return err.getvalue()


def test_an_untouched_history_is_whole(case):
    cases.case(case.office, state=State.DRAFT)
    assert faults(case) == []
    assert verify() == "2 cases, 4 lines: every history is whole.\n"


def test_the_zone_in_which_a_moment_is_told_changes_nothing(case, monkeypatch):
    here = timezone.localtime()
    monkeypatch.setattr("django.utils.timezone.now", lambda: here)
    append(case.pk, Event.Act.NOTED, actor=None, note="Đã gọi lại.")
    case.refresh_from_db()
    assert faults(case) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "Không gọi."),
        ("actor_name", "Người khác"),
        ("to_state", "approved"),
        ("act", "read"),
        ("ip", "10.0.0.1"),
        ("at", "2020-01-01 00:00:00"),
        ("actor_id", None),
    ],
)
def test_a_changed_line_shows(case, column, value):
    run(f"UPDATE forms_event SET {column} = %s WHERE case_id = %s AND number = 4", value, case.pk)
    assert "line 4 was changed" in complaint()
    assert case.code in complaint()


def test_a_removed_line_shows(case):
    run("DELETE FROM forms_event WHERE case_id = %s AND number = 2", case.pk)
    assert "line 2 is missing" in complaint()


def test_a_tail_cut_off_shows(case):
    run("DELETE FROM forms_event WHERE case_id = %s AND number = 4", case.pk)
    assert "the last lines are missing" in complaint()


def test_a_tail_cut_off_shows_even_when_the_case_is_made_to_fit(case):
    run("DELETE FROM forms_event WHERE case_id = %s AND number = 4", case.pk)
    third = case.events.get(number=3).digest
    run("UPDATE forms_case SET history_length = 3, history_head = %s WHERE id = %s", third, case.pk)
    assert "the last lines are missing" in complaint()


def test_a_whole_history_taken_away_shows(case):
    run("DELETE FROM forms_event WHERE case_id = %s", case.pk)
    run("UPDATE forms_case SET history_length = 0, history_head = '' WHERE id = %s", case.pk)
    assert "the case is processing, its history ends in draft" in complaint()


def test_lines_swapped_between_cases_show(case):
    other = cases.case(case.office, state=State.PROCESSING)
    mine, theirs = case.events.get(number=3), other.events.get(number=3)
    run("UPDATE forms_event SET digest = %s WHERE id = %s", theirs.digest, mine.pk)
    assert "line 3 was changed" in complaint()


def test_a_state_set_without_a_move_shows(case):
    run("UPDATE forms_case SET state = 'inspection' WHERE id = %s", case.pk)
    assert "the case is inspection, its history ends in processing" in complaint()


def test_lines_can_be_neither_changed_nor_deleted_through_the_models(case):
    line = case.events.get(number=4)
    line.note = "Khác"
    for forbidden in (
        line.save,
        line.delete,
        case.events.all().delete,
        lambda: Event.objects.filter(pk=line.pk).update(note="Khác"),
        lambda: Event.objects.bulk_update([line], ["note"]),
    ):
        with pytest.raises(AppendOnly):
            forbidden()


def test_verifying_reads_all_cases_in_two_queries_and_all_exports_in_two(
    case, django_assert_num_queries
):
    for _number in range(5):
        cases.case(case.office)
    with django_assert_num_queries(4):
        verify()


def test_a_note_changes_nothing_else_of_the_case(case):
    before = Case.objects.filter(pk=case.pk).values("version", "state", "changed_at").get()
    append(case.pk, Event.Act.NOTED, actor=factories.staff(case.office, Role.CLERK), note="x")
    assert Case.objects.filter(pk=case.pk).values("version", "state", "changed_at").get() == before
