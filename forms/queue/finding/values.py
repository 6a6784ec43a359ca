"""The values of an operator that have a name, and how a part of it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.db.models import Q

from search.text import plain


class NotUnderstood(Exception):
    """What was typed means no day, no number."""


@dataclass(frozen=True)
class Value:
    """Something that an operator takes, as staff call it, and the cases that it means."""

    name: str
    means: Q

    @cached_property
    def plain(self) -> str:
        return plain(self.name)

    def begins(self, wanted: str) -> bool:
        """Whether one of its words, and what follows it, begins so."""
        return f"  {wanted}" in f"  {self.plain}"


def pick(known: Sequence[Value], text: str, *, partly: bool = True) -> Q | None:
    """The cases of the values that this text names: of exactly this name, else begun so."""
    wanted = plain(text)
    if not wanted:
        return None
    exact = [value for value in known if value.plain == wanted]
    meant = exact or [value for value in known if partly and value.begins(wanted)]
    return either([value.means for value in meant]) if meant else None


def either(conditions: Sequence[Q]) -> Q:
    """Any of them; those that ask the same of one column ask it once."""
    tests = [only for one in conditions for only in one.children]
    names = {test[0] for test in tests if isinstance(test, tuple) and "__" not in test[0]}
    if len(conditions) > 1 and len(names) == 1 and len(tests) == len(conditions):
        return Q(**{f"{names.pop()}__in": [test[1] for test in tests if isinstance(test, tuple)]})
    return reduce(or_, conditions)
