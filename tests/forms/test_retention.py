"""What nobody needs any more goes in its time, little by little, and nothing else does (R-74)."""

from datetime import timedelta
from io import StringIO
from itertools import count

import pytest
from axes.models import AccessAttempt, AccessLog
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms import retention
from forms.models import (
    Absence,
    BulkRun,
    ContactChange,
    Digest,
    DraftLink,
    Helper,
    PinLink,
    Recount,
    SavedList,
    Visit,
)
from forms.retention import leftovers
from forms.sealing import seal
from tests import cases, factories

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
serial = count(1)
#: What is not deleted by its age: what citizens sent and what was done to it (it goes with the
#: case), what offices and staff set, what is granted, and journals that prove themselves.
STAYS = """
    Apology Assignment AssignmentRule Attachment Batch BatchRow BulkLine CalendarDay Case CaseLabel
    Correction Counter CriteriaSet Criterion DigestWish Event Export Facet FormIndexPage FormPage
    GivenPermission Inspection KeptText Label Mention Message MovedDay Notice NoticeText OfficeStep
    Rating Remark Reply ReplyUse ScoreSheet SealedIndex Slip Supplement ToldApart
"""


@pytest.fixture
def case(db):
    return cases.case(factories.office())


def one(model, case, **fields):
    """A row of this table, about this case or somebody of its office."""
    number, now, today = next(serial), timezone.now(), timezone.localdate()
    link = {"case": case, "digest": f"{number}", "expires_at": now}
    needed = {
        DraftLink: link,
        PinLink: link,
        Session: {"session_key": f"{number}", "session_data": "", "expire_date": now},
        Helper: {"case": case, "name": "Chị Lan", "pin_digest": f"{number}"},
        ContactChange: {"case": case, "sealed": seal({}), "expires_at": now, "cancelled_at": now},
        Visit: {"case": case, "seen_at": now, "shown_at": now, "shown_line": 1},
        SavedList: {"name": f"{number}"},
        BulkRun: {"act": "remind", "work": BulkRun.Work.STARTED},
        Digest: {"day": today},
        Absence: {"office": case.office, "first_day": today - timedelta(1000), "last_day": today},
        Recount: {"office": case.office, "why": "Thêm ngày", "since": today},
        DBTaskResult: {
            "args_kwargs": {},
            "task_path": "x",
            "run_after": now,
            "backend_name": "jobs",
        },
        AccessAttempt: {"failures_since_start": 1},
        AccessLog: {},
    }[model]
    people = {
        field.name: factories.staff(case.office)
        for field in model._meta.fields
        if field.name in ("user", "deputy")
    }
    row = model._default_manager.create(**needed | people)
    model._default_manager.filter(pk=row.pk).update(**fields)
    return row


@pytest.mark.parametrize("number", range(len(leftovers(timezone.localdate()))))
def test_each_goes_in_its_time_and_not_a_day_before(case, number):
    leftover = leftovers(timezone.localdate())[number]
    ended, day = timezone.now() - leftover.kept, timedelta(days=1)
    times = {"old": ended - day, "young": ended + day, "unended": None}
    if not leftover.model._meta.get_field(leftover.since).null:
        del times["unended"]
    rows = {
        name: one(leftover.model, case, **dict(leftover.which.children), **{leftover.since: at})
        for name, at in times.items()
    }
    call_command("erase_leftovers", stdout=(said := StringIO()))
    assert f"1 rows of {leftover.model._meta.label} forgotten" in said.getvalue()
    left = set(leftover.model._default_manager.values_list("pk", flat=True))
    assert {name for name, row in rows.items() if row.pk in left} == times.keys() - {"old"}


def test_a_contact_that_was_changed_stays_with_its_case(case):
    long_ago = timezone.now() - timedelta(days=4000)
    made = one(ContactChange, case, expires_at=long_ago, done_at=long_ago)
    call_command("erase_leftovers", stdout=StringIO())
    assert ContactChange.objects.get() == made


def test_much_that_has_piled_up_goes_little_by_little(
    case, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(retention, "TOGETHER", 10)
    user, today = factories.staff(case.office), timezone.localdate()
    days = [today - timedelta(days=ago) for ago in range(31, 66)]
    Digest.objects.bulk_create(Digest(user=user, day=day) for day in days)
    digests = next(row for row in leftovers(today) if row.model is Digest)
    with django_assert_max_num_queries(13):
        assert digests.forget(timezone.now()) == 35
    assert not Digest.objects.exists()


def test_of_every_table_it_is_known_whether_it_is_ever_emptied():
    """Whoever adds one says for how long it is kept, or here that it stays."""
    tables = {model.__name__ for model in apps.get_app_config("forms").get_models()}
    emptied = {row.model.__name__ for row in leftovers(timezone.localdate())}
    assert tables - emptied == {*STAYS.split()}


def test_every_row_is_found_by_a_field_of_time():
    for row in leftovers(timezone.localdate()):
        assert isinstance(row.model._meta.get_field(row.since), models.DateField), row
