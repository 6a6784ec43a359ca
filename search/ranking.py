"""The order of results: read off titles and summaries here, so that every engine has the same."""

from dataclasses import dataclass
from datetime import date as Date

from search.registry import KINDS
from search.text import spelled_words, words
from search.typed import Typed

COVERED = 3.0  # times the share of the typed words that the title holds
TOLD = 1.0  # times the share of them that the summary holds
PHRASE = 2.0  # the title holds them as typed, accents aside
EXACT = 1.0  # and with the accents as typed
WHOLE = 1.0  # times the share of the title that was typed
WEIGHT = 0.3  # times the weight of the kind


@dataclass(frozen=True)
class Row:
    """What ranking and facets need of an entry."""

    pk: int
    kind: str
    office_id: int | None
    office: str
    title: str
    date: Date | None
    summary: str
    worth: float = 0.0


def ranked(rows: list[Row], typed: Typed) -> list[Row]:
    """Best first; of equals the newer, then the older row, so that no run differs from another."""

    def place(row: Row) -> tuple[float, int, int]:
        return -score(row, typed), -row.date.toordinal() if row.date else 0, row.pk

    return sorted(rows, key=place)


def score(row: Row, typed: Typed) -> float:
    held = words(row.title)
    asked, inside = set(typed.words), set(held)
    shared = len(asked & inside)
    points = row.worth + COVERED * shared / len(asked) + WHOLE * shared / (len(inside) or 1)
    points += TOLD * len(asked & set(words(row.summary))) / len(asked)
    if shared == len(asked) and within(typed.words, held):
        points += PHRASE
        if typed.accented and within(typed.spelled, spelled_words(row.title)):
            points += EXACT
    if row.kind in KINDS:
        points += WEIGHT * KINDS[row.kind].weight
    return points


def within(part: list[str], whole: list[str]) -> bool:
    return f" {' '.join(part)} " in f" {' '.join(whole)} "
