"""How the two offices go their courses, and what steps leave behind: visits and points."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from forms.models import Case, Inspection, OfficeStep
from forms.moves.inspecting import Visit, inspect
from forms.moves.scoring import criteria_of, score
from forms.states import COURSES, State
from home.models import Office

ASSOCIATION, DEPUTY, OFFICER = "khuyenhoc", "phophong", "chuyenvien"
#: Cần Thơ is small: its students go straight from the officer to the leader.
LEFT_OUT = {("cantho", "student", State.CHECKING)}
Steps = tuple[tuple[str, str], ...]


def load_courses(office: Office) -> None:
    """The optional steps that the office takes; what an administrator changed stays so."""
    for kind, course in COURSES.items():
        for state, step in course.all_steps.items():
            if step.optional:
                taken = (office.code, kind, state) not in LEFT_OUT
                of = {"office": office, "kind_code": kind, "state": state}
                OfficeStep.objects.get_or_create(**of, defaults={"taken": taken})


def along(case: Case, steps: Steps) -> Steps:
    """The way to a leader's desk past everybody whom the case's course sends it to."""
    found: list[tuple[str, str]] = []
    for who, to in steps:
        if to in (State.CHECKING, State.SIGNING) and case.course.has(State.CO_REVIEW):
            found += [(OFFICER, State.CO_REVIEW), (ASSOCIATION, State.PROCESSING)]
        if to == State.SIGNING and case.course.has(State.CHECKING):
            found += [(OFFICER, State.CHECKING), (DEPUTY, State.SIGNING)]
        else:
            found.append((who, to))
    return tuple(found)


def leave_behind(case: Case, people: dict[str, Any], number: int) -> None:
    """What the case's state must leave: points always, the record of every other visit."""
    if case.state == State.CO_REVIEW:
        criteria = criteria_of(case)
        leaves = criteria.leaves if criteria else []
        points = {leaf.code: (leaf.max_points or Decimal(0)) - Decimal("0.5") for leaf in leaves}
        opinion = "Hội Khuyến học nhất trí đề nghị công nhận."
        score(case.pk, people[ASSOCIATION], case.version, points, opinion)
    if case.state == State.INSPECTION and number % 2:
        inspect(case.pk, people[OFFICER], case.version, visit(case))
    case.refresh_from_db()


def visit(case: Case) -> Visit:
    findings = [
        {"code": one.code, "text": one.text, "source": one.source, "result": "met", "note": ""}
        for one in case.course.conditions
    ]
    findings[-1] |= {"result": "not_met", "note": "Chưa xuất trình bản chính văn bằng."}
    return Visit(
        at=timezone.now(),
        place="Trụ sở trung tâm (dữ liệu minh hoạ)",
        present="Bà Trần Thị Mẫu, giám đốc trung tâm\nÔng Lê Văn Thử, chuyên viên",
        findings=findings,
        conclusion=Inspection.Conclusion.IN_PART,
        remarks="Đề nghị bổ sung bản chính văn bằng của giám đốc trong 5 ngày làm việc.",
    )
