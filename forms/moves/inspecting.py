"""Recording an inspection on the spot: made while the case stands there, before it may go on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.files.uploads import Received, keep
from forms.kinds.fields import DOCUMENTS, upload
from forms.models import Case, Event, Inspection
from forms.models.events import record
from forms.moves.transitions import Forbidden, Refused, Stale, who_was_first
from forms.slips.issuing import issue
from forms.states import YES, Answer, State, User, roles_at
from forms.states.moves import named

FILES = upload(
    gettext_lazy("Ảnh, tài liệu kèm theo (không bắt buộc)"),
    types=DOCUMENTS,
    many=True,
    required=False,
    help=gettext_lazy("PDF, ảnh hoặc DOCX; nhiều nhất 5 tệp, mỗi tệp không quá 20 MB."),
)


@dataclass(frozen=True)
class Visit:
    """What the record says."""

    at: datetime
    place: str
    present: str
    findings: list[dict[str, str]]
    conclusion: str
    remarks: str = ""


@dataclass(frozen=True)
class RecordOf:
    """Where the files of a record go: to the case, and out of its citizen's sight."""

    inspection: Inspection

    @property
    def new_file(self) -> dict[str, Any]:
        made = self.inspection
        return {"case": made.case, "inspection": made, "in_force": False}


def may_inspect(user: User, case: Case) -> Answer:
    """Whoever the step of inspection belongs to."""
    if case.state != State.INSPECTION:
        return False, _("Hồ sơ không ở bước thẩm định thực tế.")
    holders = case.course.holders(case.state)
    if not {*holders} & roles_at(user, case):
        return False, _("Việc này dành cho: %(roles)s.") % {"roles": named(holders)}
    return YES


@transaction.atomic
def inspect(
    case_id: int,
    user: Any,
    version: int,
    visit: Visit,
    files: Iterable[Received] = (),
    ip: str = "",
) -> Inspection:
    """Keeps the record with its files, or none of it. Raises Stale, Forbidden or Refused."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("office__site")
    case = cases.get(pk=case_id)
    if case.version != version:
        raise Stale(who_was_first(case))
    allowed, why_not = may_inspect(user, case)
    if not allowed:
        raise Forbidden(why_not)
    made = Inspection.objects.create(
        case=case, number=case.inspections.count() + 1, author_id=user.pk, **vars(visit)
    )
    if reasons := keep(RecordOf(made), f"inspection-{made.number}", FILES, files, {}):
        raise Refused(" ".join(map(str, reasons)), "attached")
    case.version += 1
    note = _("Biên bản lần %(number)d: %(conclusion)s")
    said = {"number": made.number, "conclusion": made.get_conclusion_display()}
    event = record(case, Event.Act.INSPECTED, actor=user, ip=ip, note=note % said)
    issue(case, event, user)
    case.save()
    return made
