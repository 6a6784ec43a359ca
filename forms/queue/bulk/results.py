"""What became of each case of a run, as its page and its file tell it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.bulk.acts import Act, acts
from forms.models import BulkLine, BulkRun
from forms.queue.cases import visible_to
from forms.states import User
from search.numbers import whole

PAGE = 50
MOST_REASONS = 20
TONES = {"done": "fine", "skipped": "soon", "failed": "late", "ready": "waiting"}


@dataclass(frozen=True)
class Result:
    """A run and its lines: of one outcome or all, a page at a time."""

    run: BulkRun
    user: User
    only: str = ""
    after: str = ""

    @property
    def act(self) -> Act | None:
        return acts().get(self.run.act)

    @property
    def left_out(self) -> int:
        return self.run.counts[BulkLine.Outcome.SKIPPED]

    @cached_property
    def reasons(self) -> list[tuple[str, int]]:
        """Why cases are left out, the most frequent reason first."""
        skipped = self.run.lines.filter(outcome=BulkLine.Outcome.SKIPPED).order_by()
        found = skipped.values_list("remark").annotate(number=Count("pk"))
        return list(found.order_by("-number", "remark")[:MOST_REASONS])

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """Each outcome that there is, with its number and its filter."""
        return [
            {"code": code, "label": label, "number": number, "tone": TONES[code]}
            for code, label in BulkLine.Outcome.choices
            if (number := self.run.counts[code])
        ]

    @cached_property
    def rows(self) -> list[BulkLine]:
        """A row more than shown says that there is a further page."""
        found = lines_seen(self.run, self.user)
        if self.only in BulkLine.Outcome.values:
            found = found.filter(outcome=self.only)
        if (after := whole(self.after)) is not None:
            found = found.filter(number__gt=after)
        return list(found[: PAGE + 1])

    @property
    def page(self) -> list[tuple[BulkLine, str]]:
        return [(line, TONES[line.outcome]) for line in self.rows[:PAGE]]

    @property
    def next_after(self) -> int:
        """Where the next page begins; 0 when this is the last."""
        return self.rows[PAGE - 1].number if len(self.rows) > PAGE else 0


def with_counts(runs: Iterable[BulkRun]) -> list[BulkRun]:
    """The runs with the numbers of their lines, read by one query."""
    found = {run.pk: run for run in runs}
    for run in found.values():
        run.counts = dict.fromkeys(BulkLine.Outcome.values, 0)
    lines = BulkLine.objects.filter(run__in=found).order_by().values_list("run", "outcome")
    for pk, outcome, number in lines.annotate(number=Count("pk")):
        found[pk].counts[outcome] = number
    return list(found.values())


def lines_seen(run: BulkRun, user: User) -> QuerySet[BulkLine]:
    """Only of cases that the user still sees: a role may have ended since."""
    heavy = ("case__answers", "case__sealed", "case__visited")
    lines = run.lines.select_related("case").defer(*heavy)
    return lines.filter(case__in=visible_to(user)).order_by("number")


def rows_of(run: BulkRun, user: User) -> Iterator[list[Any]]:
    yield [_("Mã hồ sơ"), _("Kết quả"), _("Ghi chú"), _("Lúc")]
    for line in lines_seen(run, user):
        at = f"{timezone.localtime(line.at):%H:%M:%S %d/%m/%Y}" if line.at else ""
        yield [line.case.code, line.get_outcome_display(), line.remark, at]
