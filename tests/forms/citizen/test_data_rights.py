"""A citizen's rights over their data: from the follow page to a request with its own clock."""

from datetime import date, datetime
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.clock import Calendar, CalendarDay
from forms.models import Absence, Assignment, AssignmentRule, Case, Event
from forms.models.events import faults
from forms.models.permissions import GivenPermission
from forms.queue.case.due import due_of
from forms.requests.arriving import start_late_clocks
from forms.states import State
from tests import asking, cases, factories
from tests.asking import PIN, STEPS, ask, begin, held, sent_case

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def about(citizen, office):
    call_command("load_calendar", "hcmc", verbosity=0)
    return sent_case(citizen, office, "student", state=State.PROCESSING)


def page_of(case):
    return f"/tra-cuu/{case.key}/du-lieu/"


def at(moment):
    """Lets everybody believe that it is this moment in Viet Nam."""
    now = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
    return mock.patch("django.utils.timezone.now", return_value=now)


def test_the_follow_page_leads_to_it(citizen, about):
    page = citizen.get(f"/tra-cuu/{about.key}/").content.decode()
    assert page_of(about) in page
    page = citizen.get(page_of(about)).content.decode()
    assert "2 ngày làm việc" in page
    assert f"/tra-cuu/{about.key}/ban-sao/" in page


def test_a_request_is_a_case_with_a_code_of_its_own_and_the_same_pin(citizen, about, stranger):
    request = ask(citizen, about, "see")
    assert request.kind_code == "data_request"
    assert request.state == State.SUBMITTED
    assert request.code != about.code
    assert (request.about_id, request.subject) == (about.pk, about.code)
    assert (request.applicant, request.email) == (about.applicant, about.email)
    assert PIN[:4] in citizen.get(f"/ho-so/{request.key}/bien-nhan/").content.decode()
    found = stranger.post("/tra-cuu/", {"code": request.code, "pin": PIN})
    assert found.url == f"/tra-cuu/{request.key}/"
    page = stranger.get(found.url).content.decode()
    assert "Yêu cầu của bạn đã đến đơn vị" in page
    assert "None" not in page
    assert faults(request) == faults(Case.objects.get(pk=about.pk)) == []


@pytest.mark.parametrize(
    ("arrives", "due"),
    [
        ("2026-11-17T09:00", date(2026, 11, 19)),
        ("2026-11-20T21:30", date(2026, 11, 25)),  # Friday evening; the 24th is a holiday
        ("2026-11-14T09:00", date(2026, 11, 18)),  # a Saturday counts as the Monday after it
        ("2026-02-13T16:59", date(2026, 2, 24)),  # the Friday before Tết
        ("2026-01-08T10:00", date(2026, 1, 10)),  # a Saturday that is worked
    ],
)
def test_the_clock_starts_as_the_request_arrives(citizen, about, arrives, due):
    draft = begin(citizen, about)
    for step in STEPS:
        citizen.send(draft, step, {"right": "see"})
    with at(arrives):
        assert citizen.submit(draft).status_code == 302
        draft.refresh_from_db()
        assert (draft.due_on, draft.next_on, draft.working_days) == (due, due, 2)


def test_a_year_missing_from_the_calendar_never_loses_a_request(citizen, about, office):
    CalendarDay.objects.filter(office=office).delete()
    request = ask(citizen, about, "see")
    assert (request.state, request.due_on) == (State.SUBMITTED, None)
    seen = due_of(request, Calendar.of(office), date.today())
    assert seen.tone == "late"
    assert "Lịch làm việc chưa có năm" in seen.text
    citizen.get(f"/tra-cuu/{request.key}/")
    call_command("load_calendar", "hcmc", verbosity=0)
    request.refresh_from_db()
    assert request.due_on is not None
    assert start_late_clocks(office) == 0


