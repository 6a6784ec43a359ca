"""What every request needs and people seldom change, kept in the memory of the process.

A change is seen at once wherever processes share a cache (`CACHE_URL`), and after a minute at most
where they do not. Nothing is kept of what a transaction sees: it may still be rolled back.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Generic, TypeVar

from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models.signals import post_delete, post_save

T = TypeVar("T")
LONGEST = 60.0  # seconds


class Kept(Generic[T]):
    """What `read` finds for an argument, until one of `sources` is saved or deleted.

    Arguments are few by nature: an office, a page. What is kept is shared by all threads, so
    nobody may change it.
    """

    def __init__(self, read: Callable[..., T], *sources: type[models.Model]) -> None:
        self.read = read
        self.name = f"kept-{read.__module__}.{read.__qualname__}"
        self.found: dict[Any, tuple[str, float, T]] = {}
        for source in sources:
            for changed in (post_save, post_delete):
                changed.connect(self.forget, sender=source)

    def __call__(self, *key: Any) -> T:
        edition, known = self.edition(), self.found.get(key)
        if known and known[0] == edition and monotonic() - known[1] < LONGEST:
            return known[2]
        value = self.read(*key)
        if edition and not connection.in_atomic_block:
            self.found[key] = edition, monotonic(), value
        return value

    def edition(self) -> str | None:
        """Changes with every change of the sources; None when the cache is down."""
        try:
            return str(cache.get_or_set(self.name, new_edition, None))
        except Exception:  # as many kinds of failures as there are caches
            return None

    def forget(self, **signal: Any) -> None:
        """For those who read before the change is committed, and again for those after."""
        self.renew()
        if connection.in_atomic_block:
            transaction.on_commit(self.renew)

    def renew(self) -> None:
        self.found.clear()
        with suppress(Exception):  # a cache that is down keeps nothing either
            cache.set(self.name, new_edition(), None)


def new_edition() -> str:
    return uuid.uuid4().hex
