"""Moving a case: clock, history, register and notices, all of it or nothing."""

import os
import threading

import pytest
from django.db import connection
from django.utils import timezone

from forms.clock import CalendarDay, MissingYear
from forms.models import Case, Event, Notice
from forms.models.events import faults
from forms.moves.transitions import Details, Forbidden, Refused, Stale, move
from forms.states import State
from forms.supplements.asking import Asking
from home.models import Role
from services.models import Institution, Licence, LicenceEvent, Recognition, Student
from tests import cases, factories
from tests.forms.kinds import answers as given

S = State
#: A race is run this often.
ROUNDS = 100 if os.environ.get("CI") == "true" else 15
LIMIT = Details(working_days=15)


def make(case, to, user, details=None):
    """The move, by somebody who looks at the case as it is."""
    case.refresh_from_db()
    return move(case.pk, to, user, case.version, details)


def test_reception_numbers_the_case_and_starts_its_clock(office, clerk):
    case = make(cases.case(office), S.ACCEPTED, clerk, LIMIT)
    due = cases.calendar(office).after(cases.day_0(office), 15)
    assert (case.state, case.due_on, case.working_days) == (S.ACCEPTED, due, 15)
    assert case.received_at
    assert case.book_number == f"1/{timezone.localdate().year}"
    second = make(cases.case(office), S.ACCEPTED, clerk, LIMIT)
    assert second.book_number == f"2/{timezone.localdate().year}"


def test_reception_needs_a_time_limit(office, clerk):
    with pytest.raises(Refused) as refused:
        make(cases.case(office), S.ACCEPTED, clerk)
    assert refused.value.field == "working_days"


def test_a_calendar_that_ends_too_early_stops_the_reception(office, clerk):
    CalendarDay.objects.all().delete()
    case = cases.case(office)
    with pytest.raises(MissingYear):
        make(case, S.ACCEPTED, clerk, LIMIT)
    case.refresh_from_db()
    assert (case.state, case.history_length, case.book_number) == (S.SUBMITTED, 1, "")


def test_each_move_is_a_line_and_a_version(office, clerk):
    before = cases.case(office)
    after = make(before, S.ACCEPTED, clerk, LIMIT)
    line = after.events.get(to_state=S.ACCEPTED)
    assert (line.act, line.actor, line.from_state, line.to_state) == (
        Event.Act.MOVED,
        clerk,
        S.SUBMITTED,
        S.ACCEPTED,
    )
    assert after.version == before.version + 1
    assert faults(after) == []


def test_whoever_begins_the_review_has_the_case(office, officer):
    assert make(cases.case(office, state=S.ACCEPTED), S.PROCESSING, officer).assignee == officer


def test_whoever_was_given_the_case_keeps_it(office, officer, leader):
    case = cases.case(office, state=S.ACCEPTED)
    case = make(case, S.ASSIGNED, leader, Details(officer=officer))
    case = make(case, S.PROCESSING, factories.staff(office, Role.OFFICER))
    assert case.assignee == officer


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.EDITOR, Role.ADMIN])
def test_only_officers_of_the_office_are_assigned(office, leader, role):
    strangers = [factories.staff(office, role), None]
    strangers.append(factories.staff(factories.office("cantho"), Role.OFFICER))
    for stranger in strangers:
        case = cases.case(office, state=S.ACCEPTED)
        with pytest.raises(Refused) as refused:
            make(case, S.ASSIGNED, leader, Details(officer=stranger))
        assert refused.value.field == "officer"


def test_a_supplement_stops_the_clock_and_its_answer_starts_it_anew(office, officer):
    case = cases.case(office, state=S.PROCESSING, due_on=timezone.localdate())
    until = cases.calendar(office).after(timezone.localdate(), 10)
    ask = Details(reason="Thiếu hợp đồng thuê nhà.", supplement=Asking(10))
    case = make(case, S.SUPPLEMENT, officer, ask)
    assert (case.due_on, case.supplement_due_on) == (None, until)
    case = make(case, S.PROCESSING, officer)
    assert case.supplement_due_on is None
    assert case.due_on == cases.calendar(office).after(cases.day_0(office), 15)


