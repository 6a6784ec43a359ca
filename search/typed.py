"""What somebody typed, cleaned and cut into words."""

import unicodedata
from dataclasses import dataclass

from search.text import joined_numbers, spelled_words, words

LENGTH = 200
WORDS = 24


@dataclass(frozen=True)
class Typed:
    """A query: as text to show again, its words folded and with accents, its numbers whole."""

    text: str
    words: list[str]
    spelled: list[str]
    numbers: list[str]

    @property
    def accented(self) -> bool:
        return self.words != self.spelled


def read(query: str) -> Typed:
    """Takes anything; quotes, operators and markup are plain text, mostly dropped."""
    text = clean(query)
    return Typed(text, words(text)[:WORDS], spelled_words(text)[:WORDS], joined_numbers(text))


def clean(query: str) -> str:
    """Composed, one line, without control and invisible characters, at most 200 characters."""
    composed = unicodedata.normalize("NFC", query[: LENGTH * 4])
    kept = "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs", "Cf", "Zl", "Zp") else char
        for char in composed
    )
    return " ".join(kept.split())[:LENGTH].rstrip()
