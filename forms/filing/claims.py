"""What a case claims for itself alone: one nomination of a unit in a round (R-06).

The claim is a keyed digest in a unique column, so the database refuses a second one however many
arrive at once. It needs no release: the constraint leaves out cases that ended undecided.
"""

from collections.abc import Mapping
from typing import Any

from forms.kinds import Kind
from forms.models import Case
from forms.models.possible import UNDECIDED
from forms.sealing import digest


def claim_of(kind: Kind, answers: Mapping[str, Any]) -> str | None:
    """The digest of what no second case may be about; nothing for kinds that may repeat."""
    once = kind.once(answers)
    return digest("once", kind.code, *once.key) if once else None


def claimed_by_another(case: Case, answers: Mapping[str, Any]) -> Case | None:
    """The case that stands in the way of this one, if one does. One query, for such kinds only."""
    claim = claim_of(case.kind, answers)
    if claim is None:
        return None
    others = Case.objects.filter(office=case.office, claim=claim).exclude(state__in=UNDECIDED)
    return others.exclude(pk=case.pk).first()
