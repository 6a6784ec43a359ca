"""Colleagues named in a text: `@Trần Mai`, `@tran mai`, or `@Mai` where there is only one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.utils.html import format_html
from django.utils.safestring import SafeString

from forms.models.events import name_of
from search.text import fold

#: An @ that begins a word (an address has it within one), and what can be a name after it.
WORD = "\\w[\\w.\\-\u0300-\u036f]*"
NAMED = re.compile(rf"(?<![\w@.])@({WORD}(?: {WORD}){{0,5}})")


@dataclass(frozen=True)
class Named:
    """A place of the text that names one of these people; several when it is not clear whom."""

    start: int
    end: int
    people: tuple[Any, ...]


def places(text: str, people: Sequence[Any]) -> Iterator[Named]:
    """Where the text names somebody; the longest name counts, however it is written."""
    for match in said(text):
        words = match[1].split(" ")
        for length in range(len(words), 0, -1):
            phrase = " ".join(words[:length])
            if meant := whom(phrase.rstrip(".-"), people):
                end = match.start() + 1 + len(phrase.rstrip(".-"))
                yield Named(match.start(), end, tuple(meant))
                break


def said(text: str) -> Iterator[re.Match[str]]:
    """Where an @ stands that the writer means: not in lines that are quoted as mails quote them,
    nor within the address of a page."""
    for match in NAMED.finditer(text):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        within = line.split()[-1] if line and not line[-1].isspace() else ""
        if not line.lstrip().startswith(">") and "://" not in within:
            yield match


def strangers(text: str, people: Sequence[Any]) -> list[str]:
    """The names after an @ that none of these people has, each once."""
    known = {place.start for place in places(text, people)}
    names = (
        f"@{match[1].split(' ')[0].rstrip('.-')}"
        for match in said(text)
        if match.start() not in known
    )
    return list(dict.fromkeys(names))


def whom(phrase: str, people: Sequence[Any]) -> list[Any]:
    """Who is meant: by the whole name as written or without accents, by the name to sign in with,
    or by part of a name."""
    plain, bare = normalize("NFC", phrase).casefold(), fold(phrase)
    for meant in (
        [one for one in people if normalize("NFC", name_of(one)).casefold() == plain],
        [one for one in people if bare in (fold(name_of(one)), fold(one.get_username()))],
        [one for one in people if f" {bare} " in f" {fold(name_of(one))} "],
    ):
        if meant:
            return meant
    return []


def marked(text: str, people: Iterable[Any]) -> SafeString:
    """The text as HTML, with the names of these people standing out."""
    parts, at = [], 0
    for place in places(text, [*people]):
        parts.append(format_html("{}", text[at : place.start]))
        name = text[place.start : place.end]
        parts.append(format_html('<strong class="q-mention">{}</strong>', name))
        at = place.end
    parts.append(format_html("{}", text[at:]))
    return SafeString("".join(parts))
