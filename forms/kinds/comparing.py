"""Old beside new: what is different between two readings of a case."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from forms.kinds.display import Cells, Item, Section


@dataclass(frozen=True)
class Cell:
    """One cell of a row, before and after."""

    label: Any
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class RowChange:
    """One row that came, went or changed; `number` is its place as people count."""

    number: int
    cells: tuple[Cell, ...]
    came: bool = False
    went: bool = False


@dataclass(frozen=True)
class Change:
    """One question whose answer is another; `old` or `new` is missing where it was not asked."""

    section: Any
    slug: str
    name: str
    label: Any
    old: Item | None
    new: Item | None

    @property
    def one(self) -> Any:
        """What a row of the list is called."""
        item = self.new or self.old
        return item.one if item else ""

    @property
    def rows(self) -> list[RowChange]:
        return list(rows_changed(rows_of(self.old), rows_of(self.new)))

    @property
    def came(self) -> list[Any]:
        """Files that are new."""
        return [file for file in files_of(self.new) if file not in files_of(self.old)]

    @property
    def went(self) -> list[Any]:
        return [file for file in files_of(self.old) if file not in files_of(self.new)]

    @property
    def stayed(self) -> list[Any]:
        return [file for file in files_of(self.new) if file in files_of(self.old)]

    @property
    def is_files(self) -> bool:
        return bool(files_of(self.old) or files_of(self.new))


def compared(old: Iterable[Section], new: Iterable[Section]) -> list[Change]:
    """Every question that reads otherwise, in the order of the form; what is gone comes last."""
    before, after = dict(by_name(old)), dict(by_name(new))
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        section, _item = after.get(name) or before[name]
        was, is_ = (found[name][1] if name in found else None for found in (before, after))
        if differ(was, is_):
            label = (is_ or was).label  # type: ignore[union-attr]
            found.append(Change(section.title, section.slug, name, label, was, is_))
    return found


def by_name(sections: Iterable[Section]) -> Iterator[tuple[str, tuple[Section, Item]]]:
    for section in sections:
        for item in section.items:
            if item.name:
                yield item.name, (section, item)


def differ(old: Item | None, new: Item | None) -> bool:
    return says(old) != says(new)


def says(item: Item | None) -> Any:
    """What a reader sees of an answer; none and not asked are the same."""
    if item is None or item.empty:
        return None
    rows = [[text for _label, text in row] for row in item.rows]
    return item.text, rows, [file.pk for file in item.files], item.note


def rows_of(item: Item | None) -> Sequence[Cells]:
    return item.rows if item else ()


def files_of(item: Item | None) -> Sequence[Any]:
    return item.files if item else ()


def rows_changed(old: Sequence[Cells], new: Sequence[Cells]) -> Iterator[RowChange]:
    """The rows that differ: those in between that are the same keep their places."""
    before, after = ([tuple(text for _label, text in row) for row in rows] for rows in (old, new))
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for n in range(both):
            yield RowChange(j1 + n + 1, tuple(pairs(old[i1 + n], new[j1 + n])))
        for n in range(i1 + both, i2):
            yield RowChange(n + 1, tuple(pairs(old[n], ())), went=True)
        for n in range(j1 + both, j2):
            yield RowChange(n + 1, tuple(pairs((), new[n])), came=True)


def pairs(old: Cells, new: Cells) -> Iterator[Cell]:
    """The cells of a row that say something, before and after."""
    for place in range(max(len(old), len(new))):
        label = (new or old)[place][0]
        was, is_ = (row[place][1] if row else "" for row in (old, new))
        if was or is_:
            yield Cell(label, was, is_)
