"""Points of the association and of the office beside the nominee's own; nobody's are lost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from forms.clock import CalendarDay
from forms.kinds.nomination import field_name
from forms.models import CriteriaSet, Event, OfficeStep, ScoreSheet
from forms.moves.scoring import Scores, criteria_of
from forms.states import State, may
from home.models import Role
from tests import cases

S = State


@pytest.fixture
def case(office):
    """A nomination before the association, scored by TT 22/2020."""
    call_command("load_criteria")
    OfficeStep.objects.create(office=office, kind_code="nomination", state=S.CO_REVIEW, taken=True)
    return cases.case(office, "nomination", S.CO_REVIEW, scored_answers())


def scored_answers():
    complete = CriteriaSet.objects.get(status=CriteriaSet.Status.COMPLETE)
    return cases.given.nomination(criteria_set=complete.code)


def post(client, case, points=None, **changes):
    leaves = criteria_of(case).leaves
    typed = {field_name("score", leaf): "5" if points is None else points for leaf in leaves}
    fields = {"version": case.version, "opinion": "Nhất trí đề nghị công nhận.", **typed} | changes
    return client.post(reverse("cases:score", args=[case.pk]), fields)


def test_the_association_gives_points_and_hands_the_case_back(at_work, case):
    client = at_work(Role.ASSOCIATION)
    assert may(client.user, case, S.PROCESSING)[0] is False
    assert post(client, case).status_code == 302
    case.refresh_from_db()
    moved = client.post(
        reverse("cases:move", args=[case.pk, S.PROCESSING]), {"version": case.version}
    )
    assert moved.status_code == 302
    case.refresh_from_db()
    assert case.state == S.PROCESSING
    assert case.assignee is None  # being heard is not taking the case over


def test_all_points_stand_side_by_side_and_none_is_written_over(at_work, case):
    own = dict(case.answers)
    for points in ("4", "4,5"):
        assert post(at_work(Role.ASSOCIATION), case, points).status_code == 302
        case.refresh_from_db()
    assert case.answers == own
    assert ScoreSheet.objects.count() == 2
    scores = Scores(case)
    assert [str(column.title) for column in scores.columns] == ["Tự chấm", "Hội Khuyến học"]
    assert scores.columns[0].total == Decimal("86.5")
    assert scores.columns[1].total == Decimal("4.5") * len(scores.lines)


def test_points_are_in_halves_and_at_most_what_the_criterion_gives(at_work, case):
    for points in ("4,3", "26", "-1", "nhiều", ""):
        response = post(at_work(Role.ASSOCIATION), case, points)
        assert response.status_code == 422, points
        assert "Nhất trí đề nghị công nhận." in response.content.decode()
    assert not ScoreSheet.objects.exists()


def test_the_officer_ends_the_hearing_only_when_its_time_has_passed(at_work, case, office):
    officer = at_work(Role.OFFICER).user
    begun = QuerySet(Event).filter(case=case, to_state=S.CO_REVIEW)  # history refuses changes
    cases.calendar(office)
    for passed, expected in ((timedelta(days=2), False), (timedelta(days=10), True)):
        begun.update(at=timezone.now() - passed)
        assert may(officer, case, S.PROCESSING)[0] is expected
    CalendarDay.objects.all().delete()  # nobody guesses that it is over
    allowed, why_not = may(officer, case, S.PROCESSING)
    assert not allowed
    assert "Lịch làm việc chưa có năm" in why_not  # and nobody is told that there is time left


def test_nothing_goes_on_to_be_signed_unheard(at_work, office, case):
    officer = at_work(Role.OFFICER).user
    unheard = cases.case(office, "nomination", S.PROCESSING)
    assert may(officer, unheard, S.SIGNING) == (False, "Hãy lấy ý kiến Hội Khuyến học trước.")
    assert may(officer, cases.ready_to_go_on(unheard), S.SIGNING)[0]


def test_licences_and_students_are_never_before_the_association(at_work, office):
    client = at_work(Role.ASSOCIATION)
    for kind in ("licence", "student"):
        case = cases.case(office, kind, S.PROCESSING)
        assert client.get(reverse("cases:score", args=[case.pk])).status_code == 404
        assert S.CO_REVIEW not in {row.to for row in case.course.rows}


def test_the_office_scores_while_it_examines(at_work, office, case):
    examined = cases.case(office, "nomination", S.PROCESSING, scored_answers())
    assert post(at_work(Role.OFFICER), examined).status_code == 302
    assert examined.score_sheets.get().body == ScoreSheet.Body.OFFICE
    examined.refresh_from_db()
    assert post(at_work(Role.CLERK), examined).status_code == 403


def test_an_opinion_is_asked_where_there_are_no_criteria(at_work, office, case):
    from_family = cases.case(office, "nomination", S.CO_REVIEW, cases.given.nomination("gia_dinh"))
    url = reverse("cases:score", args=[from_family.pk])
    client, version = at_work(Role.ASSOCIATION), from_family.version
    assert client.post(url, {"version": version, "opinion": " "}).status_code == 422
    assert client.post(url, {"version": version, "opinion": "Đồng ý."}).status_code == 302


def test_points_are_written_without_empty_decimals(at_work, case):
    page = at_work(Role.OFFICER).get(reverse("cases:case", args=[case.pk])).content.decode()
    sheet = page.split('aria-labelledby="cham-diem"')[1].split("</table>")[0]
    assert "86,5" in sheet
    assert ",0<" not in sheet
