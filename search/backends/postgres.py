"""PostgreSQL's full-text search without the faults of the stock backend.

Stock reads the server's default dictionary (English stop words, stemming) and the whole index at
each save. That it filters on an expression without an index, a migration of this app cures.
"""

from typing import Any

from django.db import connections, router
from modelsearch.backends.database.postgres import postgres as stock
from modelsearch.utils import get_content_type_pk
from wagtail.search.models import IndexEntry

from search.backends.safe import safe
from search.models import Entry
from search.plan import Found, Plan, Tier

INDEX = IndexEntry._meta.db_table
CONFIG = "simple"  # words as they are written
COLUMNS = {"title": "title", "anywhere": "body"}
LIMITED = "SET LOCAL statement_timeout = 2000"
UNLIMITED = "SET LOCAL statement_timeout TO DEFAULT"


class Safe:
    """A query that PostgreSQL can take."""

    query: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = safe(self.query)


class SearchQueryCompiler(Safe, stock.PostgresSearchQueryCompiler):
    """Whole words."""


class AutocompleteQueryCompiler(Safe, stock.PostgresAutocompleteQueryCompiler):
    """The last word may be unfinished."""


class Index(stock.PostgresIndex):
    """A new entry counts as of average length until the next rebuild."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Stock reads every entry here, at each save."""
        if full:
            super()._refresh_title_norms(full=True)


class SearchBackend(stock.PostgresSearchBackend):
    """PostgreSQL with its `simple` dictionary."""

    index_class = Index
    query_compiler_class = SearchQueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": CONFIG, **params})

    def best(self, plan: Plan, each: int, last: int) -> list[Found]:
        """One statement of at most two seconds; each part stops at its limit."""
        kind = get_content_type_pk(Entry)
        parts, values = [], []
        for place, tier in enumerate(plan.tiers):
            limit = last if place == len(plan.tiers) - 1 else each
            condition, words = tier_condition(plan.narrowed(tier))
            parts.append(
                f"(SELECT object_id, {place} AS tier FROM {INDEX}"
                f" WHERE content_type_id = %s AND {condition} LIMIT {limit})"
            )
            values += [kind, *words]
        query = (
            f"SELECT CAST(object_id AS bigint), MIN(tier) FROM ({' UNION ALL '.join(parts)}) AS h"
            f" GROUP BY 1 ORDER BY 2, 1 DESC LIMIT {last}"
        )
        with connections[router.db_for_read(IndexEntry)].cursor() as cursor:
            cursor.execute(f"{LIMITED}; {query}; {UNLIMITED}", values)
            cursor.nextset()
            return [Found(*row) for row in cursor.fetchall()]


def tier_condition(choices: list[Tier]) -> tuple[str, list[str]]:
    """The tier as a condition on the indexed columns, and its values."""
    conditions, values = [], []
    for column in ("title", "anywhere"):
        held = [" ".join(getattr(choice, column)) for choice in choices]
        if any(held):
            either = " || ".join([f"plainto_tsquery('{CONFIG}', %s)"] * len(held))
            conditions.append(f"{COLUMNS[column]} @@ ({either})")
            values += held
    return " AND ".join(conditions), values
