"""How content citizens are: true figures, none of which tells of one person."""

import csv
import io
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.models import Rating
from forms.queue.satisfaction.figures import Satisfaction, hidden
from forms.states import State
from forms.tables import safe
from home.models import Role
from tests import cases, factories

URL = "/cms/ho-so/hai-long/"


def rated(office, score, *, kind="licence", month=6, comment=""):
    """A case with a result of 2026 and its answer, if any."""
    decided = timezone.make_aware(datetime(2026, month, 10, 9))
    case = cases.case(office, kind, State.APPROVED, decided_at=decided)
    if score:
        Rating.for_case(case, score, comment).save()
    return case


def some(office, scores, **more):
    for score in scores:
        rated(office, score, **more)


@pytest.mark.parametrize(
    ("counts", "secret"),
    [
        ({}, set()),
        ({"a": 0, "b": 9}, set()),
        ({"a": 5, "b": 9}, set()),
        ({"a": 4}, {"a"}),
        ({"a": 4, "b": 9}, {"a", "b"}),
        ({"a": 4, "b": 9, "c": 6}, {"a", "c"}),
        ({"a": 1, "b": 1, "c": 6, "d": 8}, {"a", "b", "c"}),
        ({"a": 3, "b": 4, "c": 9}, {"a", "b"}),
    ],
)
def test_what_is_too_small_is_hidden_and_cannot_be_reckoned_out(counts, secret):
    assert hidden(counts) == secret


def test_the_figures_are_right(office):
    some(office, [5] * 10 + [4] * 5 + [None] * 5, month=3)
    some(office, [5, 4, 3, 2, 1, 1], month=4)
    found = Satisfaction(office.pk, 2026)
    march, april = found.months
    assert (march.label, march.decided, march.answered) == ("03/2026", 20, 15)
    assert (march.share, round(march.average, 2)) == (75.0, 4.67)
    assert dict(march.best_first)[5] == 10
    assert dict(march.best_first)[1] == 0
    assert april.answered == 6
    assert set(dict(april.best_first).values()) == {None}
    assert found.total.answered == 21


def test_a_small_group_shows_nothing_and_neither_does_what_would_betray_it(office):
    some(office, [1, 2], month=1)
    some(office, [5] * 6, month=2)
    some(office, [5] * 9, month=3)
    january, february, march = Satisfaction(office.pk, 2026).months
    assert january.answered is january.average is january.share is None
    assert february.answered is None
    assert march.answered == 9


def test_a_result_on_new_years_eve_counts_in_the_offices_own_year(office):
    late = timezone.make_aware(datetime(2026, 12, 31, 23, 30))
    cases.case(office, state=State.APPROVED, decided_at=late)
    assert [one.label for one in Satisfaction(office.pk, 2026).months] == ["12/2026"]
    assert Satisfaction(office.pk, 2027).months == []


def test_comments_are_for_leaders_and_name_kind_and_month_only_in_a_crowd(at_work, office):
    rated(office, 1, kind="student", month=1, comment="Chờ quá lâu.")
    some(office, [5] * 5, month=6, comment="Rất rõ ràng.")
    quiet, crowd = (
        next(one for one in Satisfaction(office.pk, 2026).comments() if text in one.text)
        for text in ("Chờ", "rõ")
    )
    assert (quiet.kind, quiet.month) == ("", None)
    assert crowd.month.month == 6
    leader, clerk = at_work(Role.LEADER), at_work(Role.CLERK)
    page = leader.get(f"{URL}?nam=2026").content.decode()
    assert "Chờ quá lâu." in page
    assert "000.00.00" not in page
    assert "Chờ quá lâu." not in clerk.get(f"{URL}?nam=2026").content.decode()


def test_each_office_sees_its_own(at_work, office, other):
    some(other, [1] * 7, comment="Của nơi khác.")
    leader = at_work(Role.LEADER)
    for query in ("", f"?don-vi={other.pk}&nam=2026", "?don-vi=x&nam=y", f"?nam={'9' * 400}"):
        page = leader.get(URL + query).content.decode()
        assert "Của nơi khác." not in page
        assert ">7<" not in page


def test_nothing_at_all_is_a_page_too(at_work, office):
    assert "Chưa có hồ sơ nào" in at_work(Role.OFFICER).get(URL).content.decode()


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "|x", "%0"])
def test_R38_no_cell_is_a_formula(evil):
    assert safe(evil).startswith("'")
    assert safe(f"a{evil}") == f"a{evil}"


def test_the_tables_open_in_a_spreadsheet(at_work, office):
    some(office, [5] * 6, comment="=HYPERLINK(1)")
    leader = at_work(Role.LEADER)
    figures, said = (leader.get(f"{URL}{name}.csv?nam=2026") for name in ("so-lieu", "y-kien"))
    assert figures["Content-Disposition"].startswith("attachment")
    assert "no-store" in figures["Cache-Control"]
    rows = list(csv.reader(io.StringIO(figures.content.decode("utf-8-sig"))))
    assert rows[1][:5] == ["06/2026", "6", "6", "100%", "5.0"]
    assert rows[-1][0] == "Cả năm"
    (first, *_rest) = list(csv.reader(io.StringIO(said.content.decode("utf-8-sig"))))[1:]
    assert first[1] == "'=HYPERLINK(1)"


def test_the_page_costs_the_same_for_few_and_many(at_work, office):
    leader = at_work(Role.LEADER)
    counts = []
    for _round in range(2):
        some(office, [1, 2, 3, 4, 5], comment="Ý kiến")
        with CaptureQueriesContext(connection) as captured:
            leader.get(f"{URL}?nam=2026")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_it_is_among_the_reports(at_work, office):
    assert URL in at_work(Role.CLERK).get("/cms/").content.decode()
    editor = factories.signed_in(factories.staff(office, Role.EDITOR))
    assert URL not in editor.get("/cms/").content.decode()
