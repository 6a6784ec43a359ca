"""What a supplement changed, old beside new, as its officer reads it, now and ever after."""

from dataclasses import dataclass
from typing import Any

from forms.citizen.drafts import Answers, Attached, still_asked
from forms.kinds.comparing import Change, compared
from forms.kinds.display import Section, answered
from forms.models import Attachment, Case, Remark, Supplement
from forms.models.cases import told_to_all
from forms.models.supplements import SENT


@dataclass(frozen=True)
class Answered:
    """One marked point with what came of it."""

    remark: Remark
    changed: bool


class Comparison:
    """One request, what was marked, and what its answer changed.

    Who does not work the case reads no sealed answer and no private one, old or new.
    """

    def __init__(self, case: Case, supplement: Supplement, *, works: bool) -> None:
        self.case, self.supplement, self.works = case, supplement, works
        self.changes = list(self.compare()) if supplement.is_sent else []

    def compare(self) -> list[Change]:
        old, new = answers_around(self.case, self.supplement)
        before, after = Attachment.every.around(self.case, self.supplement.number)
        return compared(self.read(old, by_slot(before)), self.read(new, by_slot(after)))

    def read(self, answers: Answers, files: Attached) -> list[Section]:
        case = self.case
        shown = still_asked(case.kind, self.readable(answers))
        return answered(case.kind, case.office, shown, attachments=files, asked=case.as_asked)

    def readable(self, answers: Answers) -> Answers:
        return answers if self.works else told_to_all(self.case.kind, answers)

    @property
    def points(self) -> list[Answered]:
        """The marks in their order, each with whether it was changed."""
        names = {change.name for change in self.changes}
        return [Answered(one, one.name in names) for one in self.supplement.remarks.all()]

    def remarks_on(self, name: str) -> list[Remark]:
        return [one for one in self.supplement.remarks.all() if one.name == name]

    @property
    def shown(self) -> list[tuple[Change, list[Remark]]]:
        """Each change with the remarks that it answers."""
        return [(change, self.remarks_on(change.name)) for change in self.changes]


def answers_around(case: Case, supplement: Supplement) -> tuple[Answers, Answers]:
    """The answers before a supplement and after it: later ones are taken back, newest first."""
    new: dict[str, Any] = dict(case.all_answers)
    later = case.supplements.filter(number__gt=supplement.number, how__in=SENT)
    for one in later.order_by("-number"):
        new = taken_back(new, one)
    return taken_back(new, supplement), new


def taken_back(answers: Answers, supplement: Supplement) -> Answers:
    """The answers as they stood before a supplement."""
    changed, before = supplement.changes, supplement.replaced
    return {**{n: v for n, v in answers.items() if n not in changed}, **before}


def by_slot(files: Any) -> Attached:
    found: Attached = {}
    for file in files:
        found.setdefault(file.slot, []).append(file)
    return found
