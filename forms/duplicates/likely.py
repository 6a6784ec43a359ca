"""Which cases of the same office look like this one, and why (domain: section 7.2)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from forms.models import Case, SealedIndex, ToldApart
from forms.queue.cases import read_in_full
from forms.states import Text, User

#: Rows of the index that are looked at, the newest first, and cases that are judged and shown.
MOST_ROWS, MOST_JUDGED, MOST_SHOWN = 300, 30, 6


@dataclass(frozen=True)
class Likely:
    """A case that may be the same, and what speaks for it."""

    case: Case
    reasons: tuple[Text, ...]


def likely(case: Case, user: User) -> list[Likely]:
    """Of those that the user reads in full: what they have in common with this one may be sealed.

    The most alike first, then the newest. Two queries, of which the second may not be needed.
    """
    shared = shared_fields(case)
    best = sorted(shared, key=lambda pk: (-len(shared[pk]), -pk))[:MOST_JUDGED]
    others = judged(best, user) if best else {}
    read = [pk for pk in best if pk in others]
    found = [Likely(others[pk], reasons(case, others[pk], shared[pk])) for pk in read]
    found.sort(key=lambda one: -len(one.reasons))
    return [one for one in found if one.reasons][:MOST_SHOWN]


def shared_fields(case: Case) -> dict[int, set[str]]:
    """By case of the office, the fields of the blind index that it shares with this one."""
    rows = (
        SealedIndex.objects.filter(digest__in=digests(case))
        .filter(case__office=case.office_id, case__submitted_at__isnull=False)
        .exclude(told_apart(case) | Q(case=case))
        .order_by("-case_id")
        .values_list("case_id", "field")
    )
    found: dict[int, set[str]] = {}
    for pk, field in rows[:MOST_ROWS]:
        found.setdefault(pk, set()).add(field)
    return found


def digests(case: Case) -> Any:
    """What the case is compared by; of a draft, which is in no index yet, what would be."""
    fields = [field for likeness in case.kind.alike for field in likeness.fields]
    if case.is_draft:
        return [row.digest for row in case.blind_index() if row.field in fields]
    return SealedIndex.objects.filter(case=case, field__in=fields).values("digest")


def told_apart(case: Case) -> Q:
    pairs = ToldApart.objects
    return Q(case__in=pairs.filter(case=case).values("other")) | Q(
        case__in=pairs.filter(other=case).values("case")
    )


def judged(pks: list[int], user: User) -> dict[int, Case]:
    columns = ("code", "kind_code", "state", "subject", "applicant", "answers", "submitted_at")
    found: QuerySet[Case] = Case.objects.filter(read_in_full(user), pk__in=pks).only(*columns)
    return {one.pk: one for one in found}


def reasons(case: Case, other: Case, shared: set[str]) -> tuple[Text, ...]:
    """What holds of the two, as the kind declares it; only open answers are compared."""
    return tuple(
        likeness.why
        for likeness in case.kind.alike
        if shared & set(likeness.fields) and likeness.holds(case.answers, other.answers)
    )
