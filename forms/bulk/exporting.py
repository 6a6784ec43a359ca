"""Cases as rows of a table: which columns there are, and the rows, read as they are sent."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.kinds import KINDS
from forms.models import Case
from forms.queue.cases import CASE_ROLES
from forms.queue.lists.paging import Cursor, beyond
from forms.states import Text, User, staff_name
from home.models import Role
from home.permissions import offices_of

#: Rows that are read at once: each time a new statement, so a slow reader holds nothing open.
CHUNK = 2000


def as_it_is(value: Any) -> Any:
    return value


def day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value:%d/%m/%Y}" if value else ""


def person(last_name: str | None, first_name: str | None, username: str | None) -> str:
    return f"{last_name or ''} {first_name or ''}".strip() or username or ""


@dataclass(frozen=True)
class Column:
    """What it is called, the columns of the database that it is made of, and how."""

    code: str
    label: Text
    fields: tuple[str, ...]
    text: Callable[..., Any] = as_it_is
    #: Leads to the person: not told where the processing of the case is restricted.
    contact: bool = False
    #: Ticked from the start.
    usual: bool = False


def kind_title(code: str) -> str:
    return str(KINDS[code].title)


def state_name(kind: str, state: str) -> str:
    return str(staff_name(kind, state))


ASSIGNEE = ("assignee__last_name", "assignee__first_name", "assignee__username")
COLUMNS = (
    Column("code", gettext_lazy("Mã hồ sơ"), ("code",), usual=True),
    Column("kind", gettext_lazy("Loại hồ sơ"), ("kind_code",), kind_title, usual=True),
    Column("subject", gettext_lazy("Về việc"), ("subject",), usual=True),
    Column("applicant", gettext_lazy("Người nộp"), ("applicant",), usual=True),
    Column("phone", gettext_lazy("Điện thoại"), ("phone",), contact=True),
    Column("email", gettext_lazy("Thư điện tử"), ("email",), contact=True),
    Column("commune", gettext_lazy("Xã, phường"), ("commune__full_name",)),
    Column("office", gettext_lazy("Đơn vị"), ("office__short_name",)),
    Column("state", gettext_lazy("Trạng thái"), ("kind_code", "state"), state_name, usual=True),
    Column("assignee", gettext_lazy("Người xử lý"), ASSIGNEE, person, usual=True),
    Column("submitted", gettext_lazy("Ngày nộp"), ("submitted_at",), day, usual=True),
    Column("received", gettext_lazy("Ngày tiếp nhận"), ("received_at",), day),
    Column("book", gettext_lazy("Số thứ tự trong sổ"), ("book_number",)),
    Column("limit", gettext_lazy("Thời hạn (ngày làm việc)"), ("working_days",)),
    Column("due", gettext_lazy("Hạn trả kết quả"), ("due_on",), day, usual=True),
    Column("supplement_due", gettext_lazy("Hạn bổ sung"), ("supplement_due_on",), day),
    Column("decided", gettext_lazy("Ngày quyết định"), ("decided_at",), day),
    Column("decision", gettext_lazy("Số quyết định"), ("decision_number",)),
    Column("closed", gettext_lazy("Ngày kết thúc"), ("closed_at",), day),
)


def table(user: User, cases: QuerySet[Case], columns: Sequence[Column]) -> Iterator[list[Any]]:
    """A row of names, then a row for each case, the newest first."""
    yield [str(column.label) for column in columns]
    works, leads = offices_of(user, CASE_ROLES), offices_of(user, {Role.LEADER})
    plan = [(column.text, column.contact, len(column.fields)) for column in columns]
    hidden = _("(hạn chế xử lý)")
    fields = [name for column in columns for name in column.fields]
    for _at, _pk, restricted, office_id, *values in read(cases, fields):
        shut = office_id not in (leads if restricted else works)
        row: list[Any] = []
        place = 0
        for text, contact, width in plan:
            row.append(hidden if shut and contact else text(*values[place : place + width]))
            place += width
        yield row


def read(cases: QuerySet[Case], fields: Sequence[str]) -> Iterator[Sequence[Any]]:
    """The rows by key, as the lists page them: no statement outlives its chunk."""
    rows = cases.order_by("-submitted_at", "-id").values_list(
        "submitted_at", "pk", "restricted_at", "office_id", *fields
    )
    some = list(rows[:CHUNK])
    while some:
        yield from some
        at, pk = some[-1][:2]
        some = list(rows.filter(beyond(Cursor(False, at, pk), "submitted_at", True))[:CHUNK])
