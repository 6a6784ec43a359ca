"""The questions that are made of a set of criteria, and the points that their answers hold."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from forms.kinds import sources
from forms.kinds.base import Step
from forms.models.criteria import CriteriaSet, Criterion

HALF = Decimal("0.5")


def field_name(prefix: str, criterion: Criterion) -> str:
    """`score_2_1`: the name of an answer about criterion 2.1."""
    return f"{prefix}_{criterion.code.replace('.', '_')}"


def offered_sets(step: Step) -> list[CriteriaSet]:
    """The sets of the chosen model; read once a request."""
    return sources.sets_among(step.sources.choices(sources.criteria_sets))


def scored_set(step: Step) -> list[CriteriaSet]:
    """The set that the case is scored by, if one does."""
    code = step.answers.get("criteria_set") or ""
    return [one for one in offered_sets(step) if one.code == code]


def criteria_of(step: Step) -> list[Criterion]:
    """The leaves of the set that the case is scored by, in order."""
    return [leaf for one in scored_set(step) for leaf in one.leaves]


def self_scores(answers: Mapping[str, Any], leaves: list[Criterion]) -> dict[str, Decimal]:
    """The self-score of each leaf by its code, as far as given."""
    found = {leaf.code: exact(answers.get(field_name("score", leaf))) for leaf in leaves}
    return {code: points for code, points in found.items() if points is not None}


def exact(stored: Any) -> Decimal | None:
    """A stored number; None when nothing was given or it does not read."""
    try:
        points = Decimal(str(stored))
    except ArithmeticError:
        return None
    return points if points.is_finite() else None


def add_for(
    step: Step, prefix: str, criterion: Criterion, field: forms.Field, seen: set[Any]
) -> None:
    """A question about one criterion; the first of a group stands under the group's heading."""
    group = criterion.parent
    if group and group.pk not in seen:
        field.heading = str(group)  # type: ignore[attr-defined]
        seen.add(group.pk)
    step.fields[field_name(prefix, criterion)] = field
