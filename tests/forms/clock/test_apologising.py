"""A late case owes an apology: prepared once, signed with a new day, or said in words."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from forms.clock.apologising import (
    apologise,
    dismiss,
    may_apologise,
    may_dismiss,
    prepare,
    prepare_today,
)
from forms.clock.extending import extend
from forms.models import Apology, Case, Event, Notice
from forms.models.events import faults
from forms.moves.transitions import Forbidden, Refused
from forms.states import State
from home.models import Role
from tests import cases, factories

S, WAITING = State, Apology.Standing.WAITING
WHY = "Chờ ý kiến của cơ quan phối hợp."


def late(office, days=4, state=S.PROCESSING, **columns):
    return cases.case(
        office, state=state, due_on=timezone.localdate() - timedelta(days=days), **columns
    )


def prepared(office, **columns):
    case = late(office, **columns)
    prepare(office)
    return case


@pytest.mark.engines
def test_each_late_case_has_one_however_often_the_night_works(office):
    case = late(office)
    cases.case(office, state=S.PROCESSING)  # in time
    assert [prepare(office), prepare(office)] == [1, 0]
    found = case.apologies.get()
    assert (found.standing, found.late_since) == (WAITING, case.due_on)


def test_the_command_says_how_many(office):
    late(office)
    out = StringIO()
    call_command("apologies", stdout=out)
    assert "hcmc: 1 apologies prepared" in out.getvalue()


def test_requests_about_data_and_cases_that_wait_owe_none(office):
    about = cases.case(office)
    yesterday = timezone.localdate() - timedelta(days=9)
    cases.case(office, "data_request", about=about, due_on=yesterday, working_days=2)
    cases.case(office, state=S.SUPPLEMENT, supplement_due_on=yesterday)
    assert prepare(office) == 0


def test_the_first_look_of_a_morning_does_the_nights_work_once(office, django_assert_num_queries):
    late(office)
    prepare_today(office)
    with django_assert_num_queries(0):
        prepare_today(office)
    assert Apology.objects.count() == 1


def test_signing_makes_out_the_paper_extends_and_tells(office, leader):
    case = prepared(office)
    extend(case.pk, leader, case.version, WHY, 5)
    found = case.apologies.get()
    assert (found.standing, found.settled_by) == (Apology.Standing.SIGNED, leader)
    assert case.slips.filter(form="04").count() == 1
    assert case.notices.filter(topic=Notice.Told.EXTENDED).exists()


def test_a_case_that_is_late_again_is_apologised_for_in_words(office, leader):
    case = prepared(office, extended_from=timezone.localdate() - timedelta(days=30))
    assert may_apologise(leader, case)[0]
    apologise(case.pk, leader, WHY)
    after = Case.objects.get(pk=case.pk)
    assert after.due_on == case.due_on
    assert after.events.get(act=Event.Act.SORRY).note == WHY
    assert after.notices.get().topic == Notice.Told.SORRY
    assert faults(after) == []
    assert not after.slips.exists()  # the paper proposes a new day, and there is none
    assert prepare(office) == 0


def test_words_alone_do_not_do_while_a_new_day_can_be_given(office, leader):
    case = prepared(office)
    with pytest.raises(Forbidden, match="ngày hẹn mới"):
        apologise(case.pk, leader, WHY)


def test_what_was_finished_meanwhile_is_dismissed_with_a_reason(office, leader):
    case = prepared(office)
    with pytest.raises(Forbidden, match="đang quá hạn"):
        dismiss(case.pk, leader, WHY)
    Case.objects.filter(pk=case.pk).update(state=S.SIGNING)
    Case.objects.filter(pk=case.pk).update(
        state=S.APPROVED, decided_at=timezone.now(), decision_number="1/2026"
    )
    with pytest.raises(Refused):
        dismiss(case.pk, leader, "  ")
    dismiss(case.pk, leader, "Đã xin lỗi qua điện thoại.")
    found = case.apologies.get()
    assert (found.standing, found.why_not) == (
        Apology.Standing.DISMISSED,
        "Đã xin lỗi qua điện thoại.",
    )


def test_what_two_leaders_settle_is_settled_once(office, leader):
    case = prepared(office, extended_from=timezone.localdate() - timedelta(days=30))
    apologise(case.pk, leader, WHY)
    with pytest.raises(Forbidden, match="đã được giải quyết"):
        apologise(case.pk, factories.staff(office, Role.LEADER), WHY)
    assert case.notices.count() == 1


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.EDITOR, Role.ADMIN])
def test_nobody_else_settles_it(office, role):
    case = prepared(office, extended_from=timezone.localdate() - timedelta(days=30))
    strangers = [factories.staff(office, role), factories.superuser()]
    strangers.append(factories.staff(factories.office("cantho"), Role.LEADER))
    for stranger in strangers:
        assert not may_apologise(stranger, case)[0]
        assert not may_dismiss(stranger, case)[0]
        with pytest.raises(Forbidden):
            apologise(case.pk, stranger, WHY)
