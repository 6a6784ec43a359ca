"""Reads and writes rows by statements that are put together once for each model.

Django spells out every column of every statement again, which for a submission took longer than all
that the database does. The values are the same, prepared by the same fields. When rows are written
no signal is sent, and nothing but values can be: no expression, no file, no other database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from psycopg import Cursor

M = TypeVar("M", bound=models.Model)
TEXT = (models.CharField, models.TextField)


@dataclass(frozen=True)
class Statement:
    """An INSERT or UPDATE and the fields whose values it takes."""

    sql: str
    fields: tuple[models.Field[Any, Any], ...]

    def values(self, row: models.Model, *, new: bool) -> list[Any]:
        return [prepared(field, field.pre_save(row, new)) for field in self.fields]


def prepared(field: models.Field[Any, Any], value: Any) -> Any:
    """The value as the database takes it; most are text, which it takes as it is."""
    if value is None or (type(value) is str and isinstance(field, TEXT)):
        return value
    return field.get_db_prep_save(value, connection)


@cache
def insertion(model: type[models.Model], rows: int, keyed: bool) -> Statement:
    """For so many rows at once, answering with their keys where the database makes them."""
    fields = tuple(field for field in stored(model) if not (keyed and field.primary_key))
    places = f"({', '.join(['%s'] * len(fields))})"
    sql = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns(fields))}) "
        f"VALUES {', '.join([places] * rows)}"
    )
    key = quoted(model._meta.pk.column)
    return Statement(f"{sql} RETURNING {key}" if keyed else sql, fields)


@cache
def change(model: type[models.Model], names: frozenset[str]) -> Statement:
    """Of these fields, of the row with a key."""
    fields = tuple(field for field in stored(model) if field.name in names)
    sets = ", ".join(f"{column} = %s" for column in columns(fields))
    key = quoted(model._meta.pk.column)
    return Statement(f"UPDATE {quoted(model._meta.db_table)} SET {sets} WHERE {key} = %s", fields)


@dataclass(frozen=True)
class Selection:
    """A SELECT of whole rows, and what turns the database's values into Python's."""

    sql: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, Any, Any], ...]

    def row(self, model: type[M], found: Sequence[Any]) -> M:
        values = list(found)
        for place, expression, convert in self.converters:
            values[place] = convert(values[place], expression, connection)
        return model.from_db(connection.alias, self.names, values)


@cache
def selection(model: type[models.Model]) -> Selection:
    fields = tuple(model._meta.concrete_fields)
    found = [field.get_col(model._meta.db_table) for field in fields]
    converters = tuple(
        (place, expression, convert)
        for place, expression in enumerate(found)
        for convert in (
            *connection.ops.get_db_converters(expression),
            *expression.get_db_converters(connection),
        )
    )
    return Selection(
        f"SELECT {', '.join(columns(fields))} FROM {quoted(model._meta.db_table)} WHERE",
        tuple(field.attname for field in fields),
        converters,
    )


def stored(model: type[models.Model]) -> Iterable[models.Field[Any, Any]]:
    """The fields that are written; what the database computes itself is not."""
    return (field for field in model._meta.concrete_fields if not field.generated)


def columns(fields: Iterable[models.Field[Any, Any]]) -> list[str]:
    return [quoted(field.column) for field in fields]


def quoted(name: str | None) -> str:
    return f'"{name}"'


def read(model: type[M], condition: str, *values: Any) -> M | None:
    """The row of which the condition is true, if there is one."""
    statement = selection(model)
    with execute(f"{statement.sql} {condition}", values) as cursor:
        found = cursor.fetchone()
    return statement.row(model, found) if found else None


def insert(*rows: models.Model) -> None:
    """Writes new rows of one model, and gives them their keys."""
    if not rows:
        return
    keyed = rows[0].pk is None
    statement = insertion(type(rows[0]), len(rows), keyed)
    values = [value for row in rows for value in statement.values(row, new=True)]
    with execute(statement.sql, values) as cursor:
        keys = cursor.fetchall() if keyed else [(row.pk,) for row in rows]
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk, row._state.adding, row._state.db = key, False, connection.alias


def update(row: models.Model, names: frozenset[str], only: str = "", *more: Any) -> bool:
    """Writes these fields of a row; False where there is none `only` of which that is true."""
    statement = change(type(row), names)
    values = [*statement.values(row, new=False), row.pk, *more]
    with execute(f"{statement.sql} {only}", values) as cursor:
        return bool(cursor.rowcount)


class Prepared(Cursor[Any]):
    """PostgreSQL reads and plans a statement once for a connection, instead of each time."""

    def execute(self, query: Any, params: Any = None, **_how: Any) -> "Prepared":
        return super().execute(query, params, prepare=True)


def execute(sql: str, values: Any) -> Any:
    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        cursor.cursor = Prepared(connection.connection)
    cursor.execute(sql, values)
    return cursor
