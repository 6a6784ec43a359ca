"""What a page's cases carry besides their columns: labels, and the round of a nomination."""

from collections.abc import Sequence

from forms.models import Case, CaseLabel, Facet, Label
from forms.models.facets import mark_of

ROUND = mark_of("nomination", "year", "")


def labels_on(rows: Sequence[Case]) -> dict[int, list[Label]]:
    """By case; one query."""
    found: dict[int, list[Label]] = {}
    put = CaseLabel.objects.filter(case__in=[case.pk for case in rows]).select_related("label")
    for one in put.order_by("label__name"):
        found.setdefault(one.case_id, []).append(one.label)
    return found


def rounds_of(rows: Sequence[Case]) -> dict[int, str]:
    """By case, the year that a nomination is for; one query."""
    marks = Facet.objects.filter(case__in=[case.pk for case in rows], mark__startswith=ROUND)
    return {pk: mark.removeprefix(ROUND) for pk, mark in marks.values_list("case_id", "mark")}
