"""A million believable cases in minutes: ten thousand are made, the database copies them.

Two offices over five years. Of a hundred cases two are open, as where an office decides within its
limit; officers come and go with the years, rounds of nominations follow each other, communes differ
in size, and names are made of the words that names are made of. Each copy of a case has its own
code and came some minutes earlier; indexes are made afterwards.
"""

import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from forms.models import Case, CaseLabel, Facet, Label
from forms.models.facets import marks_of
from forms.models.statements import stored
from forms.states import RUNNING, State
from home.models import Commune, Office, Role
from search.text import fold
from tests import factories

DAYS = 5 * 365
OFFICERS = 12
LABELS = ("Ưu tiên", "Gọi lại", "Hồ sơ giấy", "Chờ ý kiến sở khác")
KINDS = ("nomination",) * 45 + ("student",) * 34 + ("licence",) * 21
CLOSED = (
    (State.RETURNED,) * 88
    + (State.REFUSED,) * 4
    + (State.WITHDRAWN,) * 4
    + (State.STOPPED,) * 2
    + (State.EXPIRED,) * 2
)
OPEN = (
    (State.SUBMITTED,) * 18
    + (State.ACCEPTED,) * 10
    + (State.ASSIGNED,) * 12
    + (State.PROCESSING,) * 30
    + (State.INSPECTION,) * 6
    + (State.SUPPLEMENT,) * 10
    + (State.SIGNING,) * 8
    + (State.APPROVED,) * 5
    + (State.NOT_APPROVED,)
)
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"
MIDDLE = "Văn Thị Hữu Đức Minh Ngọc Thanh Quốc Thu Hoài Gia Bảo Xuân Kim"
GIVEN = "An Bình Châu Dũng Giang Hà Hải Hạnh Hoa Hùng Khánh Lan Linh Long Mai Nam Nga Phúc"
PLACES = "Bình Minh,Hoa Mai,Sao Việt,Tân Lợi,Hưng Phú,Ánh Dương,Đông Á,Phương Nam"
SUBJECTS = {"licence": "Trung tâm Ngoại ngữ", "nomination": "Gia đình ông bà", "student": ""}
ANSWERS = {
    "licence": {"centre_type": ("ngoai_ngu", "tin_hoc"), "ownership": ("tu_thuc", "cong_lap")},
    "nomination": {"model_kind": ("gia_dinh", "dong_ho", "cong_dong", "don_vi", "cong_dan")},
    "student": {"nationality": ("LAO", "KHM"), "level": ("dai_hoc", "thac_si", "tien_si")},
}
#: Cases that are made; the others are copies.
MADE = 10_000


def offices() -> list[Office]:
    """Both offices with their officers and labels; made once."""
    if Office.objects.exists():
        return list(Office.objects.order_by("pk"))
    made = [factories.office("hcmc"), factories.office("cantho")]
    for office in made:
        for _officer in range(OFFICERS):
            factories.staff(office, Role.OFFICER)
        Label.objects.bulk_create(Label(office=office, name=name) for name in LABELS)
        Commune.objects.bulk_create(
            (
                Commune(
                    code=f"{office.province_id}{n:03d}",
                    province_id=office.province_id,
                    name=f"Xã {n}",
                    full_name=f"Xã số {n}",
                    folded=f"xa {n}",
                    kind=Commune.Kind.XA,
                )
                for n in range(120)
            ),
            ignore_conflicts=True,
        )
    return made


class Cases:
    """Endless cases, from long ago to now when `size` of them are taken."""

    def __init__(self, size: int) -> None:
        self.size, self.now = size, timezone.now()
        self.chance = random.Random(2611 + Case.objects.count())
        self.offices = offices()
        self.family, self.middle, self.given = (text.split() for text in (FAMILY, MIDDLE, GIVEN))
        self.places = PLACES.split(",")
        self.people = {
            office.pk: list(
                get_user_model()
                .objects.filter(groups__office_group__office=office)
                .values_list("pk", flat=True)
            )
            for office in self.offices
        }
        self.communes = {
            office.pk: list(
                Commune.objects.filter(province=office.province_id).values_list("pk", flat=True)
            )
            for office in self.offices
        }
        self.labels = {
            office.pk: list(Label.objects.filter(office=office).values_list("pk", flat=True))
            for office in self.offices
        }

    def __iter__(self) -> Iterator[Case]:
        first = Case.objects.count()
        for number in range(first, self.size):
            yield self.case(number, (number - first + 1) / (self.size - first))

    def case(self, number: int, share: float) -> Case:
        """One of them; `share` is how much of the time has passed."""
        pick = self.chance.choice
        office = self.offices[0 if self.chance.random() < 0.55 else 1]
        at = self.now - timedelta(days=DAYS * (1 - share), seconds=self.chance.random() * 3600)
        kind = pick(KINDS)
        is_open = self.chance.random() < (0.9 if share > 0.985 else 0.006)
        state = pick(OPEN if is_open else CLOSED)
        person = f"{pick(self.family)} {pick(self.middle)} {pick(self.given)}"
        centre = pick(self.places) if kind == "licence" else person
        subject = f"{SUBJECTS[kind]} {centre} {number % 997}".strip()
        people, year = self.people[office.pk], int(share * 5)
        case = Case(
            key=uuid.UUID(int=self.chance.getrandbits(128)),
            office=office,
            kind_code=kind,
            state=state,
            code=f"{office.agency_code}-{at:%y%m%d}-{number:06d}",
            subject=subject,
            applicant=person,
            phone=f"+849{self.chance.randrange(10**8):08d}",
            commune_id=self.communes[office.pk][int(self.chance.random() ** 2 * 120)],
            subject_key=fold(subject)[:60],
            applicant_key=fold(person)[:60],
            submitted_at=at.astimezone(UTC),
            created_at=at,
            changed_at=at,
            version=3,
        )
        case.folded = f"{case.subject_key} {case.applicant_key}"
        case.answers = {name: pick(values) for name, values in ANSWERS[kind].items()}
        if kind == "nomination":
            case.answers["year"] = at.year
        self.bring_to(case, at, people[(year * 2 + self.chance.randrange(5)) % len(people)])
        return case

    def bring_to(self, case: Case, at: datetime, officer: int) -> None:
        """What a case has by the time it stands there."""
        state = case.state
        if state in (*RUNNING, State.SUPPLEMENT, State.APPROVED, State.NOT_APPROVED, *CLOSED):
            case.received_at = None if state == State.SUBMITTED else at + timedelta(days=1)
            case.working_days = 15
        if state in RUNNING and state != State.SUBMITTED:
            case.due_on = timezone.localdate() + timedelta(days=self.chance.randrange(-4, 20))
        if state == State.SUPPLEMENT:
            case.supplement_due_on = timezone.localdate() + timedelta(
                days=self.chance.randrange(20)
            )
        if state not in (State.SUBMITTED, State.ACCEPTED, State.REFUSED):
            case.assignee_id = officer
        if state in (State.APPROVED, State.NOT_APPROVED, State.RETURNED):
            case.decided_at, case.decision_number = at + timedelta(days=15), "1/QĐ-SGDĐT"
        if state in CLOSED:
            case.closed_at = at + timedelta(days=20)
        elif self.chance.random() < 0.02:
            case.asked_at = self.now


