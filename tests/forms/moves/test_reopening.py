"""Reopening: a decision stays in force until the next one takes its place; the citizen is told."""

import pytest
from django.utils import timezone

from forms.citizen.history import SHOWN, lines
from forms.clock.halves import Half, Hours
from forms.clock.reckoning import Limit, derived, histories
from forms.filing.claims import claim_of
from forms.models import Case, Notice
from forms.models.events import faults
from forms.moves.transitions import Details, Forbidden, Refused, move
from forms.states import State, may
from home.models import Role
from services.models import Licence, LicenceEvent, Recognition
from tests import cases, factories
from tests.forms.kinds import answers as given

S = State
WHY = Details(reason="Quyết định ghi sai địa chỉ.")
SIGNED = (S.APPROVED, S.NOT_APPROVED)


def make(case, to, user, details=WHY):
    case.refresh_from_db()
    return move(case.pk, to, user, case.version, details)


def decided_again(case, officer, leader, to):
    """Reopened, examined and decided once more."""
    make(case, S.PROCESSING, leader)
    make(case, S.SIGNING, officer)
    return make(case, to, leader)


def limit_of(case):
    start = Hours.of(case.office).half_of(timezone.localtime())
    return Limit.begun(cases.calendar(case.office), start, case.working_days).due


@pytest.mark.parametrize("state", [*SIGNED, S.RETURNED])
def test_a_decision_is_taken_up_again_and_its_number_is_kept_aside(office, leader, state):
    case = cases.case(office, state=state)
    number = case.decision_number
    case = make(case, S.PROCESSING, leader)
    assert (case.replaces, case.decision_number, case.decided_at) == (number, "", None)
    assert case.closed_at is None
    assert Half(case.due_on, case.due_part) == limit_of(case)
    assert faults(Case.objects.get(pk=case.pk)) == []


def test_the_clock_that_counts_anew_is_what_a_changed_calendar_derives_again(office, leader):
    case = make(cases.case(office, state=S.RETURNED), S.PROCESSING, leader)
    calendar = cases.calendar(office)
    assert derived(case, histories([case])[case.pk], calendar).due == limit_of(case)


def test_the_citizen_is_told_why_and_what_it_means(office, leader):
    case = make(cases.case(office, state=S.RETURNED), S.PROCESSING, leader)
    notice = case.notices.get()
    assert (notice.topic, notice.note) == (Notice.Told.REOPENED, WHY.reason)


def test_it_takes_a_leader_and_a_reason(office, leader, officer):
    case = cases.case(office, state=S.RETURNED)
    for other in (officer, factories.staff(office, Role.CLERK), factories.staff(office, "deputy")):
        with pytest.raises(Forbidden):
            make(case, S.PROCESSING, other)
    with pytest.raises(Refused) as refused:
        make(case, S.PROCESSING, leader, Details(reason="  "))
    assert refused.value.field == "reason"


@pytest.mark.parametrize("state", [S.REFUSED, S.WITHDRAWN])
def test_what_was_never_received_goes_back_to_the_desk_without_a_clock(office, leader, state):
    case = make(cases.case(office, state=state), S.SUBMITTED, leader)
    assert (case.due_on, case.received_at, case.closed_at) == (None, None, None)
    clerk = factories.staff(office, Role.CLERK)
    case = make(case, S.ACCEPTED, clerk, Details(working_days=15))
    calendar = cases.calendar(office)
    assert derived(case, histories([case])[case.pk], calendar).due == limit_of(case)


def test_a_stopped_case_goes_on_with_its_numbers(office, leader):
    before = cases.case(office, state=S.STOPPED)
    case = make(before, S.PROCESSING, leader)
    assert (case.code, case.book_number) == (before.code, before.book_number)
    assert case.replaces == ""


def test_whoever_decided_may_reopen_and_decide_again(office, leader, officer):
    case = cases.case(office, state=S.SIGNING)
    make(case, S.NOT_APPROVED, leader)
    assert decided_again(case, officer, leader, S.APPROVED).state == S.APPROVED


# ------------------------------------------------------------- register


