"""Elasticsearch 9 as an accelerator: the same words, asked for in the same order.

The words are ASCII already, so its index needs no analysis beyond the server's core.
"""

from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError
from modelsearch.backends import elasticsearch9 as stock
from wagtail.search.query import MatchAll, PlainText

from search.models import Entry
from search.plan import EngineFailed, Found, Plan, Tier

#: Entries looked at in each shard, and how long: a query may not hold the server.
WORK = {"terminate_after": 50_000, "timeout": "1500ms"}


class Mapping(stock.Elasticsearch9Mapping):
    """Prefixes are found at the time of the query, so nothing is cut up in the index."""

    edgengram_analyzer_config: dict[str, str] = {}


class SearchQueryCompiler(stock.Elasticsearch9SearchQueryCompiler):
    """Whole words, all of them, as on the databases."""

    mapping_class = Mapping
    DEFAULT_OPERATOR = "and"


class AutocompleteQueryCompiler(stock.Elasticsearch9AutocompleteQueryCompiler):
    """The last word may be unfinished."""

    mapping_class = Mapping
    DEFAULT_OPERATOR = "and"

    def get_inner_query(self) -> dict[str, Any]:
        if isinstance(self.query, MatchAll):
            return {"match_all": {}}
        if not isinstance(self.query, PlainText):
            raise NotImplementedError(f"autocomplete cannot search for {self.query!r}")
        text, operator = self.query.query_string, self.query.operator
        fields = self.remapped_fields or ["_edgengrams"]
        return {
            "dis_max": {
                "queries": [
                    {"match_bool_prefix": {field: {"query": text, "operator": operator}}}
                    for field in fields
                ]
            }
        }


class SearchBackend(stock.Elasticsearch9SearchBackend):
    """Elasticsearch 9 with the settings that every distribution of it has."""

    mapping_class = Mapping
    query_compiler_class = SearchQueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler
    settings = {
        "settings": {
            "analysis": {
                "analyzer": {
                    "default": {
                        "type": "custom",
                        "tokenizer": "standard",
                        "filter": ["lowercase"],
                    }
                }
            }
        }
    }

    def __init__(self, params: dict[str, Any]) -> None:
        options = {"max_retries": 0, **params.pop("OPTIONS", {})}
        super().__init__({"TIMEOUT": 2, **params, "OPTIONS": options})

    def best(self, plan: Plan, each: int, last: int) -> list[Found]:
        """One request. A tier's boost is a power of two: the score tells the best that answered."""
        boosts = [2 ** (len(plan.tiers) - place) for place in range(len(plan.tiers))]
        tiers = zip(plan.tiers, boosts, strict=True)
        query = {
            "bool": {
                "filter": [
                    {"bool": {"should": [held("all_words", (mark,)) for mark in group]}}
                    for group in plan.marks
                ],
                "should": [constant(tier, boost) for tier, boost in tiers],
                "minimum_should_match": 1,
            }
        }
        hits = self.ask(query, last)
        return [Found(pk, place_of(score, len(plan.tiers))) for pk, score in hits]

    def ask(self, query: dict[str, Any], size: int) -> list[tuple[int, float]]:
        """Keys and scores, best first, the newest of equals first."""
        index = self.get_index_for_model(Entry).name
        try:
            answer = self.es.search(
                index=index,
                query=query,
                size=size,
                source=False,
                stored_fields="pk",
                sort=["_score", {"pk": "desc"}],
                track_total_hits=False,
                **WORK,
            )
            return [(int(hit["fields"]["pk"][0]), hit["_score"]) for hit in answer["hits"]["hits"]]
        except (ApiError, TransportError, KeyError, TypeError, ValueError, IndexError) as error:
            raise EngineFailed(str(error)) from error


def held(field: str, words: tuple[str, ...]) -> dict[str, Any]:
    return {"match": {field: {"query": " ".join(words), "operator": "and"}}}


def constant(tier: Tier, boost: int) -> dict[str, Any]:
    """The tier as a condition that adds `boost` to the score."""
    parts = (("title", tier.title), ("all_words", tier.anywhere))
    conditions = [held(field, words) for field, words in parts if words]
    return {"constant_score": {"filter": {"bool": {"filter": conditions}}, "boost": boost}}


def place_of(score: float, tiers: int) -> int:
    """Which is the best tier in a sum of the boosts of all that answered."""
    return tiers + 1 - int(score).bit_length()
