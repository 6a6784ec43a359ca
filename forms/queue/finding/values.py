"""The values of an operator that have a name, and how a part of it is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.conf import settings
from django.db.models import Q
from django.utils.translation import override

from forms.states import Text
from search.text import plain


class NotUnderstood(Exception):
    """What was typed means no day, no number."""


def spoken(text: Text) -> tuple[str, ...]:
    """Words of ours in one's own language, then in the others of the CMS: what a colleague typed,
    saved and shared means the same to all."""
    said = [str(text)]
    for language, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(language):
            said.append(str(text))
    return tuple(dict.fromkeys(said))


@dataclass(frozen=True)
class Value:
    """Something that an operator takes, as staff call it, and the cases that it means."""

    name: str
    means: Q
    #: What it is called in other languages; understood as well.
    others: tuple[str, ...] = ()

    @classmethod
    def spoken(cls, text: Text, means: Q) -> "Value":
        name, *others = spoken(text)
        return cls(name, means, tuple(others))

    @cached_property
    def plain(self) -> list[str]:
        return [plain(name) for name in (self.name, *self.others)]

    def begins(self, wanted: str) -> bool:
        """Whether one of its words, and what follows it, begins so."""
        return any(f"  {wanted}" in f"  {name}" for name in self.plain)


def pick(known: Sequence[Value], text: str, *, partly: bool = True) -> Q | None:
    """The cases of the values that this text names: of exactly this name, else begun so."""
    wanted = plain(text)
    if not wanted:
        return None
    exact = [value for value in known if wanted in value.plain]
    meant = exact or [value for value in known if partly and value.begins(wanted)]
    return either([value.means for value in meant]) if meant else None


def either(conditions: Sequence[Q]) -> Q:
    """Any of them; those that ask the same of one column ask it once."""
    tests = [only for one in conditions for only in one.children]
    names = {test[0] for test in tests if isinstance(test, tuple) and "__" not in test[0]}
    if len(conditions) > 1 and len(names) == 1 and len(tests) == len(conditions):
        return Q(**{f"{names.pop()}__in": [test[1] for test in tests if isinstance(test, tuple)]})
    return reduce(or_, conditions)
