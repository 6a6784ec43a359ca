"""How lists are read: every list × order × filter follows an index, on either engine."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.db.models import F
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.models import Case, CaseLabel, Facet, Label
from forms.queue.lists import plans
from forms.queue.lists.filters import NOBODY, filters_for
from forms.queue.lists.listing import Listing
from forms.queue.lists.sorts import SORTS
from forms.queue.lists.tabs import TABS
from forms.states import State
from home.models import Role
from tests import cases, factories

pytestmark = pytest.mark.engines
#: Reading a whole table, or sorting more than few rows.
SCAN = re.compile(r"Seq Scan on forms_(?:case|facet)\b|SCAN forms_\w+(?! USING)")
MOST_SORTED = 2000
SORT = re.compile(r"Sort +\(cost=\S+ rows=(\d+)")
READS_CASES = re.compile(r"FROM \(?.*\"forms_(case|facet|caselabel)\"", re.DOTALL)


@pytest.fixture
def full(office, other) -> None:
    """Enough rows that an index pays, of both offices, with labels and answers on some."""
    officer = factories.staff(office)
    for place in (office, other):
        cases.many(place, 40, late_since=date(2026, 3, 2))
        made = [*cases.many(place, 700), *cases.many(place, 200, assignee=officer)]
        made += cases.many(place, 6000, state=State.RETURNED)  # most are over, as in life
        about, *_others = cases.many(place, 40, state=State.RETURNED, restricted_at=timezone.now())
        cases.many(place, 40, kind_code="data_request", state=State.SUBMITTED, about=about)
        label = Label.objects.create(office=place, name="Gấp")
        CaseLabel.objects.bulk_create(
            CaseLabel(case=case, label=label, submitted_at=case.submitted_at) for case in made[::9]
        )
        Facet.objects.bulk_create(
            Facet(case=case, office=place, mark=mark, submitted_at=case.submitted_at)
            for case in made
            for mark in ("licence.centre_type=ngoai_ngu", f"nomination.year={case.pk % 9 + 2018}")
        )
    Case.objects.update(applicant_key=F("subject_key"))  # as many names as cases, as in life
    if connection.vendor == "postgresql":  # which does so by itself; SQLite only when it is asked
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def lists_of(user) -> Iterator[QueryDict]:
    """Every tab in every order: as it is, and with each filter that the screen offers."""
    plain = Listing(user, QueryDict("muc=tat-ca"))
    asked = [""]
    for kind in ("", "licence", "nomination", "student"):
        for one in filters_for(kind):
            if kind and "." not in one.name:
                continue
            given = one.choices(plain.scope) if one.choices else [("2026-01-05", "")]
            values = [value for value, _label in given][:2]
            asked += [f"{f'loai={kind}&' if kind else ''}{one.name}={value}" for value in values]
    asked += [f"nguoi={NOBODY}&trang-thai=returned&xa=26740", "loai=student&trang-thai=expired"]
    for tab, (code, sort), more in product(TABS, SORTS.items(), asked):
        if more and sort.turned:  # the very statements of its opposite, united the other way round
            continue
        yield QueryDict(f"muc={tab.code}&sap-xep={code}&{more}")


def plan_of(sql: str, params: object) -> str:
    ask = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{ask} {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


class Explained:
    """Notes the plan of every statement that reads cases."""

    def __init__(self) -> None:
        self.plans: list[tuple[str, str]] = []

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SELECT") and READS_CASES.search(sql) and not self.asking:
            self.asking = True
            self.plans.append((sql % tuple(params or ()), plan_of(sql, params)))
            self.asking = False
        return execute(sql, params, many, context)

    asking = False


def faults(said: str, *, few: bool) -> list[str]:
    """What of a plan would grow with the table."""
    sorts = [] if few else re.findall(r"USE TEMP B-TREE FOR (?:LAST.*)?ORDER BY", said)
    big = [rows for rows in SORT.findall(said) if int(rows) > MOST_SORTED]
    return [*SCAN.findall(said), *big, *sorts]


def read(user, query) -> list[str]:
    """What is wrong with how one list is read: its page, and the next."""
    listing, explained = Listing(user, query), Explained()
    with connection.execute_wrapper(explained):
        page = listing.page
    few = listing.planned.few is not None
    wrong = []
    for sql, said in explained.plans:
        #: Sorts what it was given, or what waits for an answer or an apology: few by nature.
        apart = "case_asked" in said or "case_owes_apology" in said
        page_by_page = apart or "UNION ALL" in sql or '"id" IN' in sql
        found = faults(said, few=few or page_by_page)
        # PostgreSQL counts, so it may know a better way.
        by_ids = connection.vendor == "sqlite" and '"forms_case"."id" IN (' in sql
        if by_ids and "forms_case USING INTEGER PRIMARY KEY" not in said:
            found.append("not read by its ids")
        if found:
            wrong.append(f"{query.urlencode()}: {found}\n{sql}\n{said}")
    assert len(page.rows) <= 25
    return wrong


@pytest.mark.parametrize("few", [2000, 0], ids=["few", "walk"])
def test_no_list_in_any_order_under_any_filter_scans_or_sorts(full, office, few, monkeypatch):
    monkeypatch.setattr(plans, "FEW", few)
    monkeypatch.setattr(plans, "HORIZON", 400)
    user = factories.staff(office, Role.LEADER)
    wrong = [fault for query in lists_of(user) for fault in read(user, query)]
    assert not wrong, f"{len(wrong)} lists\n" + "\n\n".join(wrong[:4])


def test_who_works_at_two_offices_gets_both_merged_along_their_indexes(
    full, office, other, monkeypatch
):
    monkeypatch.setattr(plans, "HORIZON", 400)
    user = factories.staff(office, Role.LEADER)
    user.groups.add(other.groups.get(role=Role.LEADER).group)
    lists = [QueryDict(f"muc={tab.code}&sap-xep={sort}") for tab, sort in product(TABS, SORTS)]
    wrong = [fault for query in lists for fault in read(user, query)]
    assert not wrong, "\n\n".join(wrong[:4])


def test_a_filtered_list_costs_no_more_queries_than_it_may(full, office):
    client = factories.signed_in(factories.staff(office))
    year = timezone.localdate().year
    for asked in (
        "muc=tat-ca",
        "muc=tat-ca&loai=nomination&nomination.year=2020&sap-xep=viec",
        f"muc=tat-ca&nhan={Label.objects.get(office=office).pk}&nop-tu={year}-01-01",
        "muc=tat-ca&nguoi=khong&xa=26740&sap-xep=nguoi-nop&cot=ma,nhan,dot,xa",
        "muc=qua-han&q=trung+tam",
    ):
        client.get(f"/cms/ho-so/?{asked}")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/cms/ho-so/?{asked}").status_code == 200
        # Four of them only here: what is kept in memory is read anew within a transaction.
        assert len(captured) <= 26, asked
