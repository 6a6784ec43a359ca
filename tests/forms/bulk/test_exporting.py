"""Exports: what stands in them, who may have what, and the journal that keeps why."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.bulk import exporting
from forms.bulk.columns import COLUMNS
from forms.bulk.exporting import table
from forms.models import Case, CaseLabel, Export, Label
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
    assert len(found) <= 3  # roles, rows, their labels


@pytest.mark.parametrize("number", [0, 6, 7, 8, 14])
def test_the_last_chunk_is_known_by_its_length(office, leader, monkeypatch, number):
    monkeypatch.setattr(exporting, "CHUNK", 7)
    cases.many(office, number)
    assert len(exported(leader, "code")) == number


def test_labels_stand_in_the_order_of_their_names_and_cost_a_query_a_chunk(
    office, leader, monkeypatch
):
    monkeypatch.setattr(exporting, "CHUNK", 10)
    late, call = (Label.objects.create(office=office, name=name) for name in ("Trễ", "Cần gọi"))
    for case in cases.many(office, 25):
        CaseLabel.objects.create(case=case, label=call, submitted_at=case.submitted_at)
    CaseLabel.objects.create(case=case, label=late, submitted_at=case.submitted_at)
    with CaptureQueriesContext(connection) as found:
        rows = exported(leader, "code", "labels")
    assert len(found) == 1 + 3 + 3
    assert dict(rows)[case.code] == "Cần gọi, Trễ"
    assert [*dict(rows).values()].count("Cần gọi") == 24


def test_a_guest_is_told_no_label(office, leader):
    """Who works at one office and is heard at another takes both lists away."""
    other = factories.office("cantho")
    leader.groups.add(other.groups.get(role=Role.ASSOCIATION).group)
    case = cases.case(other, "nomination")
    label = Label.objects.create(office=other, name="Cần gọi")
    CaseLabel.objects.create(case=case, label=label, submitted_at=case.submitted_at)
    assert exported(leader, "code", "labels", "phone") == [[case.code, "", "(hạn chế xử lý)"]]


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
