"""Where other apps say what can be found. An app calls, from `AppConfig.ready`:

    register(GuidancePage, kind="guide", label=_("Hướng dẫn"), entries=guidance_entries)

`entries(obj)` gives one EntryData for each language in which the public may find the object, and
nothing for a draft or a private one; for pages `page_entry` does all of that. The index then
follows every save, publication, move, restriction and deletion of that model. A model whose entry
depends on other rows calls `search.index.update(obj)` when those change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date as Date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from wagtail.models import Page


@dataclass(frozen=True)
class EntryData:
    """What one public thing says in one language; `url` is a path on the site `office_id`."""

    kind: str
    title: str
    summary: str
    body: str
    url: str
    date: Date | None
    locale_id: int
    office_id: int | None
    keywords: str = ""


@dataclass(frozen=True)
class Source:
    """A model that can be found, and how its objects become entries."""

    model: type[models.Model]
    entries: Callable[[Any], Iterable[EntryData]]


@dataclass(frozen=True)
class Kind:
    """One choice of the facet "loại": its name and its weight among equally good results."""

    code: str
    label: str | Promise
    weight: float


SOURCES: dict[type[models.Model], Source] = {}
KINDS: dict[str, Kind] = {}


def register(
    model: type[models.Model],
    *,
    kind: str,
    label: str | Promise,
    entries: Callable[[Any], Iterable[EntryData]],
    weight: float = 0.0,
) -> None:
    """Makes the objects of exactly this model findable as `kind` (lower-case ASCII letters).

    `weight` (0 to 1) lifts a kind among results that answer a query equally well.
    """
    if not (kind.isascii() and kind.isalpha() and kind.islower()):
        raise ValueError(f"kind {kind!r} must be lower-case ASCII letters")
    SOURCES[model] = Source(model, entries)
    KINDS[kind] = Kind(kind, label, weight)


def page_entry(
    page: Page,
    kind: str,
    *,
    summary: str = "",
    body: str = "",
    date: Date | None = None,
    keywords: str = "",
) -> list[EntryData]:
    """The entry of a page, if everybody may read it at an address of a site; else nothing."""
    if not page.live or page.get_view_restrictions().exists():
        return []
    parts = page.get_url_parts()
    if not parts or not parts[2]:
        return []
    return [
        EntryData(
            kind=kind,
            title=page.title,
            summary=summary or page.search_description,
            body=body,
            url=parts[2],
            date=date,
            locale_id=page.locale_id,
            office_id=parts[0],
            keywords=keywords,
        )
    ]


def label(kind: str) -> str:
    """The name of a kind; its code if nobody registered it."""
    return str(KINDS[kind].label) if kind in KINDS else kind