def test_a_supplement_is_due_in_the_future(office, officer):
    case = cases.case(office, state=S.PROCESSING)
    for asking in (None, Asking(0)):
        with pytest.raises(Refused) as refused:
            make(case, S.SUPPLEMENT, officer, Details(reason="Thiếu.", supplement=asking))
        assert refused.value.field == "supplement_days"


def test_what_is_decided_against_the_citizen_needs_a_reason(office, clerk):
    for reason in ("", "  \n "):
        with pytest.raises(Refused) as refused:
            make(cases.case(office), S.REFUSED, clerk, Details(reason=reason))
        assert refused.value.field == "reason"


def test_the_reason_of_a_refusal_reaches_the_notice(office, clerk):
    reason = "Nộp nhầm đơn vị; xin nộp tại Sở Nội vụ."
    case = make(cases.case(office), S.REFUSED, clerk, Details(reason=reason))
    notice = case.notices.get()
    assert (notice.topic, notice.note, notice.to) == (S.REFUSED, reason, case.email)
    assert case.closed_at


def test_inner_moves_tell_the_citizen_nothing(office, officer, leader):
    case = make(cases.case(office, state=S.ACCEPTED), S.PROCESSING, officer)
    case = make(case, S.SIGNING, officer)
    make(case, S.PROCESSING, leader, Details(reason="Xem lại mục giáo viên."))
    assert not Notice.objects.exists()


def test_whoever_reviewed_does_not_decide(office, officer):
    officer.groups.add(office.groups.get(role=Role.LEADER).group)
    case = make(cases.case(office, state=S.ACCEPTED), S.PROCESSING, officer)
    case = make(case, S.SIGNING, officer)
    for to in (S.APPROVED, S.NOT_APPROVED):
        with pytest.raises(Forbidden, match="đã thẩm định"):
            make(case, to, officer, Details(reason="Tự ký."))


def test_a_leader_who_sent_a_case_back_may_decide_it_later(office, officer, leader):
    case = cases.case(office, state=S.SIGNING)
    case = make(case, S.PROCESSING, leader, Details(reason="Xem lại."))
    case = make(case, S.SIGNING, officer)
    assert make(case, S.APPROVED, leader).state == S.APPROVED


def test_R03_what_was_seen_too_early_is_told_who_and_when(office, leader):
    case = cases.case(office, state=S.SIGNING)
    make(case, S.NOT_APPROVED, leader, Details(reason="Chưa đủ điều kiện."))
    other = factories.staff(office, Role.LEADER)
    with pytest.raises(Stale) as stale:
        move(case.pk, S.APPROVED, other, case.version)
    told = str(stale.value.reason)
    assert leader.get_username() in told
    assert f"{timezone.localtime():%d/%m/%Y}" in told
    assert not Licence.objects.exists()


@pytest.mark.parametrize(
    ("kind", "answers", "register"),
    [
        ("licence", given.licence(), Licence),
        *(("nomination", given.nomination(model), Recognition) for model in given.MODELS),
        ("student", given.student(), Student),
    ],
)
def test_approval_makes_exactly_one_entry(office, leader, kind, answers, register):
    given.plant(office)
    before = register.objects.count()
    case = make(cases.case(office, kind, S.SIGNING, answers), S.APPROVED, leader)
    assert register.objects.count() == before + 1
    entry = register.objects.latest("pk")
    assert entry.office == office
    assert entry.name == case.subject
    assert case.decision_number == f"1/{timezone.localdate().year}/QĐ-SGDĐT"
    assert case.decided_at


