"""Pages that begin where the last one ended, so that page 200 costs what page 1 does."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from forms.states import Text

PAGE = 25
BIGGEST_ID = 2**63 - 1


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@dataclass(frozen=True)
class Sort:
    """An order that never ties: by one indexed column, then by id in the same direction."""

    label: Text
    column: str
    parse: Callable[[str], Any]
    descending: bool = False


SORTS = {
    "moi-nhat": Sort(_("Mới nộp trước"), "submitted_at", moment, descending=True),
    "cu-nhat": Sort(_("Nộp lâu nhất trước"), "submitted_at", moment),
    "han": Sort(_("Đến hạn trước"), "next_on", date.fromisoformat),
}


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: after (or before) the row with this value and id."""

    back: bool
    value: Any
    id: int

    def __str__(self) -> str:
        text = f"{'-' if self.back else '+'}{self.id} {self.value.isoformat()}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, sort: Sort) -> "Cursor | None":
        """What `str()` wrote; anything else is no cursor."""
        try:
            plain = base64.urlsafe_b64decode(text[:200] + "=" * (-len(text[:200]) % 4)).decode()
            number, value = plain[1:].split(" ", 1)
            found = cls(plain[0] == "-", sort.parse(value), int(number))
        except (binascii.Error, ValueError, OverflowError, IndexError):
            return None
        return found if 0 < found.id <= BIGGEST_ID else None


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursors to its neighbours (empty where there is none)."""

    rows: list[Any]
    previous: str
    next: str


def paginate(found: QuerySet[Any], sort: Sort, cursor: Cursor | None) -> Page:
    """One query: a row more than shown says whether there is a further page."""
    back = cursor is not None and cursor.back
    descending = sort.descending is not back
    sign = "-" if descending else ""
    found = found.order_by(f"{sign}{sort.column}", f"{sign}id")
    if cursor is not None:
        found = found.filter(beyond(cursor, sort.column, descending))
    rows = list(found[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    before, after = (more, True) if back else (cursor is not None, more)
    return Page(
        rows,
        previous=place(rows[0], sort, back=True) if rows and before else "",
        next=place(rows[-1], sort, back=False) if rows and after else "",
    )


def place(row: Any, sort: Sort, *, back: bool) -> str:
    return str(Cursor(back, getattr(row, sort.column), row.pk))


def beyond(cursor: Cursor, column: str, descending: bool) -> Q:
    """Rows after the cursor; said first as a plain range, which an index can serve."""
    less = "lt" if descending else "gt"
    return Q(**{f"{column}__{less}e": cursor.value}) & (
        Q(**{f"{column}__{less}": cursor.value}) | Q(**{f"id__{less}": cursor.id})
    )
