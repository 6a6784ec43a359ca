"""Which columns a table of cases may have."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from forms.kinds import KINDS
from forms.models import CaseLabel
from forms.states import Text, staff_name


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
    #: Private: not told where the processing of the case is restricted.
    contact: bool = False
    #: Ticked from the start.
    usual: bool = False
    #: What is not in the case's own row: read for some cases at once, by case. Only those who work
    #: a case are told it.
    beside: Callable[[Sequence[int]], Mapping[int, str]] | None = None


def kind_title(code: str) -> str:
    return str(KINDS[code].title)


def labels_by_case(pks: Sequence[int]) -> dict[int, str]:
    """One query."""
    put = CaseLabel.objects.filter(case__in=pks).order_by("label__name", "label")
    found: dict[int, list[str]] = {}
    for pk, name in put.values_list("case", "label__name"):
        found.setdefault(pk, []).append(name)
    return {pk: ", ".join(names) for pk, names in found.items()}


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
    Column("labels", gettext_lazy("Nhãn"), (), usual=True, beside=labels_by_case),
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
