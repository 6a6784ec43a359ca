"""What may be filed only once: how one thing is told from another, and what a second case is told.

Names count as equal whatever their case, blanks and marks, and wherever a tone stands (`hoà`,
`hòa`), but never without their accents: Hùng and Hưng are two people.
"""

import re
import unicodedata
from dataclasses import dataclass

from forms.kinds.inputs import Label

TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~‐-―“”‘’…]+")
LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


@dataclass(frozen=True)
class Once:
    """What no second case of an office may be about while a first one lives or was decided."""

    #: All that tells it from others.
    key: tuple[str, ...]
    #: The answer in which two of one name can be told apart.
    field: str
    title: Label
    rule: Label
    #: What to do when it is another one of the same name.
    advice: Label


def as_said(text: str) -> str:
    """A name as one says it: its words with their accents, a tone at the end of its word."""
    parts = unicodedata.normalize("NFD", LEADING_ZEROS.sub("", text.casefold()))
    return " ".join(
        TONE.sub("", word) + "".join(sorted(TONE.findall(word)))
        for word in BETWEEN_WORDS.split(parts)
        if word
    )


def without(words: frozenset[str], name: str) -> str:
    """A name as said, without such words before it; one made of nothing else stays as it is."""
    parts = as_said(name).split()
    begins = next((n for n, word in enumerate(parts) if word not in words), 0)
    return " ".join(parts[begins:])