def fill(size: int) -> None:
    """Cases up to this number, with their facets and labels; then what keeps a database quick."""
    with without_indexes("forms_case", "forms_facet", "forms_caselabel"):
        make(min(size, MADE))
        copy(have=Case.objects.count() // MADE, times=size // MADE)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def make(size: int) -> None:
    made = Cases(size)
    last = Case.objects.count()
    if some := list(made):
        write(Case, some)
        for n, case in enumerate(some, last + 1):
            case.pk = n
        write(Facet, [facet for case in some for facet in facets(case)])
        write(CaseLabel, [one for case in some if (one := label(made, case))])


#: How each engine says what differs in the copy number `n` of a row.
COPIED = {
    "postgresql": {
        "key": "md5(key::text || n)::uuid",
        "code": f"left(code, -6) || right((id + n * {MADE} + 1000000)::text, 6)",
        "submitted_at": "submitted_at - n * interval '97 seconds'",
        "case_id": f"case_id + n * {MADE}",
        "numbers": "generate_series(%s, %s)",
    },
    "sqlite": {
        "key": "lower(hex(randomblob(16)))",
        "code": f"substr(code, 1, length(code) - 6) || substr(id + n * {MADE} + 1000000, -6)",
        "submitted_at": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', submitted_at, (n * -97) || ' second')",
        "case_id": f"case_id + n * {MADE}",
        "numbers": (
            "(WITH RECURSIVE count(n) AS (VALUES (%s) UNION ALL SELECT n + 1 FROM count"
            " WHERE n < %s) SELECT n FROM count)"
        ),
    },
}


def copy(have: int, times: int) -> None:
    """The rows that were made, so many times over."""
    if times <= max(have, 1):
        return
    change = COPIED[connection.vendor]
    alias = "AS numbers(n)" if connection.vendor == "postgresql" else "AS numbers"
    for model in (Case, Facet, CaseLabel):
        columns = [field.column for field in stored(model) if not field.primary_key]
        values = ", ".join(change.get(column, f'"{column}"') for column in columns)
        table = model._meta.db_table
        names = ", ".join(f'"{column}"' for column in columns)
        key, given = ("id, ", f"id + n * {MADE}, ") if model is Case else ("", "")
        first = f"{'id' if model is Case else 'case_id'} <= {MADE}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({key}{names}) SELECT {given}{values} FROM {table}"
                f" CROSS JOIN {change['numbers']} {alias} WHERE {first}",
                [max(have, 1), times - 1],
            )


def facets(case: Case) -> list[Facet]:
    return [
        Facet(case=case, office_id=case.office_id, mark=mark, submitted_at=case.submitted_at)
        for mark in marks_of(case.kind, case.answers)
    ]


def label(made: Cases, case: Case) -> CaseLabel | None:
    """One case in fifty has one."""
    if made.chance.random() > 0.02:
        return None
    which = made.labels[case.office_id][int(made.chance.random() ** 3 * len(LABELS))]
    return CaseLabel(case=case, label_id=which, submitted_at=case.submitted_at)


def write(model: type[Model], rows: Iterable[Any]) -> None:
    """Rows as they are, in the order of their keys."""
    fields = [field for field in stored(model) if not field.primary_key]
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = (
        [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
        for row in rows
    )
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(values))


#: Indexes that no constraint needs, and what makes them again.
INDEXES = {
    "postgresql": """
        SELECT indexname, indexdef FROM pg_indexes i WHERE tablename = %s AND NOT EXISTS (
            SELECT 1 FROM pg_constraint WHERE conname = i.indexname)
    """,
    "sqlite": """
        SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > '' AND tbl_name = %s
    """,
}


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """They are made anew in the end, once, instead of row by row; triggers as after `migrate`."""
    made = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(INDEXES[connection.vendor], [table])
            made += cursor.fetchall()
        for name, _sql in made:
            cursor.execute(f'DROP INDEX "{name}"')
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    with connection.cursor() as cursor:
        for _name, sql in made:
            cursor.execute(sql)
    emit_post_migrate_signal(0, False, connection.alias)
