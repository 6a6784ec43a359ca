"""Cases for tests: realistic rows at any state, without a walk through the citizen's screens."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.utils import timezone

from forms.clock import Calendar, CalendarDay
from forms.clock.halves import Hours
from forms.models import (
    Attachment,
    Case,
    Event,
    Inspection,
    Remark,
    ScoreSheet,
    SealedIndex,
    Supplement,
)
from forms.models.events import record
from forms.moves.inspecting import Visit
from forms.references import new_book_number, new_code, new_pin, pin_digest
from forms.sealing import seal
from forms.states import FINAL, State
from forms.supplements.asking import Mark
from home.models import Office
from search.text import fold, plain
from tests.forms.kinds import answers as given

ANSWERS = given.OF_KIND
RECEIVED = (State.SUBMITTED, State.ACCEPTED)
REVIEWED = (*RECEIVED, State.PROCESSING)
SIGNED = (*REVIEWED, State.SIGNING)
#: The moves that lead from the draft to each state.
WAYS: dict[str, tuple[str, ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: (State.SUBMITTED,),
    State.ACCEPTED: RECEIVED,
    State.ASSIGNED: (*RECEIVED, State.ASSIGNED),
    State.PROCESSING: REVIEWED,
    State.INSPECTION: (*REVIEWED, State.INSPECTION),
    State.SUPPLEMENT: (*REVIEWED, State.SUPPLEMENT),
    State.CO_REVIEW: (*REVIEWED, State.CO_REVIEW),
    State.CHECKING: (*REVIEWED, State.CHECKING),
    State.SIGNING: SIGNED,
    State.APPROVED: (*SIGNED, State.APPROVED),
    State.NOT_APPROVED: (*SIGNED, State.NOT_APPROVED),
    State.RETURNED: (*SIGNED, State.APPROVED, State.RETURNED),
    State.REFUSED: (State.SUBMITTED, State.REFUSED),
    State.STOPPED: (*REVIEWED, State.STOPPED),
    State.WITHDRAWN: (State.SUBMITTED, State.WITHDRAWN),
    State.EXPIRED: (*REVIEWED, State.SUPPLEMENT, State.EXPIRED),
}
serial = count(1)


def calendar(office: Office) -> Calendar:
    """Years around today with one holiday each; the weekend is off."""
    this_year = timezone.localdate().year
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                office=office,
                date=date(year, 1, 1),
                kind=CalendarDay.Kind.PUBLIC_HOLIDAY,
                name="Tết Dương lịch",
            )
            for year in range(this_year - 2, this_year + 4)
        ],
        ignore_conflicts=True,
    )
    return Calendar.of(office)


def day_0(office: Office) -> date:
    """The working day that what comes in at this moment counts as come on."""
    return calendar(office).on_or_after(Hours.of(office).half_of(timezone.localtime()).day)


def columns_at(state: str) -> dict[str, Any]:
    """The columns that a case has by the time it stands there, but for numbers of the office."""
    now, today = timezone.now(), timezone.localdate()
    way = WAYS[state]
    found: dict[str, Any] = {}
    if State.SUBMITTED in way:
        found |= {"submitted_at": now, "consented_at": now}
    if State.ACCEPTED in way:
        found |= {"received_at": now, "working_days": 15, "due_on": today + timedelta(days=21)}
    if state == State.SUPPLEMENT:
        found |= {"due_on": None, "supplement_due_on": today + timedelta(days=10)}
    if state in FINAL:
        found["closed_at"] = now
    if State.APPROVED in way or State.NOT_APPROVED in way:
        found |= {"decided_at": now, "decision_number": f"{next(serial)}/{today.year}/QĐ-SGDĐT"}
    return found


def case(
    office: Office,
    kind: str = "licence",
    state: str = State.SUBMITTED,
    answers: dict[str, Any] | None = None,
    **columns: Any,
) -> Case:
    """A case with its history, its sealed answers and its blind index."""
    way = WAYS[state]
    made = Case(office=office, kind_code=kind, state=state, version=len(way))
    made.store(ANSWERS[kind]() if answers is None else answers)
    made.commune_id = office.commune_id
    made.code = new_code(office) if State.SUBMITTED in way else None
    made.book_number = new_book_number(office) if State.ACCEPTED in way else ""
    for name, value in (columns_at(state) | columns).items():
        setattr(made, name, value)
    made.save()
    before = State.DRAFT
    for after in way:
        record(made, Event.Act.MOVED, from_state=before, to_state=after)
        before = after
    made.save()
    SealedIndex.objects.bulk_create(made.blind_index())
    if state == State.SUPPLEMENT:
        ask_for(made)
    return made


def ready_to_go_on(case: Case) -> Case:
    """The case with all that its state must leave behind before anybody may move it on."""
    if case.state == State.INSPECTION:
        inspected(case)
    if case.state == State.CO_REVIEW:
        scored(case)
    if case.state == State.SUPPLEMENT:
        case.supplement_due_on = timezone.localdate() - timedelta(days=1)
        case.save(update_fields=["supplement_due_on"])
    if case.state == State.PROCESSING and case.course.has(State.CO_REVIEW):
        heard = {"from_state": State.CO_REVIEW, "to_state": State.PROCESSING}
        record(case, Event.Act.MOVED, **heard)
        case.save()
    return case


def inspected(case: Case, author: Any = None, **fields: Any) -> Inspection:
    """The record of a visit that found everything in order."""
    made = {"number": case.inspections.count() + 1, "author": author or somebody(case)}
    return Inspection.objects.create(case=case, **vars(seen_on_the_spot(case)) | made | fields)


def seen_on_the_spot(case: Case) -> Visit:
    """What an officer writes down who found everything in order."""
    findings = [
        {"code": one.code, "text": one.text, "source": one.source, "result": "met", "note": ""}
        for one in case.course.conditions
    ]
    present = "Ông Nguyễn Văn Mẫu, đại diện trung tâm"
    return Visit(timezone.now(), "Số 1, đường Thử", present, findings, Inspection.Conclusion.MET)


def scored(case: Case, author: Any = None, **fields: Any) -> ScoreSheet:
    """The association's points."""
    fields = {"body": ScoreSheet.Body.ASSOCIATION, "opinion": "Nhất trí."} | fields
    return ScoreSheet.objects.create(case=case, author=author or somebody(case), **fields)