def test_a_licence_granted_again_is_the_same_one_corrected(office, leader, officer):
    answers = given.licence("establish")
    case = cases.case(office, state=S.SIGNING, answers=answers)
    first = make(case, S.APPROVED, leader, Details())
    number = first.decision_number
    make(case, S.PROCESSING, leader)
    assert Licence.objects.get().number == number  # in force until the next decision
    make(case, S.SIGNING, officer)
    case.refresh_from_db()
    case.store({"head_address": "Số 2, đường Đúng"})
    case.save()
    case = make(case, S.APPROVED, leader, Details())
    licence = Licence.objects.get()
    assert (licence.address, licence.number) == ("Số 2, đường Đúng", case.decision_number)
    assert case.decision_number != number
    acts = [event.act for event in licence.events.all()]
    assert acts == [LicenceEvent.Act.GRANT, LicenceEvent.Act.AMEND]


def test_a_licence_refused_after_all_is_revoked(office, leader, officer):
    case = cases.case(office, state=S.SIGNING, answers=given.licence("establish"))
    make(case, S.APPROVED, leader, Details())
    decided_again(case, officer, leader, S.NOT_APPROVED)
    licence = Licence.objects.get()
    assert licence.status == Licence.Status.REVOKED
    assert licence.events.last().act == LicenceEvent.Act.REVOKE


def test_a_recognition_is_corrected_or_taken_out(office, leader, officer):
    case = cases.case(office, "nomination", S.SIGNING)
    make(case, S.APPROVED, leader, Details())
    case = decided_again(case, officer, leader, S.APPROVED)
    assert Recognition.objects.get().number == case.decision_number
    decided_again(case, officer, leader, S.NOT_APPROVED)
    assert not Recognition.objects.exists()


def test_a_refusal_upheld_touches_no_register(office, leader, officer):
    case = cases.case(office, state=S.SIGNING)
    make(case, S.NOT_APPROVED, leader)
    decided_again(case, officer, leader, S.NOT_APPROVED)
    assert not Licence.objects.exists()


# ------------------------------------------------------------- claims and erasing


def test_another_nomination_that_stands_meanwhile_is_in_the_way(office, leader):
    answers = given.nomination()
    case = cases.case(office, "nomination", S.REFUSED, answers)
    claim = claim_of(case.kind, answers)
    Case.objects.filter(pk=case.pk).update(claim=claim)
    other = cases.case(office, "nomination", answers=answers, claim=claim)
    case.refresh_from_db()
    allowed, why = may(leader, case, S.SUBMITTED)
    assert not allowed
    assert other.code in str(why)
    Case.objects.filter(pk=other.pk).update(claim=None)
    assert may(leader, case, S.SUBMITTED)[0]


def test_a_claim_taken_at_the_last_moment_is_refused_in_words(office, leader, monkeypatch):
    answers = given.nomination()
    claim = claim_of(cases.case(office, "nomination").kind, answers)
    case = cases.case(office, "nomination", S.REFUSED, answers, claim=claim)
    monkeypatch.setattr("forms.moves.transitions.may", lambda *_asked: (True, ""))
    cases.case(office, "nomination", answers=answers, claim=claim)
    with pytest.raises(Refused, match="đã có hồ sơ khác"):
        make(case, S.SUBMITTED, leader)
    case.refresh_from_db()
    assert case.state == S.REFUSED


def test_what_was_erased_stays_closed(office, leader):
    case = cases.case(office, state=S.RETURNED, erased_at=timezone.now())
    assert not may(leader, case, S.PROCESSING)[0]


def test_a_request_about_data_is_asked_anew_instead(office, leader):
    about = cases.case(office)
    closed = cases.case(office, "data_request", S.RETURNED, about=about)
    assert not may(leader, closed, S.PROCESSING)[0]


def test_the_citizen_reads_that_the_case_was_reopened_and_why(office, leader):
    case = make(cases.case(office, state=S.RETURNED), S.PROCESSING, leader)
    shown = lines(case.events.filter(act__in=SHOWN).order_by("number"))
    assert (str(shown[-1].name), shown[-1].said) == ("Đơn vị mở lại hồ sơ", WHY.reason)
