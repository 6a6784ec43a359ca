"""The orders of a list as data: each by one column that an index follows, then by id: no tie.

Kinds, states and people are few, so a list in their order is read as one list after another.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.states import Text


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@dataclass(frozen=True)
class Sort:
    """By one column, then by id in the same direction."""

    label: Text
    column: str
    #: Reads a place in the order from an address; None where the column holds people's names,
    #: which no address may: there the row itself is asked.
    parse: Callable[[str], Any] | None = None
    descending: bool = False
    #: The column whose values part the list into groups, which stand one after the other
    #: (`forms.queue.lists.chains`); the order is then that within each group.
    by: str = ""
    #: Whether the last group comes first.
    turned: bool = False

    @property
    def falls(self) -> bool:
        """Whether what the head of the column names goes down."""
        return self.turned if self.by else self.descending


def grouped(label: Text, by: str, *, turned: bool = False) -> Sort:
    """By group, and within each group the newest first."""
    return Sort(label, "submitted_at", moment, descending=True, by=by, turned=turned)


#: Codes are numbered in the order in which cases arrive, so that order is theirs too.
SORTS = {
    "moi-nhat": Sort(_("Mới nộp trước"), "submitted_at", moment, descending=True),
    "cu-nhat": Sort(_("Nộp lâu nhất trước"), "submitted_at", moment),
    "han": Sort(_("Đến hạn trước"), "next_on", date.fromisoformat),
    "viec": Sort(_("Về việc, A–Z"), "subject_key"),
    "viec-nguoc": Sort(_("Về việc, Z–A"), "subject_key", descending=True),
    "loai": grouped(_("Loại hồ sơ, A–Z"), "kind_code"),
    "loai-nguoc": grouped(_("Loại hồ sơ, Z–A"), "kind_code", turned=True),
    "nguoi-nop": Sort(_("Người nộp, A–Z"), "applicant_key"),
    "nguoi-nop-nguoc": Sort(_("Người nộp, Z–A"), "applicant_key", descending=True),
    "trang-thai": grouped(_("Từ mới nộp đến kết thúc"), "state"),
    "trang-thai-nguoc": grouped(_("Từ kết thúc về mới nộp"), "state", turned=True),
    "nguoi-xu-ly": grouped(_("Người xử lý, A–Z"), "assignee_id"),
    "nguoi-xu-ly-nguoc": grouped(_("Người xử lý, Z–A"), "assignee_id", turned=True),
}
BY_ARRIVAL = SORTS["moi-nhat"]
