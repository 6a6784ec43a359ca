"""Graded queries reach their thresholds, where the file of queries is at hand."""

import json
import math
import os
import statistics
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from search import acceptance

NAMED = os.environ.get("SEARCH_QUERIES")
BESIDE = sorted(settings.ROOT.parent.glob("*/search/queries.yaml"))
FILE = Path(NAMED) if NAMED else next(iter(BESIDE), None)
MET = ("accented", "folded", "mixed", "number")
pytestmark = pytest.mark.engines

SMALL = {
    "corpus": [
        {"key": "a", "kind": "guide", "locale": "vi", "title": "Học bổng", "summary": "Cho Lào"},
        {"key": "b", "kind": "form", "locale": "lo", "title": "ວີຊາ", "summary": ""},
    ],
    "queries": [{"id": "1", "q": "hoc bong"}, {"id": "2", "q": "ວີຊາ"}, {"id": "3", "q": "xyz"}],
    "robustness": ['"', "học'"],
}


def report(asked: dict[str, Any]) -> dict[str, Any]:
    with acceptance.corpus(asked["corpus"]) as keys:
        return acceptance.run(asked["queries"], asked["robustness"], keys, "default")


def test_a_report_names_what_was_found() -> None:
    found = report(SMALL)
    assert found["results"] == {"1": ["a"], "2": ["b"], "3": []}
    assert found["robustness"] == [
        {"q": '"', "status": 200, "n": 0},
        {"q": "học'", "status": 200, "n": 1},
    ]
    assert json.loads(json.dumps(found)) == found


def ndcg(found: list[str], expected: dict[str, int]) -> float:
    def gain(grades: list[int]) -> float:
        return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:10]))

    grades = [expected.get(key, 0) for key in found]
    return gain(grades) / gain(sorted(expected.values(), reverse=True))


def first_good(found: list[str], expected: dict[str, int]) -> float:
    places = [place for place, key in enumerate(found[:10]) if expected.get(key, 0) >= 2]
    return 1 / (places[0] + 1) if places else 0.0


def judge(asked: dict[str, Any]) -> None:
    found = report(asked)
    assert found["errors"] == {}
    assert {line["status"] for line in found["robustness"]} == {200}
    for name in MET:
        queries = [query for query in asked["queries"] if query["class"] == name]
        pairs = [(found["results"][query["id"]], query["expect"]) for query in queries]
        wanted = asked["thresholds"]["per_class"][name]
        assert statistics.mean(ndcg(*pair) for pair in pairs) >= wanted["ndcg10"], name
        assert statistics.mean(first_good(*pair) for pair in pairs) >= wanted["mrr"], name
        assert all(keys for keys, _ in pairs), name


if FILE is not None:

    def test_every_class_that_is_met_stays_met() -> None:
        judge(yaml.safe_load(FILE.read_text("utf-8")))
