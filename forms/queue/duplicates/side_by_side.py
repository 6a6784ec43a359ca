"""The answers of two cases beside each other, question by question, with what differs marked.

What is sealed is compared as it is and shown in part: whether two numbers are one can be seen
without reading either.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import ngettext

from forms.kinds.comparing import by_name, says
from forms.kinds.display import Item, answered
from forms.queue.case.sheet import Sheet


@dataclass(frozen=True)
class Pair:
    """One question and its two answers; either may be missing."""

    section: Any
    label: Any
    one: Item | None
    other: Item | None
    differs: bool

    @property
    def items(self) -> tuple[Item | None, Item | None]:
        return self.one, self.other


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
        return list(paired(self.one, self.other))


def paired(one: Sheet, other: Sheet) -> Iterator[Pair]:
    here, there = (dict(by_name(sheet.sections)) for sheet in (one, other))
    covers = covered(one), covered(other)
    for name in [*here, *(name for name in there if name not in here)]:
        section, item = here.get(name) or there[name]
        words = [said(found[name][1] if name in found else None) for found in (here, there)]
        if any(words):
            shown = [cover.get(name) for cover in covers]
            yield Pair(section.title, item.label, shown[0], shown[1], words[0] != words[1])


def said(item: Item | None) -> Any:
    """What is compared: texts and rows. Files are always of one case."""
    seen = says(item)
    return seen and (seen[0], seen[1], seen[3])


def covered(sheet: Sheet) -> dict[str, Item]:
    """The answers by name, as they are shown: of numbers their end, of sealed rows how many."""
    case = sheet.case
    sections = answered(
        case.kind, case.office, sheet.answers, sheet.checked, mask=True, asked=case.as_asked
    )
    return {
        name: counted(item) if item.rows and case.kind.traits_of(name).seal else item
        for name, (_section, item) in by_name(sections)
    }


def counted(item: Item) -> Item:
    number = len(item.rows)
    text = ngettext("%(number)d dòng", "%(number)d dòng", number) % {"number": number}
    return replace(item, rows=(), numbers=(), text=text)
