"""What became different in a case since a moment: answers old beside new, and files."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from forms.citizen.drafts import Answers, still_asked
from forms.kinds.comparing import Change, compared
from forms.kinds.display import Section, answered
from forms.models import Attachment, Case
from forms.models.attachments import AttachmentQuerySet
from forms.models.cases import told_to_all
from forms.models.supplements import SENT
from forms.supplements.comparison import by_slot, taken_back

#: Takes one change of the answers back.
Step = tuple[datetime, Any]


def changes_since(case: Case, at: datetime, *, works: bool) -> list[Change]:
    """Every question that reads otherwise now; who does not work the case reads no private one."""
    old = read(case, answers_at(case, at), files_at(case, at), works=works)
    now = Attachment.objects.filter(case=case)
    new = read(case, case.all_answers, now, works=works)
    return compared(old, new)


def read(
    case: Case, answers: Answers, files: Iterable[Attachment], *, works: bool
) -> list[Section]:
    told = answers if works else told_to_all(case.kind, answers)
    shown, held = still_asked(case.kind, told), by_slot(files)
    return answered(case.kind, case.office, shown, attachments=held, asked=case.as_asked)


def answers_at(case: Case, at: datetime) -> Answers:
    """The answers as they stood then: what was changed later is taken back, the newest first."""
    answers: Answers = dict(case.all_answers)
    for _when, change in sorted(later(case, at), key=lambda step: step[0], reverse=True):
        answers = change(answers)
    return answers


def later(case: Case, at: datetime) -> Iterator[Step]:
    for supplement in case.supplements.filter(how__in=SENT, ended_at__gt=at):
        supplement.case = case
        assert supplement.ended_at
        yield supplement.ended_at, lambda answers, one=supplement: taken_back(answers, one)
    for correction in case.corrections.filter(corrected_at__gt=at):
        before = {correction.question: correction.values[0]}
        yield correction.corrected_at, lambda answers, before=before: {**answers, **before}


def files_at(case: Case, at: datetime) -> AttachmentQuerySet:
    """The files that the case consisted of then."""
    came = Q(came_with=None, added_at__lte=at) | Q(came_with__ended_at__lte=at)
    stayed = Q(left_with=None) | Q(left_with__ended_at=None) | Q(left_with__ended_at__gt=at)
    return Attachment.every.filter(came, stayed, case=case).order_by("slot", "pk")
