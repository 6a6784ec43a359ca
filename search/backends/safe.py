"""Takes out of a query of the CMS what the database engines choke on."""

import unicodedata

from wagtail.search.query import (
    MATCH_NONE,
    And,
    Boost,
    MatchAll,
    Not,
    Or,
    Phrase,
    PlainText,
    SearchQuery,
)


def safe(query: SearchQuery) -> SearchQuery:
    """The same query without quotes, controls and terms of mere punctuation, composed (NFC)."""
    if isinstance(query, PlainText):
        terms = clean(query.query_string)
        return PlainText(" ".join(terms), query.operator) if terms else MATCH_NONE
    if isinstance(query, Phrase):
        terms = clean(query.query_string)
        return Phrase(" ".join(terms)) if terms else MATCH_NONE
    if isinstance(query, Boost):
        return safe(query.subquery)
    if isinstance(query, Not):
        return query if is_none(query) else Not(safe(query.subquery))
    if isinstance(query, And | Or):
        return safe_parts(query)
    return query


def safe_parts(query: And | Or) -> SearchQuery:
    """An empty part empties an And, and says nothing in an Or."""
    parts = [safe(part) for part in query.subqueries]
    kept = [part for part in parts if not is_none(part)]
    if not kept or (isinstance(query, And) and len(kept) < len(parts)):
        return MATCH_NONE
    return type(query)(kept)


def is_none(query: SearchQuery) -> bool:
    return isinstance(query, Not) and isinstance(query.subquery, MatchAll)


def clean(text: str) -> list[str]:
    """The terms of a text that hold a letter or digit."""
    text = unicodedata.normalize("NFC", text).replace('"', " ")
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text)
    return [term for term in kept.split() if any(char.isalnum() for char in term)]
