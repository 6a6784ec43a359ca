"""Several ordered lists read as one: one statement that takes no more of each than is wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Field, IntegerField, QuerySet

#: The rank of the list that a row is of, and the row's pair there.
Place = tuple[int, Any, int]
Statement = tuple[str, Sequence[Any]]


def merged(
    branches: Sequence[QuerySet[Any]],
    column: str,
    key: str = "id",
    *,
    descending: bool,
    most: int,
    skip: int = 0,
    besides: Sequence[str] = (),
    value_of_first: bool = False,
) -> list[Any]:
    """The first `most` rows, as pairs, with what else is asked for of each; each branch has an
    index in this very order.

    With `value_of_first` those after it have none: to read thousands of moments costs more than to
    find them. With `skip`, of the rows that are left when each branch has lost so many.
    """
    sign, way = signs(descending)
    parts: list[Statement] = []
    for branch in branches:
        rows = branch.order_by(f"{sign}{column}", f"{sign}{key}").values_list(column, key, *besides)
        try:
            parts.append(rows[skip : skip + most].query.sql_with_params())
        except EmptyResultSet:
            continue
    if not parts:
        return []
    sql, values = united(parts)
    if len(parts) > 1:
        sql = f"{sql} ORDER BY 1 {way}, 2 {way} LIMIT {most:d}"
    if value_of_first:
        first = f"{'MAX' if descending else 'MIN'}({column}) OVER ()"
        sql = f"SELECT CASE {column} WHEN {first} THEN {column} END, {key} FROM ({sql}) AS met"
    return as_python(branches[0].model._meta.get_field(column), fetched(sql, values), at=0)


def signs(descending: bool) -> tuple[str, str]:
    return ("-", "DESC") if descending else ("", "ASC")


def united(statements: Iterable[Statement]) -> Statement:
    """All rows of all of them."""
    parts: list[str] = []
    values: list[Any] = []
    for sql, given in statements:
        parts.append(f"SELECT * FROM ({sql}) AS branch{len(parts)}")
        values += given
    return " UNION ALL ".join(parts), values


def fetched(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def as_python(field: Field[Any, Any], found: list[Any], at: int) -> list[Any]:
    """The rows with the values in this place as this field has them."""
    column = field.get_col(field.model._meta.db_table)
    converters = [
        *connection.ops.get_db_converters(column),
        *column.get_db_converters(connection),
    ]
    for convert in converters:
        found = [(*row[:at], convert(row[at], column, connection), *row[at + 1 :]) for row in found]
    return found


# ── one list after the other ──


@dataclass(frozen=True)
class Part:
    """A list that comes after those of a lower rank: rows, in which a slot may be of this value."""

    rank: int
    rows: QuerySet[Any]
    value: Any = None


class Slot(Expression):
    """What a part has of its own, filled in last: what many parts ask alike is compiled once."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def of(self, part: Part) -> Any:
        return getattr(part, self.name)


class Chained:
    """Lists of one model that stand one after the other, each of which an index has in order."""

    def __init__(
        self, field: Field[Any, Any], *, descending: bool, most: int, back: bool = False
    ) -> None:
        self.field, self.most = field, most
        self.sign, self.way = signs(descending)
        #: Of the ranks: back from the last.
        self.turn = "DESC" if back else "ASC"
        self.compiled: dict[QuerySet[Any], Statement | None] = {}

    def first(self, parts: Iterable[Part]) -> list[Place]:
        """The first rows of the whole."""
        return self.ordered(self.statements(parts), self.most)

    def ends(self, chains: Iterable[Iterable[Part]]) -> list[Place]:
        """Of the chains that have as many rows as asked for: the last of these, the nearest one.

        Databases read what is united from left to right, and no further than is asked. Should one
        not, it would find another row, at another cost: no less an end.
        """
        ends = []
        for chain in chains:
            if statements := self.statements(chain):
                sql, values = united(statements)
                ends.append((f"{sql} LIMIT 1 OFFSET {self.most - 1:d}", values))
        return self.ordered(ends, 1)

    def ordered(self, statements: Sequence[Statement], most: int) -> list[Place]:
        if not statements:
            return []
        sql, values = united(statements)
        if len(statements) > 1:
            order = f"1 {self.turn}, 2 {self.way}, 3 {self.way}"
            sql = f"{sql} ORDER BY {order} LIMIT {most:d}"
        return as_python(self.field, fetched(sql, values), at=1)

    def statements(self, parts: Iterable[Part]) -> list[Statement]:
        return [made for part in parts if (made := self.statement(part))]

    def statement(self, part: Part) -> Statement | None:
        """The rows of one part; None where there can be none."""
        if part.rows not in self.compiled:
            self.compiled[part.rows] = self.compile(part.rows)
        made = self.compiled[part.rows]
        if made is None:
            return None
        sql, values = made
        return sql, [one.of(part) if isinstance(one, Slot) else one for one in values]

    def compile(self, rows: QuerySet[Any]) -> Statement | None:
        ranked = rows.annotate(rank=Slot("rank", IntegerField()))
        order = f"{self.sign}{self.field.name}", f"{self.sign}id"
        places = ranked.order_by(*order).values_list("rank", self.field.name, "id")
        try:
            made: Statement = places[: self.most].query.sql_with_params()
        except EmptyResultSet:
            return None
        return made
