"""All addresses of the site, each under a key that stays the same while the address does."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import LocalePrefixPattern, URLPattern, get_resolver
from django.urls.resolvers import URLResolver


@dataclass(frozen=True)
class Route:
    """One pattern of the resolver: its full name (empty for none), and its path in pieces."""

    name: str
    parts: tuple[Any, ...]

    @property
    def path(self) -> str:
        """As Django writes it beside a resolved address."""
        path = ""
        for part in self.parts:
            route = "" if is_prefix(part) else str(part)
            path += route.removeprefix("^") if path else route
        return path

    @property
    def arguments(self) -> list[str]:
        return [name for part in self.parts for name in part.regex.groupindex]

    @property
    def translated(self) -> bool:
        return any(is_prefix(part) for part in self.parts)


def is_prefix(part: Any) -> bool:
    return isinstance(part, LocalePrefixPattern)


def routes() -> dict[str, Route]:
    """Every pattern by its key: its name, with arguments where two share it, else its path."""
    found = list(walk(get_resolver().url_patterns))
    named = Counter(route.name for route in found)
    return {key(route, named[route.name] > 1): route for route in found}


def key(route: Route, shared: bool) -> str:
    if not route.name:
        return f"/{route.path}"
    return f"{route.name}({','.join(route.arguments)})" if shared else route.name


def walk(
    patterns: list[Any], names: tuple[str, ...] = (), parts: tuple[Any, ...] = ()
) -> Iterator[Route]:
    for pattern in patterns:
        here = (*parts, pattern.pattern)
        if isinstance(pattern, URLResolver):
            below = (*names, pattern.namespace) if pattern.namespace else names
            yield from walk(pattern.url_patterns, below, here)
        else:
            assert isinstance(pattern, URLPattern)
            yield Route(":".join([*names, pattern.name]) if pattern.name else "", here)
