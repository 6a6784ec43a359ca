"""Whatever happened to a case: every day that its citizen reads is the one that holds now."""

import html
from datetime import date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from forms.clock import CalendarDay
from forms.clock.extending import extend
from forms.clock.recounting import go_on, start
from forms.models import Case
from forms.moves.transitions import Details, move
from forms.notices.letters import letter_of
from forms.states import Citizen, State
from forms.supplements.asking import Asking
from home.models import Role
from services.models import ProcedurePage
from tests import cases, factories
from tests.forms.citizen.conftest import hold

PAUSE, RESTART = ProcedurePage.Clock.PAUSE, ProcedurePage.Clock.RESTART
S = State
APOLOGISED = "Đơn vị đã xin lỗi và hẹn lại"


@pytest.fixture
def at(monkeypatch):
    def set_day(day, hour=9):
        moment = timezone.make_aware(datetime(2026, 3, day, hour))
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_day


class Told:
    """A case received on Monday 02/03/2026 for ten working days, and what its citizen reads."""

    def __init__(self, office, at, citizen):
        self.office, self.at, self.citizen = office, at, citizen
        roles = (Role.CLERK, Role.OFFICER, Role.LEADER)
        self.people = {role: factories.staff(office, role) for role in roles}
        at(2)
        procedure = factories.procedure(office)
        page = factories.form_page(office, procedure=procedure)
        self.case = cases.case(office, form_page=page)
        self.move(S.ACCEPTED, Role.CLERK, working_days=10)
        self.move(S.PROCESSING, Role.OFFICER)

    def move(self, to, role, **details):
        self.case.refresh_from_db()
        self.case = move(self.case.pk, to, self.people[role], self.case.version, Details(**details))

    def extend(self, day, days=5):
        self.at(day)
        extend(self.case.pk, self.people[Role.LEADER], self.version, "Chờ ý kiến.", days)

    def complete(self, asked, answered, clock):
        self.at(asked)
        self.move(S.SUPPLEMENT, Role.OFFICER, reason="Thiếu.", supplement=Asking(10))
        self.case.supplements.filter(ended_at=None).update(clock=clock)
        self.at(answered)
        move(self.case.pk, S.PROCESSING, Citizen(), self.version)

    def close_on(self, day, off):
        """The office gets a day off, and its cases other days."""
        self.at(day)
        on = date(2026, 3, off)
        CalendarDay.objects.create(office=self.office, date=on, kind="public_holiday", name="Nghỉ")
        go_on.call(start(self.office, on, "Thêm ngày", None).pk)

    def reopen(self, day):
        self.at(day)
        self.move(S.SIGNING, Role.OFFICER)
        self.move(S.NOT_APPROVED, Role.LEADER, reason="Thiếu.")
        self.move(S.PROCESSING, Role.LEADER, reason="Ghi sai.")

    @property
    def version(self):
        return Case.objects.get(pk=self.case.pk).version

    @property
    def page(self):
        hold(self.citizen, self.case)
        return html.unescape(self.citizen.get(f"/tra-cuu/{self.case.key}/").content.decode())

    @property
    def letters(self):
        for notice in self.case.notices.select_related("case__office__site"):
            yield dict(letter_of(notice).facts)


@pytest.fixture
def told(office, at, citizen):
    call_command("load_calendar", "hcmc", stdout=StringIO())
    return Told(office, at, citizen)


def as_received(told):
    """Nothing happens."""


def extended(told):
    told.extend(3)


def extended_and_restarted(told):
    told.extend(3)
    told.complete(4, 10, RESTART)


def extended_and_paused(told):
    told.extend(3)
    told.complete(4, 10, PAUSE)


def paused_and_extended(told):
    told.complete(4, 10, PAUSE)
    told.extend(11)


def recounted(told):
    told.close_on(3, 12)


def extended_and_recounted(told):
    told.extend(3)
    told.close_on(4, 18)


def restarted_and_recounted(told):
    told.complete(4, 10, RESTART)
    told.close_on(11, 18)


def paused_and_recounted(told):
    told.complete(4, 10, PAUSE)
    told.close_on(11, 18)


def extended_and_reopened(told):
    told.extend(3)
    told.reopen(6)


def restarted_and_reopened(told):
    told.complete(4, 5, RESTART)
    told.reopen(6)


FROM_RECEPTION = "Tính 10 ngày làm việc kể từ ngày tiếp nhận 02/03/2026"
ANEW = "Tính lại 10 ngày làm việc kể từ ngày nhận bổ sung 10/03/2026"
BY_OFFICE = "ngày hẹn này do đơn vị điều chỉnh"


@pytest.mark.parametrize(
    ("happens", "due", "said", "days_before"),
    [
        (as_received, 16, FROM_RECEPTION, []),
        (extended, 23, f"Trước đây hẹn ngày 16/03/2026. {APOLOGISED}", [16]),
        (extended_and_restarted, 24, ANEW, []),
        (extended_and_paused, 27, "Tính tiếp 13 ngày làm việc còn lại", []),
        (paused_and_extended, 27, f"Trước đây hẹn ngày 20/03/2026. {APOLOGISED}", [20]),
        (recounted, 17, FROM_RECEPTION, []),
        (extended_and_recounted, 24, f"Trước đây hẹn ngày 16/03/2026. {APOLOGISED}", [16]),
        (restarted_and_recounted, 25, ANEW, []),
        (paused_and_recounted, 23, "Tính tiếp 8 ngày làm việc còn lại", []),
        (extended_and_reopened, 20, BY_OFFICE, []),
        (restarted_and_reopened, 20, BY_OFFICE, []),
    ],
)
def test_the_day_and_its_reason_are_those_of_now(told, happens, due, said, days_before):
    happens(told)
    due_on = date(2026, 3, due)
    assert Case.objects.get(pk=told.case.pk).due_on == due_on
    page = told.page
    assert page.count(f"{due_on:%d/%m/%Y}") >= 2  # at the top, and where it is explained
    assert said in page
    assert (APOLOGISED in page) == bool(days_before)
    others = {16, 17, 20, 23, 24, 25, 27} - {due, *days_before}
    for day in others:
        assert f"Hẹn trả kết quả: <strong>{day}" not in page
        assert f"{day}/03/2026" not in page
    for facts in told.letters:
        assert facts["Hạn trả kết quả"] == f"{due_on:%d/%m/%Y}"


@pytest.mark.parametrize("end", [S.REFUSED, S.WITHDRAWN])
def test_what_was_reopened_before_its_reception_counts_from_that(told, office, end):
    told.case = cases.case(office, form_page=told.case.form_page)
    told.move(end, Role.CLERK, reason="Nhầm.")
    told.move(S.SUBMITTED, Role.LEADER, reason="Ghi sai.")
    told.at(3)
    told.move(S.ACCEPTED, Role.CLERK, working_days=10)
    assert "Tính 10 ngày làm việc kể từ ngày tiếp nhận 03/03/2026" in told.page
    assert BY_OFFICE not in told.page


def test_no_mail_promises_a_day_for_what_is_over(told):
    told.extend(3)
    told.move(S.SIGNING, Role.OFFICER)
    told.move(S.NOT_APPROVED, Role.LEADER, reason="Thiếu.")
    assert not any("Hạn trả kết quả" in facts for facts in told.letters)
