"""SEARCH_URL: the same code over HTTP, and the database's answer whenever that fails."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from motcua.env import search as backends
from search import engines, index
from search.query import search
from tests.search.conftest import Plant
from tests.search.elastic import Elastic, serve

ALIAS = "motcua_search_entry"


@pytest.fixture
def elastic(settings: Any) -> Iterator[Elastic]:
    own = django_settings.WAGTAILSEARCH_BACKENDS["default"]["BACKEND"]
    with serve() as server:
        configured = backends(server.url, own)
        configured["default"]["TIMEOUT"] = 0.3
        settings.WAGTAILSEARCH_BACKENDS = configured
        yield server


def titles(text: str, **narrowed: Any) -> list[str]:
    return [hit.entry.title for hit in search(text, **narrowed).hits]


def test_a_rebuild_makes_an_index_with_our_settings_and_switches_to_it(
    plant: Plant, elastic: Elastic
) -> None:
    plant("Học bổng")
    index.fill_engines()
    [(name, made)] = [pair for pair in elastic.indexes.items() if pair[0].startswith(ALIAS)]
    analysis = made["settings"]["analysis"]
    assert analysis == {
        "analyzer": {
            "default": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]}
        }
    }
    [mapping] = elastic.sent("PUT", f"{name}/_mapping")[0]
    assert mapping["properties"]["kind_filter"] == {"type": "keyword"}
    assert "edgengram" not in str(made) + str(mapping.get("analyzer"))
    assert elastic.aliases[ALIAS] == name
    assert len(elastic.sent("PUT", "_bulk") + elastic.sent("POST", "_bulk")) >= 1


def test_it_finds_the_same_in_the_same_order_as_the_database(
    plant: Plant, elastic: Elastic
) -> None:
    plant("Đơn vị học tập", kind="form")
    plant("Học bổng", "Tập huấn, học hỏi")
    plant("Họp tổ", "báo cáo học tập")
    plant("Learning", locale="en")
    for text in ("học tập", "hoc tap", "tập học", "HỌC"):
        for narrowed in ({}, {"locale": "vi"}, {"kinds": ["form"]}, {"office": 1}):
            here = titles(text, **narrowed)
            assert here == titles(text, **narrowed, engine="database"), text
    assert titles("học tập")[0] == "Đơn vị học tập"
    assert not search("học tập").stood_in


def test_a_search_is_one_bounded_request(plant: Plant, elastic: Elastic) -> None:
    plant("Học tập")
    titles("học tập")
    [[body]] = elastic.sent("POST", "_search")
    assert body["size"] == 1000
    assert body["terminate_after"]
    assert body["timeout"]


def test_what_is_unpublished_is_not_shown_even_if_the_engine_still_holds_it(
    plant: Plant, elastic: Elastic
) -> None:
    page = plant("Học tập")
    kept = dict(elastic.docs[ALIAS])
    page.unpublish()
    elastic.docs[ALIAS] |= kept
    assert len(elastic.docs[ALIAS]) == 1
    assert titles("học tập") == []


@pytest.mark.parametrize("mood", ["error", "busy", "nonsense", "strange", "hang"])
def test_a_failing_engine_is_replaced_with_a_notice(
    plant: Plant, elastic: Elastic, mood: str
) -> None:
    plant("Học tập")
    elastic.mood = mood
    began = time.monotonic()
    response = Client().get("/tim-kiem/?q=hoc+tap")
    assert response.status_code == 200
    assert "Học tập" in response.content.decode()
    assert "gián đoạn" in response.content.decode()
    assert time.monotonic() - began < 3


def test_an_engine_that_refuses_is_replaced_too(plant: Plant, settings: Any) -> None:
    plant("Học tập")
    own = django_settings.WAGTAILSEARCH_BACKENDS["default"]["BACKEND"]
    settings.WAGTAILSEARCH_BACKENDS = backends("http://127.0.0.1:1", own)
    found = search("học tập")
    assert found.stood_in
    assert found.total == 1


def test_an_engine_that_keeps_failing_is_left_alone_for_a_while(
    plant: Plant, elastic: Elastic, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant("Học tập")
    elastic.mood = "error"
    for _ in range(engines.FAILURES + 2):
        assert search("học tập").stood_in
    assert len(elastic.sent("POST", "_search")) == engines.FAILURES
    elastic.mood = "well"
    monkeypatch.setattr(engines, "REST", 0.0)
    engines.breaker("default").until = 0.0
    assert not search("học tập").stood_in


def test_publishing_goes_on_while_the_engine_is_down(plant: Plant, elastic: Elastic) -> None:
    elastic.mood = "error"
    plant("Học tập")
    assert search("học tập").total == 1
    elastic.mood = "well"
    engines.forget()
    index.fill_engines()
    assert search("học tập").total == 1
    assert not search("học tập").stood_in
