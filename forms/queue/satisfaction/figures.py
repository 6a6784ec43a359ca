"""How content citizens are with their results, in figures that tell of no single one of them.

A group of fewer than five answers shows no figure, and where subtracting the others from the total
would bring it out, neither does the next smallest.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.kinds import KINDS
from forms.models import Case, Rating
from forms.tables import safe

#: Fewer answers than these could point to one person.
LEAST = 5
SCORES = tuple(Rating.Score)
Cell = tuple[date, str]


def hidden(counts: Mapping[Any, int]) -> set[Any]:
    """The groups that must not be shown: those too small, and as many more as keep them unknown."""
    small = {name for name, count in counts.items() if 0 < count < LEAST}
    others = sorted((count, str(name), name) for name, count in counts.items() if count >= LEAST)
    for _count, _text, name in others:
        if not small or (len(small) > 1 and sum(counts[one] for one in small) >= LEAST):
            break
        small.add(name)
    return small


@dataclass(frozen=True)
class Line:
    """One group: cases with a result, and what their citizens answered; None is not shown."""

    label: str
    decided: int
    answered: int | None
    scores: Mapping[Any, int | None]
    average: float | None

    @property
    def share(self) -> float | None:
        """Of the cases with a result, how many were answered for, in per cent."""
        return 100 * self.answered / self.decided if self.answered and self.decided else None

    @property
    def best_first(self) -> list[tuple[Any, int | None]]:
        return [(score, self.scores[score]) for score in reversed(SCORES)]


def line(label: str, decided: int, scores: Mapping[int, int], shown: bool) -> Line:
    answered = sum(scores.values())
    if not shown:
        return Line(label, decided, None, dict.fromkeys(SCORES), None)
    secret = hidden(scores)
    figures = {score: None if score in secret else scores.get(score, 0) for score in SCORES}
    total = sum(score * count for score, count in scores.items())
    return Line(label, decided, answered, figures, total / answered if answered else None)


@dataclass(frozen=True)
class Comment:
    """What somebody added; kind and month only where enough others answered there too."""

    score: str
    text: str
    kind: str
    month: date | None


class Satisfaction:
    """The figures of one office in one year, by the month of the result and by kind."""

    def __init__(self, office_id: int, year: int) -> None:
        self.office_id, self.year = office_id, year

    @cached_property
    def answers(self) -> dict[Cell, Counter[int]]:
        """Answers by month and kind, then by score; one query."""
        rows = Rating.objects.filter(office=self.office_id, month__year=self.year).order_by()
        found: dict[Cell, Counter[int]] = {}
        for month, kind, score, count in rows.values_list("month", "kind_code", "score").annotate(
            count=Count("pk")
        ):
            found.setdefault((month, kind), Counter())[score] = count
        return found

    @cached_property
    def decided(self) -> dict[Cell, int]:
        """Cases with a result by month and kind; one query."""
        rows = Case.objects.filter(office=self.office_id, decided_at__year=self.year).order_by()
        counted = rows.annotate(month=TruncMonth("decided_at")).values_list("month", "kind_code")
        return {
            (timezone.localdate(month), kind): count
            for month, kind, count in counted.annotate(count=Count("pk"))
        }

    @property
    def months(self) -> list[Line]:
        return self.lines(lambda cell: cell[0], lambda month: f"{month:%m/%Y}")

    @property
    def kinds(self) -> list[Line]:
        return self.lines(lambda cell: cell[1], lambda code: str(KINDS[code].title))

    @cached_property
    def total(self) -> Line:
        scores = sum(self.answers.values(), Counter[int]())
        return line("", sum(self.decided.values()), scores, scores.total() >= LEAST)

    def lines(self, part: Callable[[Cell], Any], name: Callable[[Any], str]) -> list[Line]:
        """A line for each month, or each kind, that has a result."""
        scores: dict[Hashable, Counter[int]] = {}
        for cell, counted in self.answers.items():
            scores.setdefault(part(cell), Counter()).update(counted)
        decided: Counter[Any] = Counter()
        for cell, count in self.decided.items():
            decided[part(cell)] += count
        secret = hidden({group: counted.total() for group, counted in scores.items()})
        return [
            line(name(group), decided[group], scores.get(group, {}), group not in secret)
            for group in sorted({*decided, *scores})
        ]

    def comments(self) -> list[Comment]:
        """In an order that tells nothing of who wrote when."""
        rows = Rating.objects.filter(office=self.office_id, month__year=self.year)
        found = [self.comment(row) for row in rows.exclude(sealed="")]
        return sorted(found, key=lambda one: (one.score, one.text))

    def comment(self, row: Rating) -> Comment:
        many = self.answers[row.month, row.kind_code].total() >= LEAST
        kind, month = (str(KINDS[row.kind_code].title), row.month) if many else ("", None)
        return Comment(str(row.get_score_display()), row.comment, kind, month)


def years(office_id: int, today: date) -> list[int]:
    """The years that there is something to tell of, the newest first."""
    rated = Rating.objects.filter(office=office_id).order_by().dates("month", "year")
    return sorted({today.year, *(day.year for day in rated)}, reverse=True)


def figure(value: int | None) -> str:
    return _("ẩn") if value is None else str(value)


def sheet(lines: Iterable[Line]) -> Iterable[Sequence[str]]:
    """The lines as rows of a table."""
    for one in lines:
        yield (
            safe(one.label),
            str(one.decided),
            figure(one.answered),
            "" if one.share is None else f"{one.share:.0f}%",
            "" if one.average is None else f"{one.average:.1f}",
            *(figure(count) for _score, count in one.best_first),
        )
