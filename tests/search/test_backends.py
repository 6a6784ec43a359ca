"""What the CMS asks of the database engines: stock answers without stock faults."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import MATCH_ALL, And, Boost, Not, Or, Phrase, PlainText

from search import engines
from search.plan import Plan, Tier
from tests.search.conftest import Plant

pytestmark = pytest.mark.engines


def titles(query: object, **options: object) -> list[str]:
    found = get_search_backend().search(query, Page.objects.filter(depth__gt=2), **options)
    return [page.title for page in found]


def test_a_title_counts_more_than_a_text(plant: Plant) -> None:
    plant("Một", "Học bổng học bổng")
    plant("Học bổng")
    pages = Page.objects.filter(depth__gt=2)
    assert pages.search("học bổng")[0].title == "Học bổng"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (PlainText("đỏ xanh"), ["Xanh đỏ"]),
        (PlainText("đỏ xanh", operator="or"), ["Xanh", "Xanh đỏ", "Đỏ"]),
        (Phrase("xanh đỏ"), ["Xanh đỏ"]),
        (And([PlainText("xanh"), Not(PlainText("đỏ"))]), ["Xanh"]),
        (Or([PlainText("xanh"), PlainText('"')]), ["Xanh", "Xanh đỏ"]),
        (And([PlainText("xanh"), PlainText('"')]), []),
        (Not(PlainText("xanh")), ["Đỏ"]),
        (Boost(PlainText("xanh"), 2), ["Xanh", "Xanh đỏ"]),
        (MATCH_ALL, ["Xanh", "Xanh đỏ", "Đỏ"]),
        (Not(MATCH_ALL), []),
    ],
)
def test_each_kind_of_query_works(plant: Plant, query: object, expected: list[str]) -> None:
    for title in ("Xanh", "Đỏ", "Xanh đỏ"):
        plant(title)
    assert sorted(titles(query)) == expected


@pytest.mark.parametrize(
    "text", ['"', 'a"b', "'", "\u00a0", "-", "học )", "a\0b", "*", "x:*", "%s"]
)
def test_no_text_breaks_the_cms(plant: Plant, text: str) -> None:
    plant("Học")
    pages = Page.objects.all()
    for results in (pages.search(text), pages.autocomplete(text)):
        assert results.count() == len(list(results))


def test_an_unfinished_word_is_completed(plant: Plant) -> None:
    plant("Trung tâm tin học")
    assert [page.title for page in Page.objects.autocomplete("trung tâm ti")]


def test_results_can_be_filtered_ordered_counted_sliced_and_faceted(plant: Plant) -> None:
    for title in ("Học b", "Học a", "Học c"):
        plant(title)
    pages = Page.objects.live().filter(depth=3)
    assert [p.title for p in pages.order_by("title").search("học", order_by_relevance=False)] == [
        "Học a",
        "Học b",
        "Học c",
    ]
    found = pages.search("học")
    assert (found.count(), found[1:].count(), len(found[:2])) == (3, 2, 2)
    assert found.facet("locale_id") == {pages[0].locale_id: 3}
    assert all(page.score is not None for page in found.annotate_score("score"))
    assert pages.filter(title="Học a").search("học").count() == 1
    assert titles("học", fields=["title"])


def test_a_save_does_not_read_the_whole_index(plant: Plant) -> None:
    with CaptureQueriesContext(connection) as queries:
        plant("Học")
    assert not [query for query in queries if "AVG(" in query["sql"].upper()]


def test_a_tier_stops_at_its_limit(plant: Plant) -> None:
    for _ in range(5):
        plant("Học")
    engine = engines.engine("default")
    plan = Plan((Tier(title=("hoc",)), Tier(anywhere=("hoc",))))
    assert [hit.tier for hit in engine.best(plan, 2, 4)] == [0, 0, 1, 1]


def test_one_match_serves_all_rows(plant: Plant) -> None:
    plan = Page.objects.search("học").get_queryset().explain()
    assert "SubPlan" not in plan
    assert "SCALAR SUBQUERY" not in plan
    if connection.vendor == "sqlite":
        assert plan.count("VIRTUAL TABLE") == 1
        assert plan.index("VIRTUAL TABLE") < plan.index("wagtailcore_page")
