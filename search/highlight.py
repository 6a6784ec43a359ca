"""Marks what was searched for in a title or text, and cuts the part of a text that says most."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate, groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.text import RUN, UNSPACED, ascii_word, clusters, cut, fold

SNIPPET = 160
LONGEST_UNIT = 40
MARKS = "\u0300-\u036f"
#: A run of an unspaced script, a word with any accents that float, or one other character.
UNIT = re.compile(
    f"(?P<run>{RUN})|(?P<word>[^\\W_{UNSPACED}](?:[^\\W_{UNSPACED}]|[{MARKS}])*)|.", re.DOTALL
)
LETTER = re.compile(f".[{MARKS}]*", re.DOTALL)


@dataclass(frozen=True)
class Unit:
    """A piece of text that is never cut, and whether it was asked for."""

    text: str
    asked: bool = False


def highlighted(text: str, asked: set[str]) -> SafeString:
    """The whole text as HTML, what was asked for in <mark>."""
    return html(units(text, asked))


def snippet(text: str, asked: set[str], length: int = SNIPPET) -> SafeString:
    """About `length` characters around the densest part, as HTML."""
    pieces = units(" ".join(text.split()), asked)
    start, end = window(pieces, length)
    before = "… " if start else ""
    after = " …" if end < len(pieces) else ""
    return mark_safe(f"{before}{html(pieces[start:end]).strip()}{after}")  # html() escapes


def units(text: str, asked: set[str]) -> list[Unit]:
    """The text in pieces, in order and complete."""
    found: list[Unit] = []
    for match in UNIT.finditer(text):
        piece = match.group()
        if match["run"]:
            found += run_units(piece, asked)
        elif match["word"]:
            found += word_units(piece, not asked.isdisjoint(cut(fold(piece))))
        elif found and belongs(piece, found[-1].text):
            found[-1] = Unit(found[-1].text + piece, found[-1].asked)
        else:
            found.append(Unit(piece))
    return found


def belongs(char: str, before: str) -> bool:
    """Signs hang on the letter before; emoji may be made of several characters."""
    if unicodedata.category(char)[0] == "M" or unicodedata.category(char) == "Cf":
        return True
    last = before[-1]
    return not (char.isspace() or last.isspace() or last.isalnum()) and len(before) < LONGEST_UNIT


def run_units(run: str, asked: set[str]) -> list[Unit]:
    """Clusters of an unspaced script; both of a pair that was asked for are marked."""
    parts = clusters(run)
    folded = [fold(part) for part in parts]
    hit = [len(parts) == 1 and ascii_word(folded[0]) in asked] * len(parts)
    for place in range(len(parts) - 1):
        if ascii_word(folded[place] + folded[place + 1]) in asked:
            hit[place] = hit[place + 1] = True
    return [Unit(part, is_hit) for part, is_hit in zip(parts, hit, strict=True)]


def word_units(word: str, asked: bool) -> list[Unit]:
    """The word; a monster of a word letter by letter, so that a snippet can end within it."""
    parts = [word] if len(word) <= LONGEST_UNIT else LETTER.findall(word)
    return [Unit(part, asked) for part in parts]


def window(pieces: list[Unit], length: int) -> tuple[int, int]:
    """From which piece to which: the most hits within `length`, with some text before them."""
    at = [0, *accumulate(len(piece.text) for piece in pieces)]
    hits = [place for place, piece in enumerate(pieces) if piece.asked] or [0]

    def held(first: int) -> int:
        """How many hits fit into a window that begins at this one."""
        return bisect_right(hits, bisect_right(at, at[hits[first]] + length) - 2) - first

    first = max(range(len(hits)), key=lambda place: (held(place), -place))
    last = hits[first + max(held(first), 1) - 1]
    lead = max(length - (at[min(last + 1, len(pieces))] - at[hits[first]]), 0) // 3
    start = at_a_word(pieces, bisect_left(at, at[hits[first]] - lead), hits[first])
    return start, max(bisect_right(at, at[start] + length) - 1, start)


def at_a_word(pieces: list[Unit], start: int, hit: int) -> int:
    """Where to begin instead: scripts without spaces would be cut within a word, so after the next
    space before what was asked for, if there is one."""
    if start == 0 or pieces[start - 1].text.isspace() or not re.match(RUN, pieces[start].text):
        return start
    spaces = (place for place in range(start, hit) if pieces[place].text.isspace())
    return next(spaces, start - 1) + 1


def html(pieces: list[Unit]) -> SafeString:
    """Escaped; hits that only a space parts share one <mark>."""
    asked = [piece.asked for piece in pieces]
    for place in range(1, len(pieces) - 1):
        if pieces[place].text == " " and asked[place - 1] and pieces[place + 1].asked:
            asked[place] = True
    parts = []
    for hit, group in groupby(zip(pieces, asked, strict=True), key=lambda pair: pair[1]):
        text = escape("".join(piece.text for piece, _ in group))
        parts.append(f"<mark>{text}</mark>" if hit else text)
    return mark_safe("".join(parts))  # every part is escaped
