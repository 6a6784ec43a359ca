"""Somebody else is a moment faster: between the look at what is there and the saving."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


@contextmanager
def just_after(owner: type, check: str, rival: Callable[[], Any]) -> Iterator[None]:
    """What the rival does happens once, right after the first such check."""
    real, todo = getattr(owner, check), [rival]

    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = real(self, *args, **kwargs)
        while todo:
            todo.pop()()
        return found

    with mock.patch.object(owner, check, checked):
        yield
    assert not todo, "nobody looked"
