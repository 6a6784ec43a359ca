"""What the search box may go on with, while one types: operators, then their values.

Values are states, kinds, communes and the people of one's own offices; of cases nothing is read.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from forms.queue.finding.operators import ALONE, OPERATORS, Operator
from forms.queue.finding.reading import NAME_WORDS, operator_in, plain_run, tokens_in
from forms.queue.lists.tabs import Desk
from search.text import fold, plain

MOST = 24


@dataclass(frozen=True)
class Suggestion:
    """What the box would hold, what the line says, and what it is for."""

    text: str
    name: str
    hint: str


def suggestions(typed: str, desk: Desk) -> list[dict[str, str]]:
    """How a text may be gone on with at its end."""
    return [asdict(one) for one in islice(going_on(typed, desk), MOST)]


def going_on(typed: str, desk: Desk) -> Iterator[Suggestion]:
    tokens = tokens_in(typed)
    for place in range(len(tokens)):
        minus = "-" if tokens[place].startswith("-") else ""
        first = tokens[place].removeprefix("-")
        found = operator_in([first, *tokens[place + 1 : place + NAME_WORDS]])
        if found is None:
            continue
        operator, size, value = found
        rest = tokens[place + size :]
        if len(list(plain_run(rest))) == len(rest) and not closed(value, rest, typed):
            before = " ".join([*tokens[:place], minus])
            yield from values(operator, before, " ".join([value, *rest]), desk)
            return
    unfinished = bool(typed) and not typed[-1].isspace()
    begun = tokens[-1] if tokens and unfinished else ""
    before = " ".join([*(tokens[:-1] if begun else tokens), "-" if begun.startswith("-") else ""])
    yield from operators(before, begun.removeprefix("-"))


def closed(value: str, rest: list[str], typed: str) -> bool:
    """Whether the value is whole: in quotes that are shut, and something after them."""
    return value.count('"') > 1 and (bool(rest) or typed[-1:].isspace())


def values(operator: Operator, before: str, begun: str, desk: Desk) -> Iterator[Suggestion]:
    wanted = plain(begun)
    for value in operator.values(desk):
        if not wanted or value.begins(wanted):
            name = f'"{value.name}"' if " " in value.name else value.name
            yield Suggestion(after(before, f"{operator.name}:{name} "), value.name, "")


def operators(before: str, begun: str) -> Iterator[Suggestion]:
    wanted = fold(begun)
    for word, (label, _mine) in ALONE.items():
        if word.startswith(wanted):
            yield Suggestion(after(before, "tôi "), "tôi", str(label))
    for operator in OPERATORS:
        if any(fold(name).startswith(wanted) for name in operator.written):
            name = f"{operator.name}:"
            yield Suggestion(after(before, name), name, str(operator.label))


def after(before: str, text: str) -> str:
    """The two with a blank between, but none after a `-`."""
    begun = before.strip()
    return f"{begun}{'' if not begun or before.endswith('-') else ' '}{text}"
