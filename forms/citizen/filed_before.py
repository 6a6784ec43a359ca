"""What the check page tells whoever files what another case already claims (R-06)."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from forms.citizen.access import grants
from forms.citizen.drafts import Answers
from forms.filing.claims import claimed_by_another
from forms.kinds.base import Step
from forms.kinds.once import Once
from forms.models import Case


@dataclass(frozen=True)
class FiledBefore:
    """Another case is in the way; whose it is, is told only to a browser that may open it."""

    once: Once
    #: The step in which two of one name are told apart.
    step: str
    #: The key of the other case, where this browser holds it.
    own: UUID | None

    @classmethod
    def of(
        cls, request: HttpRequest, case: Case, answers: Answers, checked: list[Step]
    ) -> "FiledBefore | None":
        other, once = claimed_by_another(case, answers), case.kind.once(answers)
        if other is None or once is None:
            return None
        step = next(step.slug for step in checked if once.field in step.fields)
        return cls(once, step, other.key if other.key.hex in grants(request) else None)
