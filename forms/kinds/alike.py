"""What two cases of a kind may have in common, so that an officer looks whether they are one.

A kind declares it as data. To be found among a million cases without reading any, each likeness
gives keys, of which the blind index keeps digests: equal answers have equal keys, and answers that
nearly agree share at least one of a few keys. Near keys are pairs of the text's trigrams, drawn by
a fixed lottery (min-hashing), so that two texts of mostly the same trigrams mostly draw alike;
whether they really agree is then judged by `near`, on any database the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.utils.functional import Promise

from search.text import plain

#: So many keys of so many trigrams each: of two texts that share two thirds of their trigrams, nine
#: in ten pairs are found, of two that share a tenth one in a hundred.
KEYS, DRAWN = 4, 2
#: Shorter ones must be equal: a letter more or less is another name.
SHORT = 5


@dataclass(frozen=True)
class Likeness:
    """Answers that are the same, and one that nearly is; `why` tells it to the officer."""

    code: str
    why: str | Promise
    same: tuple[str, ...] = ()
    near: str = ""
    #: What of the near answer counts: without the words that many have in common.
    core: Callable[[str], str] = str
    #: The share of trigrams from which on two texts count as nearly the same.
    share: float = 0.6

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its rows in the blind index."""
        names = tuple(f"alike.{self.code}.{place}" for place in range(KEYS))
        return (f"alike.{self.code}", *(names if self.near else ()))

    def keys(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Rows for the blind index; none where an answer is missing."""
        equal = [plain(said(answers, name)) for name in self.same]
        about = self.about(answers)
        if not all(equal) or (self.near and not about):
            return
        parts = [about, *near_keys(about)] if self.near else [""]
        for field, part in zip(self.fields, parts, strict=False):
            yield field, "\x1f".join([*equal, part])

    def about(self, answers: Mapping[str, Any]) -> str:
        return plain(self.core(said(answers, self.near))) if self.near else ""

    def holds(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Of two cases that share a key: whether they really are alike."""
        return not self.near or near(self.about(one), self.about(other), self.share)


def said(answers: Mapping[str, Any], name: str) -> str:
    return str(answers.get(name) or "")


def near_keys(text: str) -> list[str]:
    """The trigrams that this text draws; a short one is found by all of it only."""
    pieces = sorted(trigrams(text))
    if len(text) < SHORT:
        return []
    return [
        " ".join(drawn(pieces, key * DRAWN + place) for place in range(DRAWN))
        for key in range(KEYS)
    ]


def drawn(pieces: list[str], lot: int) -> str:
    return min(pieces, key=lambda piece: crc32(f"{lot}{piece}".encode()))


def trigrams(text: str) -> Counter[str]:
    """Of the letters alone: blanks are easily set otherwise."""
    letters = f"  {''.join(text.split())} "
    return Counter(letters[place : place + 3] for place in range(len(letters) - 2))


def near(one: str, other: str, share: float) -> bool:
    """Whether two texts are nearly the same: their numbers are, and most of their trigrams."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORT or numbers(one) != numbers(other):
        return False
    here, there = trigrams(one), trigrams(other)
    return 2 * (here & there).total() >= share * (here.total() + there.total())


def numbers(text: str) -> list[str]:
    """House 12 is not house 14."""
    return sorted(re.findall(r"\d+", text))
