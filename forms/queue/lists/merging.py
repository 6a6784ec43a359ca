"""Several ordered lists read as one: one statement that takes no more of each than is wanted."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, QuerySet

#: A value that is sorted by, and a key.
Pair = tuple[Any, int]


def merged(
    branches: Sequence[QuerySet[Any]],
    column: str,
    key: str = "id",
    *,
    descending: bool,
    most: int,
    skip: int = 0,
) -> list[Pair]:
    """The first `most` rows; each branch has an index in this very order.

    With `skip`, of the rows that are left when each branch has lost so many.
    """
    sign, way = ("-", "DESC") if descending else ("", "ASC")
    parts: list[str] = []
    values: list[Any] = []
    for branch in branches:
        rows = branch.order_by(f"{sign}{column}", f"{sign}{key}").values_list(column, key)
        try:
            statement, given = rows[skip : skip + most].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT * FROM ({statement}) AS branch{len(parts)}")
        values += given
    if not parts:
        return []
    sql = " UNION ALL ".join(parts)
    if len(parts) > 1:
        sql = f"{sql} ORDER BY 1 {way}, 2 {way} LIMIT {most:d}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    return as_python(branches[0].model._meta.get_field(column), found)


def as_python(field: Field[Any, Any], found: list[Pair]) -> list[Pair]:
    """The pairs with their values as this field has them."""
    column = field.get_col(field.model._meta.db_table)
    converters = [
        *connection.ops.get_db_converters(column),
        *column.get_db_converters(connection),
    ]
    for convert in converters:
        found = [(convert(value, column, connection), key) for value, key in found]
    return found
