"""Judging the rows of a sheet: by the kind's own steps, and by who has been filed before.

There is no second rule book: a row is judged as the answers of one citizen are. Only files, which
no cell can hold, count as sent later.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from forms.batch.columns import FORMULA, Column, columns_of
from forms.batch.known import Known
from forms.batch.reading import Line
from forms.citizen.drafts import final_answers
from forms.kinds.base import Sources, Step
from forms.kinds.batching import Person
from forms.kinds.display import shown
from forms.models import Batch, BatchRow

Answers = dict[str, Any]
#: Stands for every file: none is missed now, the office asks for each paper later.
LATER = object()


@dataclass(frozen=True)
class Problem:
    """What is said of a row: of one column, or of the row as a whole; doubts do not stop it."""

    column: str
    message: str
    doubt: bool = False

    def stored(self) -> list[Any]:
        return [self.column, self.message, self.doubt]


@dataclass
class Judged:
    """A row with what is wrong with it; good when nothing is but doubts."""

    line: Line
    steps: list[Step]
    problems: list[Problem] = field(default_factory=list)
    person: Person | None = None
    #: The code under which this batch has filed the person already.
    code: str = ""

    @property
    def standing(self) -> str:
        if self.code:
            return BatchRow.Standing.KNOWN
        wrong = any(not problem.doubt for problem in self.problems)
        return BatchRow.Standing.WRONG if wrong else BatchRow.Standing.GOOD

    @property
    def good(self) -> bool:
        return self.standing == BatchRow.Standing.GOOD


class Noted(dict[str, Any]):
    """Answers that remember which of them were looked at."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        super().__init__(answers)
        self.looked_at: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.looked_at.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.looked_at.add(name)
        return super().__getitem__(name)


class SharedSources(Sources):
    """Choices that are data, read once for all rows: again only where it depends on a row's answers
    and these differ."""

    def __init__(self, office: Any) -> None:
        super().__init__(office, {})
        self.seen: dict[Any, tuple[set[str], dict[tuple[Any, ...], list[Any]]]] = {}

    def choices(self, source: Callable[..., Any]) -> list[Any]:
        names, known = self.seen.setdefault(source, (set(), {}))
        key = tuple((name, str(self.answers.get(name))) for name in sorted(names))
        if key not in known:
            noted = Noted(self.answers)
            found = list(source(self.office, noted))
            if not noted.looked_at <= names:  # it depends on more than was known
                names |= noted.looked_at
                known.clear()
                key = tuple((name, str(self.answers.get(name))) for name in sorted(names))
            known[key] = found
        return known[key]


class Judge:
    """Judges the rows of one batch, in order; remembers what it saw, so a person twice shows."""

    def __init__(self, batch: Batch, columns: Sequence[Column] | None = None) -> None:
        self.batch, self.kind, self.office = batch, batch.kind, batch.office
        assert self.kind.batching
        self.batching = self.kind.batching
        self.columns = {
            column.code: column for column in columns or columns_of(self.kind, self.office)
        }
        self.common = common_answers(batch)
        self.files: dict[str, list[Any]] = {slot: [LATER] for slot in self.kind.upload_slots}
        self.sources = SharedSources(self.office)
        self.rows_of: dict[Person, int] = {}

    def judge(self, lines: Iterable[Line]) -> list[Judged]:
        """These rows by themselves, then beside those before them and all that was filed."""
        found = [self.by_the_steps(line) for line in lines]
        people = [judged.person for judged in found if judged.person]
        known = Known(self.batch, people)
        for judged in found:
            if judged.person:
                self.by_the_person(judged, judged.person, known)
        return found

    def by_the_steps(self, line: Line) -> Judged:
        answers = {**self.common}
        for code, text in line.cells.items():
            if code in self.columns:
                answers[code] = self.columns[code].answer(text)
        self.sources.answers = answers
        steps = self.kind.check(self.office, answers, self.files, self.sources)
        judged = Judged(line, steps)
        judged.problems += self.problems(line, steps)
        if not any(problem.column in self.batching.identity for problem in judged.problems):
            judged.person = person_in(steps, self.batching.identity)
        return judged

    def problems(self, line: Line, steps: Sequence[Step]) -> Iterator[Problem]:
        odd = dict(self.doubts(line))
        yield from (Problem(code, message) for code, message in odd.items())
        for step in steps:
            for name, errors in step.errors.items():
                if name not in odd:
                    yield from (Problem(name, str(error)) for error in errors)
            if step.is_valid():
                yield from (Problem(name, str(said), True) for name, said in step.warnings())

    def doubts(self, line: Line) -> Iterator[tuple[str, str]]:
        """What no form can see: formulas, and a tick that is none."""
        for code, text in line.cells.items():
            if code in line.formulas:
                yield code, str(FORMULA)
            elif code in self.columns and (doubt := self.columns[code].doubt(text)):
                yield code, doubt

    def by_the_person(self, judged: Judged, person: Person, known: Known) -> None:
        column = self.batching.identity[-1]
        first = self.rows_of.setdefault(person, judged.line.number)
        if code := known.here.get(person):
            judged.code = code
        elif person in known.elsewhere:
            judged.problems.append(
                Problem(column, _("Người này đã có hồ sơ ở đơn vị. Hãy liên hệ đơn vị."))
            )
        elif first != judged.line.number:
            told = _("Người này đã có ở dòng %(number)d.") % {"number": first}
            judged.problems.append(Problem(column, told))


def common_answers(batch: Batch) -> Answers:
    """What belongs to every case of the batch: the coordinator's answers, and what follows."""
    kind, batching = batch.kind, batch.kind.batching
    assert batching
    fields = {name: field for step in kind.steps for name, field in step.base_fields.items()}
    given = {name: value for name, value in batch.answers.items() if name in fields}
    sources = Sources(batch.office, given)
    named = {
        name: shown(fields[chosen], given.get(chosen), sources)
        for name, chosen in batching.named.items()
    }
    return {**given, **named, **batching.fixed}


def person_in(steps: Iterable[Step], identity: Sequence[str]) -> Person | None:
    final = final_answers(list(steps))
    values = tuple(str(final.get(name) or "") for name in identity)
    return values if all(values) else None
