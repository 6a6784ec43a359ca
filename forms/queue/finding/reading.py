"""What somebody typed into the search box, read: what it means, and what of it means nothing.

Nothing is an error: what is not understood is told, and the rest is searched.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import groupby
from operator import and_

from django.db.models import Q
from django.utils.translation import gettext as _

from forms.queue.case.batches import by_batch
from forms.queue.cases import read_in_full, visible_to
from forms.queue.finding.numbers import bare, is_piece, number, with_paper
from forms.queue.finding.operators import ALONE, Operator, by_name
from forms.queue.finding.values import NotUnderstood, Value
from forms.queue.finding.words import InFull, Said, Word, phrase_in, spelled_out, words_in
from forms.queue.lists.tabs import Desk
from forms.references import BATCH_CODE, CODE, tidy_code
from forms.states import READ_RESTRICTED
from home.permissions import offices_of
from search.text import fold

LONGEST = 200
MOST_WORDS = 12
#: The words that a name of an operator, or of one of its values, has at most.
NAME_WORDS, VALUE_WORDS = 3, 6
LONG_NUMBER = 8
TOKEN = re.compile(r'[^\s"]*"[^"]*"?|\S+')
UNKNOWN = re.compile(r"([^\W\d_]{2,}):\S.*")


@dataclass
class Asked:
    """A search: words to look for, conditions by operators, and what was not understood."""

    words: list[Word] = field(default_factory=list)
    conditions: list[Q] = field(default_factory=list)
    #: What only few cases can be: a batch, the holders of a number.
    exact: list[Q] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    in_full: InFull = None

    @cached_property
    def said(self) -> Said:
        return Said.of(self.words, self.in_full)

    @property
    def condition(self) -> Q:
        return reduce(and_, [*self.conditions, *self.exact, self.said.condition], Q())

    @property
    def few(self) -> Q | None:
        """The part of it that may leave few cases, by an index; None where nothing does."""
        parts = [*self.exact, *([] if self.said.many else [self.said.condition])]
        return reduce(and_, parts) if parts else None


def matching(typed: str, desk: Desk) -> Q:
    """The cases that this text means; the caller narrows to those that the user may see."""
    return read(typed, desk).condition


def read(typed: str, desk: Desk) -> Asked:
    return Reader(desk).read(typed)


class Reader:
    """Takes a text in, token by token."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.asked = desk, Asked(in_full=in_full_among(desk))
        self.free: list[str] = []
        self.values: dict[str, Sequence[Value]] = {}

    def read(self, typed: str) -> Asked:
        tokens = tokens_in(typed)
        while tokens:
            del tokens[: self.take(tokens)]
        code = tidy_code(" ".join(self.free))
        if BATCH_CODE.fullmatch(code):
            self.asked.exact.append(by_batch(code))
        else:
            self.take_free()
        return self.asked

    def take(self, tokens: list[str]) -> int:
        """How many of the tokens belong together, once they are understood."""
        negated = len(tokens[0]) > 1 and tokens[0].startswith("-")
        first = tokens[0][1:] if negated else tokens[0]
        if named := operator_in([first, *tokens[1:NAME_WORDS]]):
            return self.take_operator(*named, tokens, negated)
        if fold(first) in ALONE:
            self.add(ALONE[fold(first)][1](self.desk), negated)
        elif negated or first.startswith('"'):
            found = phrase_in(first) if first.startswith('"') else words_in(first)
            if negated and found:
                self.add(spelled_out(found, self.asked.in_full), negated)
            else:
                self.asked.words += found
        else:
            self.note_unknown(first)
            self.free.append(first)
        return 1

    def add(self, condition: Q, negated: bool) -> None:
        self.asked.conditions.append(~condition if negated else condition)

    def values_of(self, operator: Operator) -> Sequence[Value]:
        """What it takes here, read once however often it is typed."""
        if operator.name not in self.values:
            self.values[operator.name] = operator.values(self.desk)
        return self.values[operator.name]

    def take_operator(
        self, operator: Operator, size: int, value: str, tokens: list[str], negated: bool
    ) -> int:
        """The longest value that means something, without quotes too; at least one word of it."""
        known, why = self.values_of(operator), str(operator.hint)
        more = [] if value.startswith('"') else list(plain_run(tokens[size : size + VALUE_WORDS]))
        for count in range(len(more), -1 if value else 0, -1):
            text = " ".join([value, *more[:count]]).strip('" ')
            try:
                self.add(operator.find(text, known, self.desk), negated)
            except NotUnderstood as error:
                why = str(error) or why
            else:
                return size + count
        taken = size if value or not more else size + 1
        self.asked.faults.append(
            _("Không hiểu “%(typed)s”: %(why)s") % {"typed": " ".join(tokens[:taken]), "why": why}
        )
        return taken

    def note_unknown(self, token: str) -> None:
        if found := UNKNOWN.fullmatch(token):
            self.asked.faults.append(
                _("Không có cách lọc “%(name)s:” nên tìm như chữ thường.") % {"name": found[1]}
            )

    def take_free(self) -> None:
        """Words and numbers. Numbers may be written in pieces, those of papers with blanks."""
        groups = list(grouped(self.free))
        everything = bare("".join(self.free))
        numbers = {everything, *map(bare, groups)}
        papers = with_paper(numbers, self.desk.user)
        if everything in papers:
            self.asked.exact.append(papers[everything])
            return
        for group in groups:
            if paper := papers.get(bare(group)):
                self.asked.exact.append(paper)
            elif self.is_code(code := tidy_code(group)):
                self.asked.exact.append(Q(code=code))
            else:
                self.asked.words += self.found_by(group)
        if len(self.asked.words) > MOST_WORDS:
            del self.asked.words[MOST_WORDS:]
            self.asked.faults.append(_("Chỉ %(count)d từ đầu được tìm.") % {"count": MOST_WORDS})

    def is_code(self, code: str) -> bool:
        """Whether it is a whole one: an agency's code is not told from the end of a longer one."""
        whole = CODE.fullmatch(code) is not None
        return whole and visible_to(self.desk.user).filter(code=code).exists()

    def found_by(self, group: str) -> list[Word]:
        words = words_in(group)
        if ways := number(group):
            # A single word may also be one of the name: "số 247".
            return [tuple(dict.fromkeys([*ways, *(words[0] if len(words) == 1 else ())]))]
        return words


