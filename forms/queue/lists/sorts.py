"""The orders of a list as data: each by one column that an index follows, then by id: no tie."""

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


#: Codes are numbered in the order in which cases arrive, so that order is theirs too.
SORTS = {
    "moi-nhat": Sort(_("Mới nộp trước"), "submitted_at", moment, descending=True),
    "cu-nhat": Sort(_("Nộp lâu nhất trước"), "submitted_at", moment),
    "han": Sort(_("Đến hạn trước"), "next_on", date.fromisoformat),
    "viec": Sort(_("Về việc, A–Z"), "subject_key"),
    "viec-nguoc": Sort(_("Về việc, Z–A"), "subject_key", descending=True),
    "nguoi-nop": Sort(_("Người nộp, A–Z"), "applicant_key"),
    "nguoi-nop-nguoc": Sort(_("Người nộp, Z–A"), "applicant_key", descending=True),
}
