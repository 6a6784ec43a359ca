"""Pages that begin where the last one ended, so that page 200 costs what page 1 does."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from forms.models import Case
from forms.queue.lists.sorts import Sort

PAGE = 25
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: after (or before) the row with this value and id."""

    back: bool
    value: Any
    id: int
    #: The group of a grouped list in which that row stood, whatever it is in by now.
    group: str = ""

    def __str__(self) -> str:
        value = "" if isinstance(self.value, str) else self.value.isoformat()
        group = f" {self.group}" if self.group else ""
        text = f"{'-' if self.back else '+'}{self.id} {value}{group}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(
        cls, text: str, sort: Sort, value_of: Callable[[int], str | None] = lambda _id: None
    ) -> "Cursor | None":
        """What `str()` wrote; anything else is no cursor. `value_of` asks the row itself."""
        try:
            plain = base64.urlsafe_b64decode(text[:200] + "=" * (-len(text[:200]) % 4)).decode()
            number, told, group = [*plain[1:].split(" ", 2), ""][:3]
            row = int(number)
            if not 0 < row <= BIGGEST_ID or bool(group) is not bool(sort.by):
                return None
            value = sort.parse(told) if sort.parse else value_of(row)
        except (binascii.Error, ValueError, OverflowError, IndexError):
            return None
        return None if value is None else cls(plain[0] == "-", value, row, group)


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursors to its neighbours (empty where there is none)."""

    rows: list[Case]
    previous: str
    next: str
    #: Where to look further, when looking stopped before the page was full.
    further: str = ""


def beyond(cursor: Cursor, column: str, descending: bool) -> Q:
    """Rows after the cursor; said first as a plain range, which an index can serve."""
    less = "lt" if descending else "gt"
    return Q(**{f"{column}__{less}e": cursor.value}) & (
        Q(**{f"{column}__{less}": cursor.value}) | Q(**{f"id__{less}": cursor.id})
    )


def no_group(case: Case) -> str:
    return ""


def page_of(
    rows: list[Case],
    sort: Sort,
    cursor: Cursor | None,
    end: Cursor | None,
    group_of: Callable[[Case], str] = no_group,
) -> Page:
    """The page of these rows, which are one more than shown where there is a further page.

    `end` is where looking stopped, if that was before the end of the list.
    """
    back = cursor is not None and cursor.back
    more, shown = len(rows) > PAGE, rows[:PAGE]
    if back:
        shown.reverse()
    before, after = (more, True) if back else (cursor is not None, more)

    def place(row: Case, *, back: bool) -> str:
        return str(Cursor(back, getattr(row, sort.column), row.pk, group_of(row)))

    return Page(
        shown,
        previous=place(shown[0], back=True) if shown and before else "",
        next=place(shown[-1], back=False) if shown and after else "",
        further=str(end) if end is not None and not more else "",
    )
