"""Sixty cases an office, through the real rules, at times that lie on both sides of today."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from unittest import mock
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forms.citizen.agreement import agreement_of
from forms.citizen.data_rights import new_request
from forms.citizen.drafts import begin
from forms.citizen.final import Final
from forms.filing.submitting import submit
from forms.models import Attachment, Case, FormPage, Notice
from forms.models.steps import course_at
from forms.moves.transitions import Details, move
from forms.references import new_pin
from forms.states import CITIZEN, State
from home.models import Office
from motcua.demo.answers import ANSWERS
from motcua.demo.courses import along, leave_behind
from motcua.demo.paper import paper
from motcua.demo.supplements import answer, asking, openable

S = State
Steps = tuple[tuple[str, str], ...]
CLERK, OFFICER, LEADER = "tiepnhan", "chuyenvien", "lanhdao"
TO_DESK = ((CLERK, S.ACCEPTED),)
TO_WORK = (*TO_DESK, (OFFICER, S.PROCESSING))
TO_SIGN = (*TO_WORK, (OFFICER, S.SIGNING))
APPROVED = (*TO_SIGN, (LEADER, S.APPROVED))
#: How a case came to where it stands, and how many stand there.
PATHS: tuple[tuple[int, Steps], ...] = (
    (8, ()),
    (5, TO_DESK),
    (5, (*TO_DESK, (LEADER, S.ASSIGNED))),
    (7, TO_WORK),
    (2, (*TO_WORK, (OFFICER, S.CO_REVIEW))),
    (2, (*TO_WORK, (OFFICER, S.CHECKING))),
    (3, (*TO_WORK, (OFFICER, S.INSPECTION))),
    (5, (*TO_WORK, (OFFICER, S.SUPPLEMENT))),
    (5, TO_SIGN),
    (4, APPROVED),
    (1, (*TO_SIGN, (LEADER, S.NOT_APPROVED))),
    (5, (*APPROVED, (CLERK, S.RETURNED))),
    (2, ((CLERK, S.REFUSED),)),
    (1, (*TO_WORK, (OFFICER, S.STOPPED))),
    (1, ((CLERK, S.WITHDRAWN),)),
    (1, (*TO_WORK, (OFFICER, S.SUPPLEMENT), (OFFICER, S.EXPIRED))),
    (1, (*TO_SIGN, (LEADER, S.PROCESSING))),
    (1, (*TO_WORK, (OFFICER, S.SUPPLEMENT), (CITIZEN, S.PROCESSING))),
    (1, (*APPROVED, (CLERK, S.RETURNED), (LEADER, S.PROCESSING))),
)
REASONS = {
    S.SUPPLEMENT: "Bản chụp giấy tờ bị mờ, xin gửi lại bản rõ hơn; thiếu trang thứ hai.",
    S.NOT_APPROVED: "Chưa đáp ứng điều kiện về cơ sở vật chất theo hồ sơ đã nộp.",
    S.REFUSED: "Hồ sơ nộp nhầm đơn vị; xin nộp tại nơi đặt trung tâm.",
    S.STOPPED: "Người nộp đề nghị dừng vì đổi kế hoạch.",
    S.WITHDRAWN: "Người nộp xin rút để chuẩn bị lại.",
    S.EXPIRED: "Đã quá hạn bổ sung mà chưa nhận được giấy tờ.",
    S.PROCESSING: "Xin làm rõ thêm ý kiến thẩm định.",
}
#: For how long a case has been there, in days: fresh ones, due ones and late ones.
AGES = (1, 2, 3, 5, 8, 12, 17, 20, 24, 28, 34, 45)


def load_cases() -> None:
    """Creates what is missing; an office that has cases is left alone."""
    for office in Office.objects.select_related("site__root_page", "province"):
        if not Case.objects.filter(office=office).exists():
            with transaction.atomic():
                load_office_cases(office)


def load_office_cases(office: Office) -> None:
    people = staff(office)
    pages = {
        page.kind_code: page
        for page in FormPage.objects.filter(locale__language_code="vi").descendant_of(
            office.site.root_page
        )
    }
    kinds = sorted(pages)
    number = 0
    for count, steps in PATHS:
        for _repeat in range(count):
            going = [kind for kind in kinds if goes(office, kind, steps)]
            one_case(office, pages[going[number % len(going)]], number, steps, people)
            number += 1
    one_request(office)
    told_already(office)


def goes(office: Office, kind: str, steps: Steps) -> bool:
    """Whether cases of the kind come to stand there; answers to supplements are licences' here."""
    course, answered = course_at(office.pk, kind), any(who == CITIZEN for who, _to in steps)
    return all(course.has(to) for _who, to in steps) and (kind == "licence" or not answered)


