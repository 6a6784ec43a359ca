"""What is written by statements put together once is what Django would have written."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from forms.models import Case, Event, GivenPermission, Notice, SealedIndex
from forms.models.statements import insert, read, update
from tests import cases, factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
#: What JSON, text and times can hold that one of the databases might take differently.
AWKWARD = {"tên": "Nguyễn Thị Ánh", "%s": ["'; --", None, 1.5, True, "\u200b😀"], "": {}}


@pytest.fixture
def office():
    return factories.office()


def new(office, **more):
    return Case(office=office, kind_code="licence", pin_digest="x", **more)


def row_of(made: models.Model, *but: str) -> dict[str, object]:
    values = type(made).objects.filter(pk=made.pk).values().get()
    return {name: value for name, value in values.items() if name not in but}


def test_an_inserted_row_is_the_one_that_django_saves(office):
    key, at = uuid.uuid4(), datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC)
    given = {"answers": AWKWARD, "applicant": "Ơ'%", "consented_at": at, "due_on": at.date()}
    saved = new(office, key=key, **given)
    saved.save()
    theirs = row_of(saved, "id", "created_at", "changed_at")
    saved.delete()
    ours = new(office, key=key, **given)
    insert(ours)
    assert row_of(ours, "id", "created_at", "changed_at") == theirs
    assert abs(ours.created_at - saved.created_at).total_seconds() < 60
    ours.subject = "changed"
    ours.save()  # it knows that it is stored
    assert Case.objects.get().subject == "changed"


def test_each_of_several_rows_gets_its_own_key(office):
    case = cases.case(office, "licence")
    rows = [SealedIndex(case=case, field=f"f{n}", digest=str(n)) for n in range(3)]
    with CaptureQueriesContext(connection) as found:
        insert(*rows)
    assert len(found) == 1
    for row in rows:
        assert SealedIndex.objects.get(pk=row.pk).field == row.field


def test_nothing_to_write_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert()


def test_an_update_writes_these_fields_and_no_others(office):
    case = cases.case(office, "licence")
    before, changed = row_of(case), case.changed_at
    case.subject, case.phone, case.chosen = "mới", "not written", AWKWARD
    assert update(case, frozenset({"subject", "chosen", "changed_at"}))
    assert case.changed_at > changed
    new = {"subject": "mới", "chosen": AWKWARD, "changed_at": case.changed_at}
    assert row_of(case) == before | new


def test_an_update_says_when_there_was_nothing_to_change(office):
    case = cases.case(office, "licence")
    case.subject = "mới"
    assert not update(case, frozenset({"subject"}), "AND state = %s", "draft")
    assert row_of(case)["subject"] != "mới"


def test_what_the_database_refuses_is_an_error_of_django(office):
    case = cases.case(office, "licence")
    notice = Notice(case=case, topic="submitted", language="vi", to="a@example.vn")
    insert(notice)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Notice(pk=notice.pk, case=case, topic="x", language="vi", to="a@example.vn"))
    row = GivenPermission(case=case, code="x", given_at=notice.created_at)
    insert(row)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(GivenPermission(case=case, code="x", given_at=notice.created_at))
    assert Event.objects.filter(case=case).count() == case.history_length


def test_a_row_that_is_read_is_the_one_that_django_reads(office):
    case = cases.case(office, "licence")
    case.chosen, case.due_on = AWKWARD, case.submitted_at.date()
    case.save()
    found = read(Case, "code = %s", case.code)
    theirs = Case.objects.get()
    names = [field.attname for field in Case._meta.concrete_fields]
    assert [getattr(found, n) for n in names] == [getattr(theirs, n) for n in names]
    assert [type(getattr(found, n)) for n in names] == [type(getattr(theirs, n)) for n in names]
    found.subject = "mới"
    found.save()
    assert Case.objects.get().subject == "mới"


def test_a_row_that_is_not_there_is_none():
    assert read(Case, "code = %s", "x") is None
