"""Runs graded queries over a corpus of pages: what `search_acceptance` and its test share."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from wagtail.models import Locale, Page

from search import registry
from search.query import search
from search.registry import EntryData

Thing = dict[str, Any]


@contextmanager
def corpus(things: list[Thing]) -> Iterator[dict[str, str]]:
    """The corpus as live pages, indexed as any page is; gives the key of each page."""
    by_slug = {f"trang-{place}": thing for place, thing in enumerate(things)}

    def entries(page: Page) -> Iterable[EntryData]:
        thing = by_slug.get(page.slug)
        return registry.page_entry(page, thing["kind"]) if thing else ()

    sources, kinds = dict(registry.SOURCES), dict(registry.KINDS)
    for code in {thing["kind"] for thing in things}:
        kind = kinds.get(code, registry.Kind(code, code, 0.0))
        registry.register(Page, kind=code, label=kind.label, entries=entries, weight=kind.weight)
    try:
        yield {str(plant(slug, thing).pk): thing["key"] for slug, thing in by_slug.items()}
    finally:
        registry.SOURCES.clear()
        registry.SOURCES.update(sources)
        registry.KINDS.clear()
        registry.KINDS.update(kinds)


def plant(slug: str, thing: Thing) -> Page:
    locale, _ = Locale.objects.get_or_create(language_code=thing["locale"])
    page = Page(title=thing["title"], slug=slug, locale=locale)
    page.search_description = thing["summary"]
    Page.objects.get(depth=2).add_child(instance=page)
    return page


def run(queries: list[Thing], hostile: list[str], keys: dict[str, str], engine: str) -> Thing:
    """Every query through the one query path, in all languages at once."""
    report: Thing = {"backend": engine, "results": {}, "errors": {}, "ms": {}, "robustness": []}
    for query in queries:
        began = time.perf_counter()
        try:
            report["results"][query["id"]] = found(query["q"], keys, engine)
        except Exception as error:
            report["errors"][query["id"]] = type(error).__name__
        report["ms"][query["id"]] = round((time.perf_counter() - began) * 1000, 1)
    for text in hostile:
        try:
            status, number = 200, len(found(text, keys, engine))
        except Exception:
            status, number = 500, 0
        report["robustness"].append({"q": text[:40], "status": status, "n": number})
    return report


def found(text: str, keys: dict[str, str], engine: str) -> list[str]:
    """The keys of the first ten results, in order."""
    return [keys[hit.entry.object_pk] for hit in search(text, engine=engine).hits]