def in_full_among(desk: Desk) -> InFull:
    """What the reader reads in full, if they may see other cases besides; leaders may not."""
    led = offices_of(desk.user, READ_RESTRICTED)
    return None if led >= desk.calendars.keys() else read_in_full(desk.user)


def tokens_in(typed: str) -> list[str]:
    """Words, with what stands in quotes as a part of one; `: ` counts as `:`."""
    text = unicodedata.normalize("NFC", typed[: LONGEST * 2])[:LONGEST]
    text = re.sub(r"\s+:", ":", re.sub("[“”„]", '"', text))
    return TOKEN.findall(text)


def operator_in(tokens: list[str]) -> tuple[Operator, int, str] | None:
    """The operator that the tokens begin with, how many they are, and what follows its colon."""
    for size in range(1, len(tokens) + 1):
        name, colon, value = " ".join(tokens[:size]).partition(":")
        if colon:
            operator = by_name().get(" ".join(fold(name).split()))
            return (operator, size, value) if operator else None
    return None


def plain_run(tokens: list[str]) -> Iterator[str]:
    """The tokens that may still belong to a value: up to the next operator, quote or negation."""
    for place, token in enumerate(tokens):
        if '"' in token or token.startswith("-") or operator_in(tokens[place : place + NAME_WORDS]):
            return
        yield token


def grouped(tokens: list[str]) -> Iterator[str]:
    """Neighbours that are pieces of one long number as one; short ones stay themselves."""
    for pieces, run in groupby(tokens, is_piece):
        some = list(run)
        long = pieces and sum(map(str.isdecimal, "".join(some))) >= LONG_NUMBER
        yield from ["".join(some)] if long else some