@pytest.mark.parametrize("application", given.APPLICATIONS)
def test_every_application_leaves_its_mark_on_a_licence(office, leader, application):
    given.plant(office)
    case = cases.case(office, "licence", S.SIGNING, given.licence(application))
    case = make(case, S.APPROVED, leader)
    about_known = application not in ("establish", "operate", "merge")
    assert Licence.objects.count() == (2 if about_known else 3)
    marks = LicenceEvent.objects.filter(case_code=case.code)
    assert marks.count() == (3 if application == "merge" else 1)
    hoa_mai = Licence.objects.get(slug="hoa-mai")
    gone = application in ("dissolve", "merge")
    assert hoa_mai.status == (Licence.Status.DISSOLVED if gone else Licence.Status.ACTIVE)
    renamed = application == "change"
    assert (hoa_mai.name == "Trung tâm Ngoại ngữ Bình Minh") is renamed


def test_a_new_campus_stands_beside_the_old_ones(office, leader):
    given.plant(office)
    old = [{"name": "Cơ sở 1", "address": "Số 1"}]
    Licence.objects.filter(slug="hoa-mai").update(campuses=old)
    answers = given.licence("add_campus")
    make(cases.case(office, "licence", S.SIGNING, answers), S.APPROVED, leader)
    names = [campus["name"] for campus in Licence.objects.get(slug="hoa-mai").campuses]
    assert names == ["Cơ sở 1", "Cơ sở 2"]


def test_a_student_who_comes_again_keeps_the_record(office, leader):
    given.plant(office)
    make(cases.case(office, "student", S.SIGNING), S.APPROVED, leader)
    later = given.student(programme="Kinh tế", level="thac_si")
    make(cases.case(office, "student", S.SIGNING, later), S.APPROVED, leader)
    student = Student.objects.get()
    assert (student.programme, student.level) == ("Kinh tế", "thac_si")


def test_what_the_register_cannot_take_is_not_approved(office, leader):
    given.plant(office)
    case = cases.case(office, "student", S.SIGNING)
    Institution.objects.all().delete()
    with pytest.raises(Refused, match="không còn trong sổ đăng ký"):
        make(case, S.APPROVED, leader)
    case.refresh_from_db()
    assert (case.state, case.decision_number) == (S.SIGNING, "")
    assert not Notice.objects.exists()


def test_a_refused_application_enters_no_register(office, leader):
    case = cases.case(office, state=S.SIGNING)
    make(case, S.NOT_APPROVED, leader, Details(reason="Chưa đủ điều kiện."))
    assert not Licence.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_R03_of_two_who_decide_at_once_one_wins():
    office = factories.office("hcmc")
    leaders = [factories.staff(office, Role.LEADER) for _number in range(2)]
    ways = ((S.APPROVED, Details()), (S.NOT_APPROVED, Details(reason="Chưa đủ.")))
    for _round in range(ROUNDS):
        case = cases.case(office, state=S.SIGNING, answers=given.licence("establish"))
        Licence.objects.all().delete()
        barrier, ended = threading.Barrier(2), []

        def decide(leader, to, details, case=case, barrier=barrier, ended=ended):
            try:
                barrier.wait(timeout=10)
                move(case.pk, to, leader, case.version, details)
                ended.append("won")
            except Stale as stale:
                ended.append(str(stale.reason))
            finally:
                connection.close()

        threads = [
            threading.Thread(target=decide, args=(leader, *way))
            for leader, way in zip(leaders, ways, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert sorted(map(len, ended))[0] == len("won")
        assert ended.count("won") == 1
        loser = next(told for told in ended if told != "won")
        assert any(leader.get_username() in loser for leader in leaders)
        case.refresh_from_db()
        assert case.events.filter(from_state=S.SIGNING).count() == 1
        assert case.notices.count() == 1
        assert Licence.objects.count() == (1 if case.state == S.APPROVED else 0)
        assert faults(Case.objects.get(pk=case.pk)) == []
