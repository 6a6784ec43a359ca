"""Each bulk act does to one case what the single case's own function does, and knows its words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forms.bulk.acts import PUT_BACK, SHARED, acts
from forms.bulk.preparing import MOST_CHOSEN, NotChosen, chosen
from forms.bulk.working import start
from forms.models import BulkLine, Case, Event, Label, Notice
from forms.moves.transitions import move
from forms.states import CITIZEN, TRANSITIONS, State
from home.models import Role
from tests import cases, factories
from tests.forms.bulk.conftest import APPROVE, REJECT, prepared

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
Outcome = BulkLine.Outcome


def test_every_move_that_asks_nothing_or_one_shared_answer_is_there_and_no_other():
    offered = {(act.row.to, str(act.label)) for act in acts().values() if act.row}
    shareable = {
        (row.to, str(row.label))
        for row in TRANSITIONS
        if row.asks in SHARED and set(row.roles) != {CITIZEN} and row.reopens is None
    }
    assert offered == shareable
    assert (State.SUPPLEMENT, "Yêu cầu bổ sung") not in offered  # each case has its own points


def test_each_act_has_a_code_of_its_own():
    assert len(acts()) == len({act.code for act in acts().values()})
    assert all(act.label for act in acts().values())
    assert {act.code for act in acts().values() if not act.roles} == {PUT_BACK}  # in no list


def test_cases_are_received_under_the_limit_of_their_own_procedure(office, clerk, outcomes):
    page = factories.form_page(office, procedure=factories.procedure(office, working_days=7))
    known, unknown = cases.case(office, form_page=page), cases.case(office)
    run = prepared(clerk, "submitted-accepted", [known, unknown])
    start(run)
    assert outcomes(run) == [
        (Outcome.DONE, ""),
        (Outcome.FAILED, "Hãy nhập thời hạn giải quyết (số ngày làm việc)."),
    ]
    known.refresh_from_db()
    assert (known.state, known.working_days) == (State.ACCEPTED, 7)


def test_one_limit_can_be_given_for_all_and_numbers_follow_arrival(office, clerk):
    now = timezone.now()
    late, early = (cases.case(office, submitted_at=now - timedelta(hours=n)) for n in (1, 2))
    start(prepared(clerk, "submitted-accepted", [late, early], working_days=5))
    late.refresh_from_db()
    early.refresh_from_db()
    assert late.working_days == early.working_days == 5
    assert early.book_number < late.book_number


def test_one_reason_reaches_every_citizen_with_their_own_code_in_it(office, leader):
    some = [cases.case(office, state=State.SIGNING) for _number in range(2)]
    run = prepared(leader, REJECT, some, reason="Hồ sơ {mã hồ sơ} chưa đủ điều kiện.")
    start(run)
    for case in some:
        notice = Notice.objects.get(case=case, topic=State.NOT_APPROVED)
        assert notice.note == f"Hồ sơ {case.code} chưa đủ điều kiện."


def test_who_reviewed_a_case_does_not_decide_it_in_bulk_either(office, outcomes):
    both = factories.staff(office, Role.OFFICER)
    both.groups.add(office.groups.get(role=Role.LEADER).group)
    own = cases.case(office, state=State.PROCESSING)
    own = move(own.pk, State.SIGNING, both, own.version)
    other = cases.case(office, state=State.SIGNING)
    run = prepared(both, APPROVE, [own, other])
    start(run)
    assert [outcome for outcome, _remark in outcomes(run)] == [Outcome.SKIPPED, Outcome.DONE]
    own.refresh_from_db()
    assert own.state == State.SIGNING


def test_a_case_in_another_step_is_left_out_and_the_run_says_where_it_stands(
    office, leader, outcomes
):
    run = prepared(leader, APPROVE, [cases.case(office, state=State.PROCESSING)])
    assert outcomes(run) == [(Outcome.SKIPPED, "Hồ sơ đang ở bước khác: Đang thẩm định.")]


def test_a_citizen_without_mail_is_named_as_one_to_call(office, leader, outcomes):
    run = prepared(leader, APPROVE, [cases.case(office, state=State.SIGNING, email="", phone="")])
    start(run)
    assert outcomes(run) == [
        (Outcome.DONE, "Người nộp không có thư điện tử: hãy báo qua điện thoại.")
    ]


def test_cases_are_given_to_one_officer_whatever_open_state_they_are_in(office, leader, outcomes):
    officer = factories.staff(office, Role.OFFICER)
    states = [State.ACCEPTED, State.PROCESSING, State.RETURNED]
    some = [cases.case(office, state=state) for state in states]
    run = prepared(leader, "assign", some, officer=officer.pk)
    start(run)
    assert sorted(outcome for outcome, _why in outcomes(run)) == ["done", "done", "skipped"]
    for case, state in zip(some[:2], (State.ASSIGNED, State.PROCESSING), strict=True):
        case.refresh_from_db()
        assert (case.assignee, case.state) == (officer, state)


def test_nobody_is_given_a_case_of_an_office_where_they_are_no_officer(office, leader, outcomes):
    stranger = factories.staff(factories.office("cantho"), Role.OFFICER)
    case = cases.case(office, state=State.ACCEPTED)
    run = prepared(leader, "assign", [case], officer=stranger.pk)
    start(run)
    assert [outcome for outcome, _why in outcomes(run)] == [Outcome.FAILED]


def test_a_label_is_put_on_and_taken_off_and_never_twice(office, clerk, outcomes):
    label = Label.objects.create(office=office, name="Ưu tiên")
    case = cases.case(office)
    for act, remark in (
        ("label", ""),
        ("label", "Đã có nhãn này từ trước."),
        ("unlabel", ""),
        ("unlabel", "Không có nhãn này."),
    ):
        run = prepared(clerk, act, [case], label=label.pk)
        start(run)
        assert outcomes(run) == [(Outcome.DONE, remark)]
    assert case.events.filter(act=Event.Act.LABELLED).count() == 1


def test_a_label_of_another_kind_is_not_put_on(office, clerk, outcomes):
    label = Label.objects.create(office=office, name="Du học sinh", kind_code="student")
    run = prepared(clerk, "label", [cases.case(office)], label=label.pk)
    start(run)
    assert outcomes(run) == [(Outcome.FAILED, "Nhãn này không dùng cho loại hồ sơ này.")]


def waiting(office, **fields):
    case = cases.case(office, state=State.SUPPLEMENT)
    long_ago = timezone.now() - timedelta(days=5)
    case.supplements.update(**{"asked_at": long_ago} | fields)
    return case


def test_a_reminder_goes_out_once_a_day_however_often_it_is_asked_for(office, clerk, outcomes):
    case = waiting(office)
    for _time in range(2):
        last = prepared(clerk, "remind", [case])
        start(last)
    assert outcomes(last) == [(Outcome.SKIPPED, "Hôm nay đã nhắc rồi.")]
    assert Notice.objects.filter(case=case, topic=Notice.Told.REMINDER).count() == 1
    line = case.events.get(act=Event.Act.REMINDED)
    assert line.actor_id == clerk.pk
    assert not line.by_nobody


def test_the_next_day_a_reminder_may_go_out_again(office, clerk, outcomes):
    case = waiting(office, reminded_at=timezone.now() - timedelta(days=1))
    run = prepared(clerk, "remind", [case])
    start(run)
    assert outcomes(run) == [(Outcome.DONE, "")]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "Hạn bổ sung đã qua."),
        ({"asked_at": timezone.now()}, "Yêu cầu bổ sung vừa gửi hôm nay."),
        ({"ended_at": timezone.now()}, "Yêu cầu bổ sung đã kết thúc."),
    ],
)
def test_nobody_is_reminded_of_what_is_past_or_only_just_asked(
    office, clerk, outcomes, fields, why
):
    assert outcomes(prepared(clerk, "remind", [waiting(office, **fields)])) == [
        (Outcome.SKIPPED, why)
    ]


def test_a_leader_does_not_remind(office, leader, outcomes):
    [(outcome, why)] = outcomes(prepared(leader, "remind", [waiting(office)]))
    assert outcome == Outcome.SKIPPED
    assert "Tiếp nhận" in why


def test_R18_an_id_of_another_office_is_no_id_at_all(office, leader):
    other = factories.office("cantho")
    cases.calendar(other)
    own, foreign = cases.case(office), cases.case(other)
    with pytest.raises(Case.DoesNotExist):
        chosen(leader, {own.pk: 1, foreign.pk: 1})


def test_so_many_and_no_more_can_be_ticked(office, leader):
    with pytest.raises(NotChosen, match="500"):
        chosen(leader, dict.fromkeys(range(1, MOST_CHOSEN + 2), 1))
    with pytest.raises(NotChosen):
        chosen(leader, {})


def test_an_officer_who_is_gone_meanwhile_gets_nothing_and_nobody_loses_a_case(
    office, leader, outcomes
):
    held, gone = factories.staff(office, Role.OFFICER), factories.staff(office, Role.OFFICER)
    case = cases.case(office, state=State.PROCESSING, assignee=held)
    run = prepared(leader, "assign", [case], officer=gone.pk, why="")
    gone.delete()
    start(run)
    assert [outcome for outcome, _remark in outcomes(run)] == [Outcome.FAILED]
    case.refresh_from_db()
    assert case.assignee == held