def somebody(case: Case) -> Any:
    """A member of staff who has nothing to do with the case."""
    return get_user_model().objects.get_or_create(username=f"nguoi-khac.{case.office.code}")[0]


def ask_for(case: Case, *marks: Mark, **fields: Any) -> Supplement:
    """The request that a case waits for; its calendar need not be there."""
    fields = {
        "number": case.supplements.count() + 1,
        "message": "Bản chụp bị mờ; thiếu trang hai.",
        "working_days": 10,
        "due_on": case.supplement_due_on,
    } | fields
    made = Supplement.objects.create(case=case, **fields)
    Remark.objects.bulk_create(Remark(supplement=made, **vars(mark)) for mark in marks)
    return made


def attach(case: Case, name: str = "giay-to.pdf", slot: str = "paper_ho_so") -> Attachment:
    attachment = Attachment(
        case=case, slot=slot, name=name, content_type="application/pdf", size=4, sha256="0" * 64
    )
    attachment.file.save(name, ContentFile(b"%PDF"))
    return attachment


def proof(case: Case) -> str:
    """The cookie of a browser that gave code and PIN of this case, which is given a new one."""
    pin = new_pin()
    case.pin_digest = pin_digest(case.key.hex, pin)
    Case.objects.filter(pk=case.pk).update(pin_digest=case.pin_digest)
    return seal({case.key.hex: pin})


def many(office: Office, number: int, **columns: Any) -> list[Case]:
    """Bare rows in all states, for counting and measuring; they have no history."""
    now, today, sent = timezone.now(), timezone.localdate(), [*WAYS][1:]
    states = [columns.get("state", sent[n % len(sent)]) for n in range(number)]
    return Case.objects.bulk_create(
        [
            Case(
                **columns_at(states[n])
                | {
                    "office": office,
                    "kind_code": ("licence", "nomination", "student")[n % 3],
                    "state": states[n],
                    "code": f"{office.agency_code}-200101-{next(serial):05d}",
                    "subject": f"Trung tâm Ngoại ngữ số {n}",
                    "applicant": "Nguyễn Văn Mẫu",
                    "folded": plain(f"Trung tâm Ngoại ngữ số {n} Nguyễn Văn Mẫu"),
                    "subject_key": fold(f"Trung tâm Ngoại ngữ số {n}"),
                    "applicant_key": fold("Nguyễn Văn Mẫu"),
                    "submitted_at": moment(now, n),
                    "due_on": today + timedelta(days=n % 60 - 20),
                    "working_days": 15,
                }
                | columns
            )
            for n in range(number)
        ],
        batch_size=500,
    )


def moment(now: datetime, n: int) -> datetime:
    """Three cases share each moment, so that paging must also look at the id."""
    return now - timedelta(minutes=n // 3)
