"""Keeps `Entry` and the engines true to what the other apps publish."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.functions import Cast
from wagtail.search import index as engines
from wagtail.search.backends import get_search_backends

from search.models import Entry
from search.registry import SOURCES, EntryData, Source
from search.text import tokens

CHUNK = 200
FIELDS = ("kind", "office_id", "title", "summary", "body", "search_fold", "url", "date")


def update(thing: models.Model) -> None:
    """Writes what the public may now find of this thing, in the current transaction."""
    source = SOURCES.get(type(thing))
    if source is None:
        return
    with transaction.atomic():
        kept = {entry.locale_id: entry for entry in entries_of(type(thing), [thing.pk])}
        for data in source.entries(thing):
            entry = kept.pop(data.locale_id, None) or blank(thing, data)
            if fill(entry, data):
                entry.save()
                engines.insert_or_update_object(entry)
        for entry in kept.values():
            discard(entry)


def remove(model: type[models.Model], pk: Any) -> None:
    """Forgets a thing that is gone."""
    for entry in entries_of(model, [pk]):
        discard(entry)


def discard(entry: Entry) -> None:
    engines.remove_object(entry)
    entry.delete()


def entries_of(model: type[models.Model], pks: Iterable[Any]) -> "models.QuerySet[Entry]":
    kind = ContentType.objects.get_for_model(model)
    return Entry.objects.filter(content_type=kind, object_pk__in=[str(pk) for pk in pks])


def blank(thing: models.Model, data: EntryData) -> Entry:
    kind = ContentType.objects.get_for_model(type(thing))
    return Entry(content_type=kind, object_pk=str(thing.pk), locale_id=data.locale_id)


def fill(entry: Entry, data: EntryData) -> bool:
    """Takes the data over; whether that changed anything."""
    title, summary, body, keywords = (
        unicodedata.normalize("NFC", part).replace("\0", "").strip()
        for part in (data.title, data.summary, data.body, data.keywords)
    )
    values = {
        "kind": data.kind,
        "office_id": data.office_id,
        "title": title[:300],
        "summary": summary,
        "body": body,
        "search_fold": " ".join(tokens(f"{title} {summary} {body} {keywords}")),
        "url": data.url[:500],
        "date": data.date,
    }
    changed = entry.pk is None or any(getattr(entry, key) != values[key] for key in values)
    for key, value in values.items():
        setattr(entry, key, value)
    return changed


def rebuild() -> dict[str, int]:
    """Makes the index anew from every source; returns entries per model. Memory stays bounded."""
    counts = {}
    for source in SOURCES.values():
        counts[source.model._meta.label] = sum(
            write(source, things) for things in chunks(source.model._default_manager.all())
        )
        forget_missing(source.model)
    known = [ContentType.objects.get_for_model(model) for model in SOURCES]
    forget(Entry.objects.exclude(content_type__in=known))
    fill_engines()
    return counts


def chunks(rows: "models.QuerySet[Any]") -> Iterator[list[Any]]:
    """All rows, some at a time; they may be changed or deleted on the way."""
    rows = rows.order_by("pk")
    part = list(rows[:CHUNK])
    while part:
        last = part[-1].pk  # a deleted object forgets its own
        yield part
        part = list(rows.filter(pk__gt=last)[:CHUNK])


@transaction.atomic
def write(source: Source, things: list[models.Model]) -> int:
    """Writes the rows of some things of one model; returns how many entries they have."""
    kept: dict[tuple[str, int], Entry] = {
        (entry.object_pk, entry.locale_id): entry
        for entry in entries_of(source.model, [thing.pk for thing in things])
    }
    count = 0
    changed: dict[bool, list[Entry]] = defaultdict(list)  # by whether the row exists
    for thing in things:
        for data in source.entries(thing):
            entry = kept.pop((str(thing.pk), data.locale_id), None)
            entry, known = entry or blank(thing, data), entry is not None
            if fill(entry, data):
                changed[known].append(entry)
            count += 1
    Entry.objects.bulk_create(changed[False])
    Entry.objects.bulk_update(changed[True], FIELDS)
    for entry in kept.values():
        discard(entry)
    return count


def forget_missing(model: type[models.Model]) -> None:
    """Drops entries of objects that are no longer there."""
    kind = ContentType.objects.get_for_model(model)
    there = model._default_manager.annotate(key=Cast("pk", models.CharField(max_length=50))).values(
        "key"
    )
    forget(Entry.objects.filter(content_type=kind).exclude(object_pk__in=there))


def forget(entries: "models.QuerySet[Entry]") -> None:
    for part in chunks(entries):
        for entry in part:
            discard(entry)


def fill_engines() -> None:
    """Gives every engine all rows again; one outside the database begins a new index."""
    for backend in get_search_backends(with_auto_update=True):
        target = backend.get_index_for_model(Entry)
        outside = backend.catch_indexing_errors
        if outside:
            rebuilder = backend.rebuilder_class(target)
            target = rebuilder.start()
            target.add_model(Entry)
        for part in chunks(Entry.get_indexed_objects()):
            target.add_items(Entry, part)
        if outside:
            rebuilder.finish()
