"""Exports: what stands in them, who may have what, and the journal that keeps why."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.bulk import exporting
from forms.bulk.exporting import COLUMNS, table
from forms.models import Case, Export
from forms.models.append_only import AppendOnly
from forms.models.exports import faults_of_exports, note_export
from forms.states import State
from home.models import Role
from tests import cases, factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
BY_CODE = {column.code: column for column in COLUMNS}


def exported(user, *codes):
    _names, *rows = table(user, Case.objects.all(), [BY_CODE[code] for code in codes])
    return rows


def test_a_row_says_what_the_list_says(office, leader):
    officer = factories.staff(office, Role.OFFICER, last_name="Trần", first_name="Mẫu")
    case = cases.case(office, state=State.PROCESSING, assignee=officer)
    [row] = exported(leader, "code", "kind", "state", "assignee", "due", "commune")
    assert row == [
        case.code,
        str(case.kind.title),
        "Đang thẩm định",
        "Trần Mẫu",
        f"{case.due_on:%d/%m/%Y}",
        case.commune.full_name,
    ]


def test_every_column_can_be_made_of_any_case(office, leader):
    for state in State.values:
        cases.case(office, state=state)
    names, *rows = table(leader, Case.objects.exclude(submitted_at=None), COLUMNS)
    assert len(names) == len(COLUMNS)
    assert len(rows) == len(State.values) - 1
    assert all(len(row) == len(COLUMNS) for row in rows)


def test_where_processing_is_restricted_only_leaders_get_the_contact(office, leader, clerk):
    case = cases.case(office, restricted_at=timezone.now())
    assert exported(leader, "phone") == [[case.phone]]
    assert exported(clerk, "phone", "code") == [["(hạn chế xử lý)", case.code]]


def test_chunk_after_chunk_no_row_is_lost_or_doubled(office, leader, monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 7)
    made = cases.many(office, 40)  # three of them share each moment
    found = [code for [code] in exported(leader, "code")]
    assert sorted(found) == sorted(case.code for case in made)


def test_queries_grow_with_the_chunks_alone(office, leader):
    cases.many(office, 300)
    with CaptureQueriesContext(connection) as found:
        exported(leader, *BY_CODE)
    assert len(found) <= 3  # roles, rows, no more rows


def test_R73_the_journal_is_append_only_and_chained(office, leader):
    for number in range(3):
        note_export({office.pk}, leader, "10.0.0.1", f"Lý do số {number}", {"columns": ["code"]})
    last = Export.objects.order_by("number").last()
    assert (last.number, last.actor, last.ip) == (3, leader, "10.0.0.1")
    assert faults_of_exports(office) == []
    with pytest.raises(AppendOnly):
        last.delete()
    with pytest.raises(AppendOnly):
        Export.objects.update(reason="khác")


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE forms_export SET reason = 'x' WHERE number = 2",
        "DELETE FROM forms_export WHERE number = 2",
    ],
)
def test_R73_what_was_changed_or_removed_shows(office, leader, spoil):
    for _number in range(3):
        note_export({office.pk}, leader, "", "Để đối chiếu sổ", {})
    with connection.cursor() as cursor:
        cursor.execute(spoil)
    assert faults_of_exports(office)
    with pytest.raises(CommandError, match="journal of exports"):
        call_command("verify_history", stdout=StringIO(), stderr=StringIO())
