"""The buttons of a repeated group: add a row, remove it, take it back, move it up or down.

Nothing is lost by a slip: a removed row stays in the draft, marked, until the next button is
pressed, and its page offers to take it back.
"""

from dataclasses import dataclass
from typing import Any

from forms.kinds.rows import GONE, RowSet, blank
from forms.kinds.steps import Step
from search.numbers import whole

VERBS = frozenset({"add", "remove", "restore", "up", "down"})


@dataclass(frozen=True)
class Rearranged:
    """A group's rows after a button, and the place in the page where the citizen goes on."""

    name: str
    rows: list[dict[str, Any]]
    anchor: str


def rearranged(form: Step, act: str) -> Rearranged | None:
    """What a button does, of which `act` says verb, group and row; None for a button elsewhere."""
    verb, _colon, rest = act.partition(":")
    name, _colon, number = rest.partition(":")
    group = form.row_sets.get(name)
    if group is None or verb not in VERBS:
        return None
    which = whole(number)
    rows, place = kept(group, -1 if which is None else which, verb == "restore")
    if verb == "add":
        return added(group, rows)
    if not 0 <= place < len(rows):
        return Rearranged(name, rows, f"rows-{name}")
    if verb == "remove":
        return removed(name, rows, place)
    if verb in ("up", "down"):
        return moved(name, rows, place, verb)
    return Rearranged(name, rows, f"rows-{name}-{place}")


def kept(group: RowSet, place: int, restoring: bool) -> tuple[list[dict[str, Any]], int]:
    """The rows without those removed before, except one taken back; and where `place` is now."""
    rows = group.stored(keep_empty=True)
    alive = [
        number
        for number, row in enumerate(rows)
        if not row.get(GONE) or (restoring and number == place)
    ]
    left = [{name: cell for name, cell in rows[n].items() if name != GONE} for n in alive]
    return left, alive.index(place) if place in alive else -1


def settled(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    """Rows after any other button: what was removed before is gone for good."""
    return rows and [row for row in rows if not row.get(GONE)]


def added(group: RowSet, rows: list[dict[str, Any]]) -> Rearranged:
    if len(rows) < group.field.most:
        rows.append({})
    return Rearranged(group.name, rows, f"rows-{group.name}-{len(rows) - 1}")


def removed(name: str, rows: list[dict[str, Any]], place: int) -> Rearranged:
    """An empty row just goes; any other leaves the way back in its place."""
    if all(map(blank, rows[place].values())):
        del rows[place]
        return Rearranged(name, rows, f"rows-{name}")
    rows[place][GONE] = True
    return Rearranged(name, rows, f"rows-{name}-{place}")


def moved(name: str, rows: list[dict[str, Any]], place: int, verb: str) -> Rearranged:
    """The focus stays on the same button, so that a row goes far by pressing it again."""
    there = place + (-1 if verb == "up" else 1)
    if not 0 <= there < len(rows):
        return Rearranged(name, rows, f"rows-{name}-{place}")
    rows[place], rows[there] = rows[there], rows[place]
    arrived = there == (0 if verb == "up" else len(rows) - 1)
    return Rearranged(name, rows, f"rows-{name}-{there}" if arrived else f"{verb}-{name}-{there}")
