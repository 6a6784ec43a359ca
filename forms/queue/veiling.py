"""Conditions behind a veil: judged row by row, whatever index would fit them.

An engine that counts nothing beforehand (SQLite) takes any index that fits a condition: it would
read a whole office to find five cases by their ids, or sort half the table for one state. Where it
is known how rows are best met, everything else that is asked of them is veiled.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Q, QuerySet, When
from django.db.models import Case as Whether
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from forms.models import Case

#: Columns that lead some index, under the names that conditions give them.
LEADING = {
    "office_id": "office_id",
    "office": "office_id",
    "assignee_id": "assignee_id",
    "assignee": "assignee_id",
    "commune_id": "commune_id",
    "state": "state",
    "kind_code": "kind_code",
    "about": "about_id",
    "submitted_at": "submitted_at",
    "next_on": "next_on",
    "found_by": "found_by",
}


def veiled(
    rows: QuerySet[Case], condition: Q, plain: frozenset[str] | set[str] = frozenset()
) -> QuerySet[Case]:
    """The rows of which this is true, whatever index would fit what is asked, but for `plain`."""
    veils = {f"veiled_{column}": Coalesce(F(column), F(column)) for column in {*LEADING.values()}}
    return rows.alias(**veils).filter(behind(condition, plain))


class Given(In):  # type: ignore[type-arg]
    """Ids, of which there may be thousands, in the statement's own words: as parameters each would
    cost the driver more than it costs the database to find the row."""

    prepare_rhs = False

    def process_rhs(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        return f"({', '.join(str(int(pk)) for pk in self.rhs)})", ()


def by_ids_alone(rows: QuerySet[Case], condition: Q) -> QuerySet[Case]:
    """Rows that are given by their ids, if this is true of them. PostgreSQL, which counts, knows
    for itself what is the shortest way to them."""
    return veiled(rows, condition) if connection.vendor == "sqlite" else rows.filter(condition)


def behind(condition: Q, plain: frozenset[str] | set[str]) -> Q:
    """The same condition, of the veiled columns."""
    made = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        if isinstance(child, Q):
            made.children.append(behind(child, plain))
        elif isinstance(child, tuple):
            made.children.append((veil(child[0], plain), child[1]))
        else:
            made.children.append(row_by_row(child))
    return made


def veil(asked: str, plain: frozenset[str] | set[str]) -> str:
    """The name under which this is asked. One of several values never leads an index: what is
    read along it would be in no order."""
    name, _, lookup = asked.partition("__")
    column = LEADING.get(name)
    if column is None or (column in plain and lookup != "in"):
        return asked
    return f"veiled_{column}__{lookup}" if lookup else f"veiled_{column}"


def row_by_row(condition: Any) -> Q:
    """Asked of each row that is met: bare, PostgreSQL would join all that any row could have."""
    held = When(condition, then=True)
    return Q(Whether(held, default=False, output_field=BooleanField()))
