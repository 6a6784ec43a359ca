"""What may stand between the braces of a reply, and what it becomes for a case."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from forms.models import Case
from forms.notices.wording import PLACEHOLDER, day, spelled
from forms.states import Text
from search.text import fold


@dataclass(frozen=True)
class Placeholder:
    """Its name, what it becomes, and how."""

    name: str
    becomes: Text
    value: Callable[[Case], str]

    def __str__(self) -> str:
        return f"{{{self.name}}}"


def sent_on(case: Case) -> str:
    return day(timezone.localdate(case.submitted_at)) if case.submitted_at else ""


PLACEHOLDERS = (
    Placeholder("mã hồ sơ", _("mã hồ sơ"), lambda case: case.code or ""),
    Placeholder("loại hồ sơ", _("tên loại hồ sơ"), lambda case: str(case.kind.title)),
    Placeholder("về việc", _("hồ sơ về việc gì"), lambda case: case.subject),
    Placeholder("người nộp", _("họ tên người nộp"), lambda case: case.applicant),
    Placeholder("trạng thái", _("bước hiện nay"), lambda case: str(case.citizen_state)),
    Placeholder("ngày nộp", _("ngày nộp hồ sơ"), sent_on),
    Placeholder(
        "hạn",
        _("hạn đang tính: hạn bổ sung khi chờ bổ sung, nếu không thì ngày hẹn trả"),
        lambda case: day(case.supplement_due_on or case.due_on),
    ),
    Placeholder("hạn trả", _("ngày hẹn trả kết quả"), lambda case: day(case.due_on)),
    Placeholder(
        "hạn bổ sung", _("ngày cuối cùng để bổ sung"), lambda case: day(case.supplement_due_on)
    ),
    Placeholder("số quyết định", _("số của quyết định"), lambda case: case.decision_number),
    Placeholder("tên đơn vị", _("tên đơn vị"), lambda case: case.office.short_name),
    Placeholder("địa chỉ đơn vị", _("địa chỉ đơn vị"), lambda case: case.office.address),
    Placeholder("điện thoại đơn vị", _("điện thoại của đơn vị"), lambda case: case.office.phone),
    Placeholder("thư đơn vị", _("thư điện tử của đơn vị"), lambda case: case.office.email),
)
BY_NAME = {fold(one.name): one for one in PLACEHOLDERS}


def named(between: str) -> Placeholder | None:
    """Accents, case and the sign between words do not matter: `{ma_ho_so}`."""
    return BY_NAME.get(fold(" ".join(between.replace("_", " ").split())))


def checked(text: str) -> str:
    """The text with its placeholders spelled as in the list; says all that is wrong with it."""
    return spelled(text, named, PLACEHOLDERS)


def fill(text: str, case: Case) -> str:
    """In one pass, in the office's language: what a value holds stays as it is. What the case does
    not have is a gap to see, `…`."""

    def value(match: re.Match[str]) -> str:
        found = named(match[1])
        return match.group() if found is None else found.value(case) or "…"

    with override("vi"):
        return PLACEHOLDER.sub(value, text)
