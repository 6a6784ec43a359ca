"""What registers hold because of a case, to be named where that case changes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forms.models import Case
from services.models import Licence, Recognition, Student


@dataclass(frozen=True)
class Written:
    """An entry of a register: which, and where it is kept."""

    register: Any
    name: str
    url: str


def written_from(case: Case) -> list[Written]:
    """The entries that approving this case made or changed, if it did."""
    if not case.code or not case.decided_at:
        return []
    route, register, found = entries_of(case)
    return [Written(register, str(entry), reverse(route, args=[entry.pk])) for entry in found]


def entries_of(case: Case) -> tuple[str, Any, QuerySet[Any, Any]]:
    """Where they are kept, what that register is called, and which they are."""
    if case.kind_code == "licence":
        licences = Licence.objects.filter(office=case.office_id, events__case_code=case.code)
        return "licence:edit", _("Giấy phép"), licences.distinct()
    if case.kind_code == "nomination":
        found = Recognition.objects.filter(office=case.office_id, number=case.decision_number)
        return "recognition:edit", _("Công nhận"), found
    students = Student.objects.filter(office=case.office_id, case_code=case.code)
    return "student:inspect", _("Lưu học sinh"), students
