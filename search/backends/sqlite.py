"""SQLite's full-text search without the faults of the stock backend.

Stock ranks with a subquery that matches again for every hit (quadratic: a minute for one page of
50,000), gives a title no weight, fails on a lone quote, and reads the whole index at each save.
"""

from typing import Any

from django.db import connections, models, router
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.backends.database.sqlite.query import AndNot, normalize
from modelsearch.utils import get_content_type_pk, get_descendants_content_types_pks
from wagtail.search.models import IndexEntry
from wagtail.search.query import And, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

from search.backends.safe import safe
from search.models import Entry
from search.plan import Found, Plan, Tier

INDEX = IndexEntry._meta.db_table
FTS = f"{INDEX}_fts"
RANK = f"bm25({FTS}, 1.0, 1.0, 10.0)"  # autocomplete, body, title


def match_string(query: SearchQuery, prefix: bool = False) -> str:
    """A query in FTS5's own language; every term is quoted, so none is an operator."""
    if isinstance(query, PlainText):
        terms = [quoted(term) for term in query.query_string.split()]
        terms[-1] += "*" if prefix else ""
        return f" {query.operator.upper()} ".join(terms)
    if isinstance(query, Phrase):
        return quoted(query.query_string)
    if isinstance(query, AndNot):
        first, second = match_string(query.subquery_a), match_string(query.subquery_b)
        return f"({first}) NOT ({second})"
    if isinstance(query, And | Or):
        parts = [f"({match_string(part, prefix)})" for part in query.subqueries]
        return (" AND " if isinstance(query, And) else " OR ").join(parts)
    raise NotImplementedError(f"SQLite cannot search for {query!r}")


def quoted(text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


class OneMatch:
    """Compiles a search to one full-text match joined to the rows, ranked by weighted bm25."""

    queryset: Any
    fields: list[str] | None
    order_by_relevance: bool
    LAST_TERM_IS_PREFIX: bool
    FTS_TABLE_FIELDS: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query: SearchQuery = safe(self.query)

    def columns(self) -> str:
        """The index knows a title and a body; every other field is in the body."""
        if not self.fields or self.LAST_TERM_IS_PREFIX:
            return " ".join(self.FTS_TABLE_FIELDS)
        return " ".join(sorted({"title" if field == "title" else "body" for field in self.fields}))

    def search(
        self, config: Any, start: int | None, stop: int | None, score_field: str | None = None
    ) -> "models.QuerySet[Any]":
        query = normalize(self.query)
        if isinstance(query, MatchAll | Not):
            return super().search(config, start, stop, score_field)  # type: ignore[misc]
        match = f"{{{self.columns()}}} : ({match_string(query, self.LAST_TERM_IS_PREFIX)})"
        rows = self.joined(match)
        if self.order_by_relevance:
            score_field = score_field or "_score"
            rows = rows.extra(select={score_field: RANK}, order_by=[score_field, "-pk"])
        elif score_field:
            rows = rows.extra(select={score_field: RANK})
        if not self.order_by_relevance and not rows.query.order_by:
            rows = rows.order_by("-pk")
        return rows[start:stop]

    def joined(self, match: str) -> "models.QuerySet[Any]":
        """The rows that match. The `+` keeps SQLite from matching again for each row."""
        model = self.queryset.model
        kinds = ", ".join(str(int(pk)) for pk in get_descendants_content_types_pks(model))
        pk = f'"{model._meta.db_table}"."{model._meta.pk.column}"'
        return self.queryset.extra(
            tables=[FTS, INDEX],
            where=[
                f"{FTS} MATCH %s",
                f"{INDEX}.id = +{FTS}.rowid",
                f"{INDEX}.content_type_id IN ({kinds})",
                f"{pk} = CAST({INDEX}.object_id AS INTEGER)",
            ],
            params=[match],
        )


class SearchQueryCompiler(OneMatch, stock.SQLiteSearchQueryCompiler):
    """Whole words."""


class AutocompleteQueryCompiler(OneMatch, stock.SQLiteAutocompleteQueryCompiler):
    """The last word may be unfinished."""


class Index(stock.SQLiteIndex):
    """bm25 weighs a title's length by itself."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Stock reads every entry here, at each save."""


class SearchBackend(stock.SQLiteSearchBackend):
    """SQLite FTS5."""

    index_class = Index
    query_compiler_class = SearchQueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def best(self, plan: Plan, each: int, last: int) -> list[Found]:
        """One statement; each part stops at its limit, so that a common word costs no more."""
        kind = get_content_type_pk(Entry)
        parts, values = [], []
        for place, tier in enumerate(plan.tiers):
            limit = last if place == len(plan.tiers) - 1 else each
            parts.append(
                f"SELECT * FROM (SELECT i.object_id, {place} AS tier FROM {FTS}"
                f" CROSS JOIN {INDEX} i ON i.id = {FTS}.rowid"
                f" WHERE {FTS} MATCH %s AND i.content_type_id = %s"
                f" ORDER BY {FTS}.rowid DESC LIMIT {limit})"
            )
            values += [" OR ".join(tier_string(choice) for choice in plan.narrowed(tier)), kind]
        query = (
            f"SELECT CAST(object_id AS INTEGER), MIN(tier) FROM ({' UNION ALL '.join(parts)})"
            f" GROUP BY 1 ORDER BY 2, 1 DESC LIMIT {last}"
        )
        with connections[router.db_for_read(IndexEntry)].cursor() as cursor:
            cursor.execute(query, values)
            return [Found(*row) for row in cursor.fetchall()]


def tier_string(tier: Tier) -> str:
    """A tier in FTS5's language; its words are plain ASCII."""
    parts = (("title", tier.title), ("body", tier.anywhere))
    found = [f"{column} : ({' AND '.join(map(quoted, held))})" for column, held in parts if held]
    return f"({' AND '.join(found)})"
