"""Which engine answers: the configured one, and the database's own when that fails."""

import functools
import logging
import time
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from wagtail.search.backends import get_search_backend

from search.plan import Engine, EngineFailed, Found, Plan

logger = logging.getLogger(__name__)

FAILURES = 3  # in a row, then the engine is left alone for REST seconds
REST = 30.0
FALLBACK = "database"


class Breaker:
    """Remembers that an engine keeps failing, so that not every reader waits for it."""

    def __init__(self) -> None:
        self.failures = 0
        self.until = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.until

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= FAILURES:
            self.failures, self.until = 0, time.monotonic() + REST

    def succeeded(self) -> None:
        self.failures, self.until = 0, 0.0


@functools.cache
def engine(name: str) -> Engine:
    """One instance a process: an HTTP engine keeps its connections."""
    backend: Engine = get_search_backend(name)
    return backend


@functools.cache
def breaker(name: str) -> Breaker:
    return Breaker()


def forget(*, setting: str = "WAGTAILSEARCH_BACKENDS", **_: Any) -> None:
    """Starts anew when a test changes the settings."""
    if setting == "WAGTAILSEARCH_BACKENDS":
        engine.cache_clear()
        breaker.cache_clear()


setting_changed.connect(forget)


def best(plan: Plan, each: int, last: int, name: str = "default") -> tuple[list[Found], bool]:
    """What the engine finds, and whether another had to stand in for it."""
    if FALLBACK not in settings.WAGTAILSEARCH_BACKENDS:
        return engine(name).best(plan, each, last), False
    guard = breaker(name)
    if not guard.is_open():
        try:
            found = engine(name).best(plan, each, last)
        except EngineFailed as error:
            guard.failed()
            logger.warning("Search engine %s failed, the database answers: %s", name, error)
        else:
            guard.succeeded()
            return found, False
    return engine(FALLBACK).best(plan, each, last), True
