"""An office with its staff, and cases that the real moves have brought where they are."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from forms.models import Case, Slip
from forms.moves.transitions import Details, move
from forms.states import State
from forms.supplements.asking import Asking, Mark
from home.models import Office, Role
from tests import cases, factories

S = State
MARK = Mark("field", "trung-tam", "centre_name_vi", "Trung tâm", "Tên trung tâm", "Ghi đủ tên.")
ASKING = Asking(10, (MARK,), "Điều 9 Nghị định số 118/2025/NĐ-CP")
WHO = {
    S.ACCEPTED: Role.CLERK,
    S.REFUSED: Role.CLERK,
    S.SUPPLEMENT: Role.OFFICER,
    S.PROCESSING: Role.OFFICER,
    S.SIGNING: Role.OFFICER,
    S.STOPPED: Role.OFFICER,
    S.APPROVED: Role.LEADER,
    S.NOT_APPROVED: Role.LEADER,
}
#: The moves after submission that lead to each paper.
WAYS: dict[str, tuple[str, ...]] = {
    "01": (S.ACCEPTED,),
    "02": (S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT),
    "03": (S.REFUSED,),
    "05": (S.ACCEPTED, S.PROCESSING, S.STOPPED),
    "KQ": (S.ACCEPTED, S.PROCESSING, S.SIGNING, S.NOT_APPROVED),
}


@pytest.fixture
def office(db: None) -> Office:
    found = factories.office("hcmc", address="Số 1, đường Thử", phone="+842838291111")
    cases.calendar(found)
    return found


@pytest.fixture
def people(office: Office) -> dict[str, User]:
    names = {"last_name": "Nguyễn", "first_name": "Tiếp"}
    roles = (Role.CLERK, Role.OFFICER, Role.LEADER)
    return {role: factories.staff(office, role, **names) for role in roles}


def details(**given: Any) -> Details:
    told = {"reason": "Thiếu hợp đồng thuê nhà.", "working_days": 15, "supplement": ASKING}
    return Details(**{**told, **given})


@pytest.fixture
def along(people: dict[str, User]) -> Callable[..., Case]:
    """`along(case, State.ACCEPTED, …)`: moves it there, step by step."""

    def walk(case: Case, *steps: str, **given: Any) -> Case:
        for step in steps:
            case.refresh_from_db()
            case = move(case.pk, step, people[WHO[State(step)]], case.version, details(**given))
        return case

    return walk


@pytest.fixture
def slip_of(office: Office, along: Callable[..., Case]) -> Callable[..., Slip]:
    """`slip_of("03")`: the paper, of a new case that came to where it is issued."""

    def issue(form: str, kind: str = "licence", **columns: Any) -> Slip:
        answers = columns.pop("answers", None)
        case = along(cases.case(office, kind, answers=answers, **columns), *WAYS[form])
        return Slip.objects.get(case=case, form=form)

    return issue


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
