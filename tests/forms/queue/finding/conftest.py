"""Cases whose names, codes and numbers are as ugly as they come, under short names."""

import unicodedata
from datetime import datetime

import pytest
from django.utils import timezone

from forms.models import Case
from forms.queue.cases import seen_offices, visible_to
from forms.queue.finding import read
from forms.queue.lists.tabs import Desk
from forms.states import State
from home.models import Office
from tests import cases, factories
from tests.forms.kinds import answers as given


def centre(office: Office, name: str, phone: str = "+84912345678", **columns) -> Case:
    answers = given.licence(centre_name_vi=name, submitter_phone=phone)
    answers |= {"submitter_name": columns.pop("by", "Lê Thị Ngọc Hân")}
    return cases.case(office, "licence", columns.pop("state", State.SUBMITTED), answers, **columns)


@pytest.fixture
def town(office: Office, other: Office) -> dict[str, Case]:
    student = given.OF_KIND["student"]()
    return {
        "hoa": centre(office, "Trung tâm Ngoại ngữ Hòa Bình", "+84901234567"),
        "hoà": centre(office, unicodedata.normalize("NFD", "Trung tâm Tin học Hoà Bình")),
        "đông": centre(office, "Trung tâm Ngoại ngữ Đông Đô – cơ sở 2", "+842838229360"),
        "anh": centre(office, "Trung tâm Anh–Việt/Úc (A.V.U)", by="Ông Y Á"),
        "247": centre(office, "Trung tâm Kỹ năng 247", "+84987654321"),
        "student": cases.case(office, "student", State.PROCESSING, student),
        "elsewhere": centre(other, "Trung tâm Ngoại ngữ Hòa Bình", "+84901234567"),
        "there": cases.case(
            other, "student", State.SUBMITTED, student | {"passport_no": "ZZ99999"}
        ),
        "draft": centre(office, "Trung tâm Bản nháp Hòa Bình", state=State.DRAFT),
    }


@pytest.fixture
def looks(office: Office, town: dict[str, Case]):
    """`looks("hoa binh")`: the names of the cases that an officer finds."""
    user = factories.staff(office)
    desk = Desk.of(user, set(seen_offices(user)))
    names = {case.pk: name for name, case in town.items()}

    def look(typed: str) -> set[str]:
        found = visible_to(user).filter(read(typed, desk).condition)
        return {names[pk] for pk in found.values_list("pk", flat=True)}

    look.desk = desk
    look.faults = lambda typed: read(typed, desk).faults
    return look


def at(day: str) -> datetime:
    return timezone.make_aware(datetime.strptime(day, "%d/%m/%Y %H:%M"))