def one_request(office: Office) -> None:
    """Somebody whose case is closed has a mistake in it corrected; sent this morning."""
    about = Case.objects.filter(office=office, state=State.RETURNED, kind_code="student").last()
    about = about or Case.objects.filter(office=office, state=State.RETURNED).latest("pk")
    with clock_at(timezone.localdate(), 7, 3):
        request = new_request(about, new_pin())
        request.store(
            {
                "right": "correct",
                "corrections": [
                    {
                        "question": "submitter_phone",
                        "new_value": "0900 000 077",
                        "why": "Tôi đã đổi số điện thoại.",
                    }
                ],
            }
        )
        request.save()
        submit_as_is(request, "")


def staff(office: Office) -> dict[str, Any]:
    users = get_user_model().objects.filter(username__endswith=f".{office.code}")
    return {user.get_username().split(".")[0]: user for user in users}


def one_case(
    office: Office, page: FormPage, number: int, steps: Any, people: dict[str, Any]
) -> None:
    """One case from submission along its steps, each some days after the one before."""
    age = AGES[number % len(AGES)] + (60 if steps and steps[-1][1] == S.EXPIRED else 0)
    day = timezone.localdate() - timedelta(days=age)
    with clock_at(day, 8, number):
        case, pin = begin(page, office, uuid5(NAMESPACE_URL, f"{office.code}-{number}"))
        case.store(ANSWERS[page.kind_code](office, number, day))
        case.save()
        slot = "passport_scan" if page.kind_code == "student" else "evidence_files"
        attach(case, slot if page.kind_code != "licence" else "director_cv_file", number)
        submit_as_is(case, pin)
    steps = along(case, steps)
    gap = max(age // (len(steps) + 1), 1)
    for place, (who, to) in enumerate(steps, start=1):
        day = min(day + timedelta(days=gap), timezone.localdate())
        with clock_at(day, 8 + place, number):
            if who == CITIZEN:
                answer(case)
            else:
                move(case.pk, to, people[who], case.version, details(case, to, people, steps))
            case.refresh_from_db()
            leave_behind(case, people, number)
    if any(to == S.SUPPLEMENT for _who, to in steps):
        openable(case)


def submit_as_is(case: Case, pin: str) -> None:
    """Submits answers that no citizen typed, without the form's judgement of today's choices."""
    checked = case.kind.check(case.office, case.all_answers, {})
    submit(case, Final.of(checked), pin, agreement_of(case, checked))


def attach(case: Case, slot: str, number: int) -> None:
    """One real PDF, so that an officer has a file to open."""
    attachment = Attachment(
        case=case,
        slot=slot,
        name=f"giay-to-minh-hoa-{number + 1}.pdf",
        content_type="application/pdf",
    )
    content = paper(f"TAI LIEU MINH HOA {number + 1}")
    attachment.size, attachment.sha256 = len(content), f"{number:064x}"
    attachment.file.save(attachment.name, ContentFile(content), save=True)


def details(case: Case, to: str, people: dict[str, Any], steps: Any) -> Details:
    days = 3 if steps[-1][1] == S.EXPIRED else 10
    return Details(
        reason=REASONS.get(State(to), ""),
        working_days=15,
        supplement=asking(case, people[OFFICER], days) if to == S.SUPPLEMENT else None,
        officer=people[OFFICER],
    )


@contextmanager
def clock_at(day: date, hour: int, number: int) -> Iterator[None]:
    """Lets the rules believe that it is this hour of this day."""
    moment = datetime.combine(
        day, time(hour % 24, number * 7 % 60), timezone.get_current_timezone()
    )
    with mock.patch("django.utils.timezone.now", return_value=min(moment, timezone.now())):
        yield


def told_already(office: Office) -> None:
    """These people do not exist: their notices count as sent, and the worker gets none of them."""
    notices = Notice.objects.filter(case__office=office, status=Notice.Status.WAITING)
    for notice in notices:
        notice.status, notice.sent_at, notice.sealed = Notice.Status.SENT, notice.created_at, ""
    Notice.objects.bulk_update(notices, ["status", "sent_at", "sealed"])
    transaction.on_commit(
        lambda: DBTaskResult.objects.filter(task_path="forms.notices.telling.send").delete()
    )