def test_a_day_typed_in_the_cms_starts_the_clock_too(citizen, about, office):
    CalendarDay.objects.filter(office=office).delete()
    request = ask(citizen, about, "see")
    year = request.submitted_at.year
    for one in (year, year + 1):
        CalendarDay.objects.create(
            office=office, date=date(one, 1, 1), kind="public_holiday", name="Tết Dương lịch"
        )
    request.refresh_from_db()
    assert request.due_on is not None


def test_what_is_taken_back_is_so_at_once(citizen, about):
    GivenPermission.objects.create(case=about, code="survey", given_at=about.submitted_at)
    ask(citizen, about, "withdraw", taken_back=["survey"])
    assert about.permissions.get().withdrawn_at is not None
    notes = list(about.events.filter(act=Event.Act.NOTED).values_list("note", flat=True))
    assert any(note.startswith("Người nộp rút lại") for note in notes)


def test_what_the_request_knows_of_the_case_is_not_typed(citizen, about, office):
    other = cases.case(office, "licence")
    draft = begin(citizen, about)
    forged = {"about_code": other.code, "about_kind": "licence", "requester_email": "x@evil.vn"}
    data = {"right": "see", "act": "next", **forged}
    citizen.post(f"/ho-so/{draft.key}/buoc/yeu-cau/", data)
    draft.refresh_from_db()
    assert draft.all_answers["about_code"] == about.code
    assert draft.all_answers["about_kind"] == "student"
    assert draft.email == about.email


def test_clicked_twice_it_is_one_draft(citizen, about):
    for _click in range(3):
        assert citizen.post(page_of(about), {}).status_code == 302
    assert about.requests.count() == 1


def test_only_whoever_holds_the_case_may_ask(citizen, stranger, about, office):
    other = cases.case(factories.office("cantho"), "student")
    for path in (page_of(about), f"/tra-cuu/{about.key}/ban-sao/"):
        assert stranger.post(path, {}).status_code == 404
    assert stranger.get(page_of(about)).status_code == 404
    request = ask(citizen, about, "see")
    assert stranger.get(f"{page_of(about)}{request.key}/").status_code == 404
    held(citizen, other)
    assert citizen.get(page_of(other)).status_code == 404
    assert citizen.post(page_of(other), {}).status_code == 404
    assert other.requests.count() == 0


def test_a_request_is_opened_from_its_case_on_any_device(citizen, stranger, about):
    request = ask(citizen, about, "see")
    path = f"{page_of(about)}{request.key}/"
    about.pin_digest = asking.pin_digest(about.key.hex, "ZZZZ9999")  # a new PIN since
    about.save()
    stranger.post("/tra-cuu/", {"code": about.code, "pin": "ZZZZ9999"})
    assert stranger.get(path).url == f"/tra-cuu/{request.key}/"
    assert stranger.get(f"/tra-cuu/{request.key}/").status_code == 200
    found = stranger.post("/tra-cuu/", {"code": request.code, "pin": "ZZZZ9999"})
    assert found.url == f"/tra-cuu/{request.key}/"


def test_nobody_asks_about_a_request(citizen, about):
    request = ask(citizen, about, "see")
    page = citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    assert page_of(request) not in page
    assert citizen.post(page_of(request), {}).url == f"/tra-cuu/{request.key}/"


def test_a_deleted_draft_leads_back_to_the_case(citizen, about):
    draft = begin(citizen, about)
    assert citizen.post(f"/ho-so/{draft.key}/xoa/", {}).url == page_of(about)
    assert about.requests.count() == 0


@pytest.mark.parametrize("right", ["correct", "erase", "restrict", "object", "withdraw"])
def test_what_the_office_must_know_is_asked(citizen, about, right):
    draft = begin(citizen, about)
    citizen.send(draft, STEPS[0], {"right": right})
    response = citizen.send(draft, STEPS[1], {"right": right})
    assert response.status_code == 422
    assert 'class="error-summary"' in response.content.decode()


