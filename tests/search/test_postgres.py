"""What only PostgreSQL can show: its index, its time limit."""

import pytest
from django.db import connection

from search import engines
from search.plan import Plan, Tier
from tests.search.conftest import Plant

pytestmark = pytest.mark.postgres


def one(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return str(cursor.fetchone()[0])


def test_the_index_that_wagtail_filters_by_exists() -> None:
    found = one("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_title_body_gin'")
    assert "(title || body)" in found


def test_the_time_limit_ends_with_the_search(plant: Plant) -> None:
    engines.engine("default").best(Plan((Tier(anywhere=("hoc",)),)), 1, 1)
    assert one("SHOW statement_timeout") == "0"
