"""What is marked in the demonstration's cases, and how some of their citizens answer."""

from collections.abc import Iterator

from forms.models import Case
from forms.queue.case.dossier import Dossier
from forms.queue.case.marking import What, points
from forms.references import pin_digest
from forms.states import State, User
from forms.supplements.answering import Answering
from forms.supplements.asking import Asking, Mark
from forms.supplements.sending import send

#: The PIN of every case that waits for its citizen, so that a visitor can be one.
PIN = "DEM02026"
#: What is marked in which kind; of these, a citizen mends the answers and explains the rest.
WANTED = {
    "licence": (
        *("centre_name_en", "head_address", "programmes", "director_cv_file"),
        *("learner_settlement_plan", "change_note"),
    ),
    "nomination": ("achievements", "evidence_files", "submitter_phone"),
    "student": ("current_address", "passport_scan", "photo_file"),
}
SAID = {
    What.FIELD: "Ghi cho đầy đủ, đúng như trên giấy tờ gốc.",
    What.ROWS: "Bổ sung các lớp dự kiến mở trong năm đầu.",
    What.FILES: "Bản chụp bị mờ; xin gửi lại bản rõ hơn, đủ các trang.",
}


def asking(case: Case, officer: User, days: int) -> Asking:
    """The request that this officer makes of this case."""
    return Asking(days, tuple(marks(case, officer)), "Nghị định 118/2025/NĐ-CP")


def marks(case: Case, officer: User) -> Iterator[Mark]:
    for point in points(Dossier(case, officer)):
        if point.name in WANTED[case.kind_code] and point.row is None:
            yield point.mark(SAID[What(point.what)])


def answer(case: Case) -> None:
    """The citizen adds to every open line of text, and explains why the rest stays."""
    answering = Answering.of(case)
    assert answering is not None
    before = case.all_answers
    changes = {
        one.name: f"{before[one.name]} (đã bổ sung)"
        for one in answering.remarks
        if isinstance(before.get(one.name), str) and "phone" not in one.name
    }
    answering.open_here = frozenset(changes)
    answering.store(changes)
    answering.save()
    send(answering, {one.pk: "Bản đã nộp là bản rõ nhất tôi có." for one in answering.unmet})


def openable(case: Case) -> None:
    """Gives the case the PIN that everybody knows."""
    Case.objects.filter(pk=case.pk).update(pin_digest=pin_digest(case.key.hex, PIN))


def to_try() -> list[str]:
    """One code per office of a case that waits for its citizen, as `make demo` announces it."""
    waiting = Case.objects.filter(state=State.SUPPLEMENT, kind_code="licence")
    codes: dict[int, str] = {}
    for case in waiting.order_by("-supplement_due_on").only("code", "office_id"):
        codes.setdefault(case.office_id, case.code or "")
    return [codes[office] for office in sorted(codes)]