def test_free_words_are_sealed(citizen, about):
    request = ask(citizen, about, "erase", wish="BÍ MẬT CỦA TÔI")
    assert "BÍ MẬT" not in str(request.answers)
    assert "BÍ MẬT" not in request.sealed
    assert request.all_answers["wish"] == "BÍ MẬT CỦA TÔI"


@pytest.mark.django_db(transaction=True)
def test_the_follow_page_of_either_costs_at_most_eight_statements(citizen, about, statements):
    requests = [ask(citizen, about, "see") for _number in range(2)]
    for case in (about, *requests):
        citizen.get(f"/tra-cuu/{case.key}/")
        with statements() as found:
            assert citizen.get(f"/tra-cuu/{case.key}/").status_code == 200
        assert len(found) <= 8


def rule(office, *officers, kind="", communes=()):
    made = AssignmentRule.objects.create(office=office, kind_code=kind, communes=[*communes])
    made.officers.set(officers)


@pytest.mark.parametrize("right", ["see", "correct", "erase"])
def test_a_request_goes_to_whom_the_rules_name_as_it_arrives(citizen, about, office, right):
    mai, lan = (factories.staff(office, first_name=name) for name in ("Mai", "Lan"))
    rule(office, mai, kind="student")
    rule(office, lan, kind="data_request")
    wanted = asking.correction("current_address", "12 đường Mới") | {"wish": "Tất cả"}
    request = ask(citizen, about, right, **wanted)
    assert (request.state, request.assignee) == (State.SUBMITTED, lan)
    assert [one.officer for one in Assignment.unseen(lan)] == [lan]
    line = request.events.order_by("number").last()
    assert (line.act, line.actor) == (Event.Act.ASSIGNED, None)
    assert line.note == "Giao cho Lan.\nTheo quy tắc phân công số 2."
    assert faults(request) == []


def test_it_goes_by_the_commune_of_the_case_that_it_is_about(citizen, about, office):
    officer = factories.staff(office)
    rule(office, officer, communes=[about.commune_id])
    assert ask(citizen, about, "see").assignee == officer


def test_it_goes_to_the_deputy_of_who_is_away_and_waits_where_no_rule_fits(citizen, about, office):
    mai, lan = factories.staff(office), factories.staff(office)
    today = timezone.localdate()
    Absence.objects.create(office=office, user=mai, deputy=lan, first_day=today, last_day=today)
    rule(office, mai, kind="licence")
    assert ask(citizen, about, "see").assignee is None
    rule(office, mai, kind="data_request")
    assert ask(citizen, about, "erase", wish="Tất cả").assignee == lan


def test_no_rule_of_another_office_takes_it_and_none_that_is_broken_stops_it(
    citizen, about, office
):
    other = factories.office("cantho")
    rule(other, factories.staff(other))
    gone = factories.staff(office, is_active=False)
    rule(office, gone)
    assert ask(citizen, about, "see").assignee is None


def test_the_citizen_is_not_told_who_got_it_nor_said_to_have_done_it(citizen, about, office):
    officer = factories.staff(office, last_name="Tạ", first_name="Xuân")
    rule(office, officer)
    request = ask(citizen, about, "see")
    assert "Tạ Xuân" not in citizen.get(f"/tra-cuu/{request.key}/").content.decode()
    page = factories.signed_in(officer).get(f"/cms/ho-so/{request.pk}/").content.decode()
    assert "Giao cho Tạ Xuân." in page
    assert "Hệ thống, tự động" in page


def test_without_rules_a_request_asks_one_query_more_and_with_them_two(citizen, about, office):
    def queries():
        with CaptureQueriesContext(connection) as found:
            request = ask(citizen, about, "see")
        asked = [one["sql"] for one in found if one["sql"].startswith("SELECT")]
        rules = sum("forms_assignmentrule" in sql for sql in asked)
        return request.assignee, rules, sum("forms_absence" in sql for sql in asked)

    assert queries() == (None, 1, 0)
    officers = [factories.staff(office), factories.staff(office)]
    rule(office, *officers)
    assert queries() == (officers[0], 1, 1)
