"""Cases as rows of a table, read as they are sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from forms.bulk.columns import Column
from forms.models import Case
from forms.queue.cases import CASE_ROLES
from forms.queue.lists.paging import Cursor, beyond
from forms.states import READ_RESTRICTED, User
from home.permissions import offices_of

#: Rows that are read at once: each time a new statement, so a slow reader holds nothing open, and
#: no more of the answers than these is ever in memory.
CHUNK = 500
#: What is read of each case besides its columns.
PLACE = ("submitted_at", "pk", "restricted_at", "office_id")


def table(user: User, cases: QuerySet[Case], columns: Sequence[Column]) -> Iterator[list[Any]]:
    """A row of names, then a row for each case, the newest first."""
    yield [str(column.label) for column in columns]
    works, leads = offices_of(user, CASE_ROLES), offices_of(user, READ_RESTRICTED)
    names = list(dict.fromkeys([*PLACE, *(name for column in columns for name in column.fields)]))
    for some in read(cases, names):
        rows = [dict(zip(names, values, strict=True)) for values in some]
        worked = [row["pk"] for row in rows if row["office_id"] in works]
        beside = {column.code: column.beside(worked) for column in columns if column.beside}
        for row in rows:
            shut = row["office_id"] not in (leads if row["restricted_at"] else works)
            yield [cell(column, row, beside, shut) for column in columns]


def cell(
    column: Column, row: Mapping[str, Any], beside: Mapping[str, Mapping[int, str]], shut: bool
) -> Any:
    if column.beside:
        return beside[column.code].get(row["pk"], "")
    if shut and column.contact:
        return _("(hạn chế xử lý)")
    return column.text(*(row[name] for name in column.fields))


def read(cases: QuerySet[Case], names: Sequence[str]) -> Iterator[list[Sequence[Any]]]:
    """Chunk after chunk by key, as the lists page them: no statement outlives its chunk."""
    rows = cases.order_by("-submitted_at", "-id").values_list(*names)
    some = list(rows[:CHUNK])
    while some:
        yield some
        at, pk = some[-1][:2]
        more = rows.filter(beyond(Cursor(False, at, pk), "submitted_at", True))
        some = list(more[:CHUNK]) if len(some) == CHUNK else []
