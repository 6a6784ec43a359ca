"""How long the law keeps a case, and so what of it can be erased today (domain: section 13).

What is under retention is not erased but restricted: only leaders read it from then on, and the
citizen is told why, in words that are ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from forms.kinds.rules import as_day, months_after
from forms.models import Attachment, Case
from forms.retention import period
from forms.states import FINAL, State
from services.models import Licence, LicenceEvent, Student

#: Cases that came to nothing.
UNFINISHED = (State.REFUSED, State.STOPPED, State.WITHDRAWN, State.EXPIRED)
CENTRE_ENDS = (LicenceEvent.Act.DISSOLVE, LicenceEvent.Act.REVOKE)
SCANS = ("passport_scan", "visa_scan")


@dataclass(frozen=True)
class Keeping:
    """Until the end of which year a case is kept; None: nobody can say yet."""

    last_year: int | None
    sentence: Any

    @property
    def over(self) -> bool:
        return self.last_year is not None and self.last_year < timezone.localdate().year


def keeping(case: Case) -> Keeping:
    """Counted from the year in which the work ends (TT 10/2022/TT-BNV)."""
    if case.state in UNFINISHED:
        return counted("unfinished", case.closed_at)
    return KEPT[case.kind_code](case)


def counted(name: str, since: Any) -> Keeping:
    """The period of this name from the year of that day on."""
    found = period(name, timezone.localdate())
    return Keeping(since.year + found.value if since else None, found.sentence)


def licence_kept(case: Case) -> Keeping:
    """From the centre's end on; an application that was turned down made no centre."""
    licence = Licence.objects.filter(office=case.office_id, events__case_code=case.code).first()
    if licence is None:
        return counted("unfinished", case.closed_at)
    ends = licence.events.filter(act__in=CENTRE_ENDS).order_by("-on")
    return counted("licence", next(iter(ends.values_list("on", flat=True)), None))


def student_kept(case: Case) -> Keeping:
    return counted("student", left_on(case))


def left_on(case: Case) -> date | None:
    """The day on which the student was to have done."""
    return as_day(case.all_answers.get("expected_graduation"))


KEPT: dict[str, Callable[[Case], Keeping]] = {
    "licence": licence_kept,
    "nomination": lambda case: counted("nomination", case.decided_at),
    "student": student_kept,
    "data_request": lambda case: counted("data_request", case.closed_at),
}


@dataclass(frozen=True)
class Plan:
    """What erasing would do to a case today."""

    #: Whether all of it goes; else the names of the answers that do.
    everything: bool = False
    names: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    labels: tuple[Any, ...] = ()
    #: Why the rest stays, for the citizen.
    kept: str = ""
    #: Why nothing can be erased now, for the citizen.
    refused: str = ""

    @property
    def answer(self) -> str:
        """What the citizen can be told, ready to be sent."""
        if self.refused or self.everything:
            return self.refused or _(
                "Đơn vị đã xóa các câu trả lời, tệp và liên hệ của hồ sơ này. "
                "Chỉ còn mã hồ sơ và nhật ký các bước, không có nội dung."
            )
        labels = "; ".join(map(str, self.labels)) or _("không có mục nào")
        gone = _("Đã xóa: %(labels)s.") % {"labels": labels}
        return f"{gone}\n{self.kept}"


def plan_for(case: Case) -> Plan:
    """What of this case can be erased, and what must stay."""
    if case.erased_at and not case.all_answers:
        return Plan(refused=_("Dữ liệu của hồ sơ này đã được xóa trước đây."))
    if case.state not in FINAL:
        return Plan(
            refused=_(
                "Hồ sơ đang được giải quyết nên dữ liệu của nó còn cần cho việc bạn đã đề nghị. "
                "Bạn có thể rút hồ sơ, rồi gửi lại yêu cầu xóa."
            )
        )
    files = list(Attachment.every.filter(case=case))
    kept = keeping(case)
    if kept.over:
        return Plan(everything=True, files=tuple(files))
    free = case.kind.contacts | case.kind.optional
    names = sorted(name for name in case.all_answers if name in free)
    gone = [file for file in files if not needed(file, case)]
    slots = {file.slot: file.label for file in gone}
    labels = [case.kind.labels.get(name, slots.get(name, name)) for name in (*names, *slots)]
    return Plan(
        names=tuple(names),
        files=tuple(gone),
        labels=tuple(labels),
        kept=_(
            "Phần còn lại phải lưu trữ theo luật nên không xóa được: %(period)s "
            "Từ nay việc xem phần đó bị hạn chế, chỉ lãnh đạo đơn vị mở được."
        )
        % {"period": kept.sentence},
    )


def needed(file: Attachment, case: Case) -> bool:
    """Whether the decision rests on a file that the law still keeps."""
    if file.infected or file.left_with_id or file.slot in case.kind.optional:
        return False
    return not (file.slot in SCANS and scans_are_over(case))


def scans_are_over(case: Case) -> bool:
    """Pictures of passports and visas go before the case does, once the student has left."""
    left = left_on(case)
    student = Student.objects.filter(office=case.office_id, case_code=case.code).first()
    gone = student is not None and student.status in (
        Student.Status.GRADUATED,
        Student.Status.RETURNED,
    )
    if left is None or not gone:
        return False
    months = period("student_scans", timezone.localdate()).value
    return months_after(left, months) < timezone.localdate()
