"""Facets: the answers of sent cases by which the queue narrows its lists, as rows of their own.

Answers lie as JSON, which no index reaches alike on every engine. What a kind declares filterable
(a choice, a year: never a sealed answer) is written here once more when a case is sent or its
answers change: about three narrow rows, in one statement.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models

from forms.kinds import Kind
from forms.models.cases import Case
from home.models import Office

LONGEST = 120


class Facet(models.Model):
    """`licence.centre_type=ngoai_ngu`: this case was answered so."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="facets", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=LONGEST)
    #: As on the case, where it never changes: the cases of a mark are read off an index.
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "mark"], name="a_mark_once_on_a_case")
        ]
        indexes = [
            models.Index(fields=["office", "mark", "-submitted_at", "-case"], name="facet_newest")
        ]

    def __str__(self) -> str:
        return self.mark


def mark_of(kind_code: str, field: str, value: Any) -> str:
    return f"{kind_code}.{field}={value}"[:LONGEST]


def marks_of(kind: Kind, answers: dict[str, Any]) -> Iterator[str]:
    """One for each filterable answer, or for each of its values."""
    for field in kind.filterable:
        given = answers.get(field)
        for value in given if isinstance(given, list) else [given]:
            if value not in (None, ""):
                yield mark_of(kind.code, field, value)


def facets_of(case: Case) -> list[Facet]:
    """The rows of a sent case; saves none."""
    assert case.submitted_at is not None
    return [
        Facet(case=case, office_id=case.office_id, mark=mark, submitted_at=case.submitted_at)
        for mark in dict.fromkeys(marks_of(case.kind, case.answers))
    ]


def face_anew(case: Case) -> None:
    """The facets of a sent case, as its answers are now."""
    case.facets.all().delete()
    Facet.objects.bulk_create(facets_of(case))
