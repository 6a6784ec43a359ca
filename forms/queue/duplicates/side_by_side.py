"""The answers of two cases beside each other, question by question, with what differs marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.kinds.comparing import by_name, says
from forms.kinds.display import Item, Section
from forms.queue.case.sheet import Sheet


@dataclass(frozen=True)
class Pair:
    """One question and its two answers; either may be missing."""

    section: Any
    label: Any
    one: Item | None
    other: Item | None

    @property
    def items(self) -> tuple[Item | None, Item | None]:
        return self.one, self.other

    @property
    def differs(self) -> bool:
        return self.words(self.one) != self.words(self.other)

    @staticmethod
    def words(item: Item | None) -> Any:
        """What is compared: texts and rows. Files are always of one case."""
        seen = says(item)
        return seen and (seen[0], seen[1], seen[3])


class SideBySide:
    """Two cases before an officer who reads both."""

    def __init__(self, one: Sheet, other: Sheet) -> None:
        self.one, self.other = one, other

    @property
    def both(self) -> tuple[Sheet, Sheet]:
        return self.one, self.other

    @property
    def pairs(self) -> list[Pair]:
        """Every question that either was asked and has an answer to, in the order of the first."""
        here, there = (dict(by_name(sheet.sections)) for sheet in (self.one, self.other))
        return list(paired(here, there))


def paired(
    here: dict[str, tuple[Section, Item]], there: dict[str, tuple[Section, Item]]
) -> Iterator[Pair]:
    for name in [*here, *(name for name in there if name not in here)]:
        section, item = here.get(name) or there[name]
        one, other = (found[name][1] if name in found else None for found in (here, there))
        if says(one) or says(other):
            yield Pair(section.title, item.label, one, other)
