"""Making moves in the CMS: buttons, questions, crafted posts, and being too late."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forms.assigning import assign
from forms.clock import CalendarDay
from forms.clock.extending import extend
from forms.models import Event
from forms.states import COURSES, PROCEDURE, TRANSITIONS, State, transition
from home.models import Role
from services.models import Licence
from tests import cases, factories

S = State


def address(case, to):
    return reverse("cases:move", args=[case.pk, to])


def text(response):
    return html.unescape(response.content.decode())


def test_reception_offers_the_procedures_time_limit(at_work, office):
    page = factories.form_page(office, procedure=factories.procedure(office, working_days=12))
    case = cases.case(office, form_page=page)
    asked = at_work(Role.CLERK).get(address(case, S.ACCEPTED))
    assert 'name="working_days" value="12"' in text(asked)


def test_reception_offers_the_limit_of_the_procedure_applied_under(at_work, office):
    procedure = factories.procedure(office, working_days=20)
    page = factories.form_page(office, procedure=None)
    case = cases.case(office, form_page=page)
    case.answers["procedure"] = procedure.slug
    case.save()
    asked = at_work(Role.CLERK).get(address(case, S.ACCEPTED))
    assert 'name="working_days" value="20"' in text(asked)


def test_a_move_says_what_comes_of_it(at_work, office):
    case = cases.case(office, state=S.PROCESSING)
    asked = at_work().get(address(case, S.INSPECTION))
    assert f"Sang bước: <strong>{S.INSPECTION.label}</strong>" in text(asked)


def test_asking_moves_nothing(at_work, office):
    case = cases.case(office)
    at_work(Role.CLERK).get(address(case, S.ACCEPTED))
    case.refresh_from_db()
    assert (case.state, case.version) == (S.SUBMITTED, 1)
    assert [one.act for one in case.events.order_by("number")] == ["moved", "read"]


def test_a_clerk_receives_a_case(at_work, office):
    case = cases.case(office)
    client = at_work(Role.CLERK)
    moved = client.post(
        address(case, S.ACCEPTED), {"version": case.version, "working_days": "15"}, follow=True
    )
    assert moved.redirect_chain == [(reverse("cases:case", args=[case.pk]), 302)]
    assert "Đã tiếp nhận" in text(moved)
    case.refresh_from_db()
    assert case.due_on == cases.calendar(office).after(cases.day_0(office), 15)
    assert case.events.latest("number").ip == "127.0.0.1"


@pytest.mark.parametrize("typed", ["", "0", "-3", "abc", "99999", "1,5"])
def test_a_wrong_limit_is_said_at_its_field(at_work, office, typed):
    case = cases.case(office)
    asked = at_work(Role.CLERK).post(
        address(case, S.ACCEPTED), {"version": case.version, "working_days": typed}
    )
    assert asked.status_code == 422
    assert "error-message" in text(asked)
    assert f'value="{typed}"' in text(asked) or not typed


def test_a_missing_year_is_said_at_the_limit(at_work, office):
    CalendarDay.objects.all().delete()
    case = cases.case(office)
    asked = at_work(Role.CLERK).post(
        address(case, S.ACCEPTED), {"version": case.version, "working_days": "15"}
    )
    assert asked.status_code == 422
    assert f"Lịch làm việc chưa có năm {timezone.localdate().year}" in text(asked)


def test_a_refusal_without_reason_is_asked_for_it(at_work, office):
    case = cases.case(office)
    asked = at_work(Role.CLERK).post(
        address(case, S.REFUSED), {"version": case.version, "reason": "  "}
    )
    assert asked.status_code == 422
    case.refresh_from_db()
    assert case.state == S.SUBMITTED


def test_only_officers_of_the_office_are_offered(at_work, office, other):
    mine = factories.staff(office, Role.OFFICER, last_name="Trần", first_name="Mai")
    theirs = factories.staff(other, Role.OFFICER, last_name="Lê", first_name="Xa")
    case = cases.case(office, state=S.ACCEPTED)
    client = at_work(Role.LEADER)
    page = text(client.get(address(case, S.ASSIGNED)))
    assert "Trần Mai" in page
    assert "Lê Xa" not in page
    for crafted in (theirs.pk, client.user.pk, 10**30, "x", ""):
        asked = client.post(
            address(case, S.ASSIGNED), {"version": case.version, "officer": crafted}
        )
        assert asked.status_code == 422, crafted
    client.post(address(case, S.ASSIGNED), {"version": case.version, "officer": mine.pk})
    case.refresh_from_db()
    assert (case.state, case.assignee) == (S.ASSIGNED, mine)


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER])
@pytest.mark.parametrize("state", [state for state in State if state != S.DRAFT])
def test_R04_crafted_posts_move_nothing_that_the_table_does_not(at_work, office, role, state):
    client = at_work(role)
    case = cases.case(office, state=state)
    full = {
        "version": case.version,
        "working_days": "15",
        "reason": "Tự viết.",
        "supplement_days": "9",
        "remark-head_address": "Ghi rõ số nhà.",
        "officer": factories.staff(office).pk,
    }
    for to in State:
        row = transition(case, to)
        if row is not None and role in case.course.roles(row, state):
            continue
        assert client.post(address(case, to), full).status_code == 403, to
    case.refresh_from_db()
    assert case.state == state
    assert client.post(address(case, "bogus"), full).status_code == 404


def test_what_is_not_open_is_explained_when_asked_for(at_work, office):
    case = cases.case(office, state=S.SIGNING)
    asked = at_work(Role.CLERK).get(address(case, S.APPROVED))
    assert asked.status_code == 403
    assert "Việc này dành cho: Lãnh đạo." in text(asked)


def test_R03_too_late_is_told_who_and_when_and_keeps_what_was_typed(at_work, office):
    case = cases.case(office, state=S.SIGNING)
    first = at_work(Role.LEADER, last_name="Phạm", first_name="Nhanh")
    second = at_work(Role.LEADER)
    seen = {"version": case.version}
    first.post(address(case, S.APPROVED), seen)
    late = second.post(address(case, S.NOT_APPROVED), {**seen, "reason": "Chưa đủ giáo viên."})
    assert late.status_code == 409
    assert "Phạm Nhanh" in text(late)
    assert f"{timezone.localdate():%d/%m/%Y}" in text(late)
    assert "Chưa đủ giáo viên." in text(late)
    case.refresh_from_db()
    assert case.state == S.APPROVED
    assert Licence.objects.count() == 1
    assert case.notices.count() == 1


def test_too_late_for_a_move_that_is_still_open_can_be_made_after_reading(at_work, office):
    case = cases.case(office, state=S.PROCESSING)
    client = at_work(Role.OFFICER)
    late = client.post(
        address(case, S.STOPPED), {"version": case.version - 1, "reason": "Người nộp xin dừng."}
    )
    assert late.status_code == 409
    assert "Người nộp xin dừng." in text(late)
    version = re.search(r'name="version" value="(\d+)"', text(late)).group(1)
    again = client.post(
        address(case, S.STOPPED), {"version": version, "reason": "Người nộp xin dừng."}
    )
    assert again.status_code == 302


def test_too_late_is_not_turned_into_another_move_to_the_same_state(at_work, office):
    case = cases.case(office, state=S.SIGNING)
    seen = {"version": case.version, "seen": case.history_length}
    at_work(Role.LEADER).post(address(case, S.APPROVED), seen)
    back = {**seen, "reason": "Thiếu căn cứ, chỉ nói trong đơn vị."}
    late = at_work(Role.LEADER).post(address(case, S.PROCESSING), back)
    assert late.status_code == 409
    assert back["reason"] in text(late)
    assert 'name="reason"' not in text(late)
    assert "Mở lại hồ sơ" not in text(late)


def test_what_happened_since_the_case_was_read_is_told_before_it_is_decided(at_work, office):
    case, leader = cases.case(office, state=S.SIGNING), at_work(Role.LEADER)
    page = text(leader.get(reverse("cases:case", args=[case.pk])))
    way = page[page.index(f'action="{address(case, S.APPROVED)}"') :]
    seen = dict(re.findall(r'name="(version|seen)" value="(\d+)"', way[: way.index("</form>")]))
    assert "đã thay đổi" not in text(leader.get(address(case, S.APPROVED), seen))
    other = at_work(Role.LEADER, last_name="Phạm", first_name="Nhanh")
    extend(case.pk, other.user, case.version, "Chờ ý kiến của Bộ.", 3)
    asked = text(leader.get(address(case, S.APPROVED), seen))
    assert "đã thay đổi trong lúc bạn xem" in asked
    assert "Phạm Nhanh" in asked
    assert "Chờ ý kiến của Bộ." in asked


@pytest.mark.parametrize("button", [{"reckon": "1"}, {"chen": "reason", "mau": "1"}])
def test_a_button_that_only_helps_to_write_does_not_hide_what_happened(at_work, office, button):
    case, client = cases.case(office, state=S.PROCESSING), at_work()
    seen = {"version": case.version, "seen": case.history_length}
    assign(case.pk, factories.staff(office), at_work(Role.LEADER).user)
    asked = client.post(address(case, S.SUPPLEMENT), {**seen, **button})
    assert "đã thay đổi trong lúc bạn xem" in text(asked)


def test_a_double_click_is_one_move(at_work, office):
    case = cases.case(office, state=S.SIGNING)
    client = at_work(Role.LEADER)
    answers = [client.post(address(case, S.APPROVED), {"version": case.version}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.events.filter(to_state=S.APPROVED).count() == 1
    assert Licence.objects.count() == 1


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 50, "²", None])
def test_a_post_that_saw_no_version_is_too_late(at_work, office, version):
    case = cases.case(office, state=S.ACCEPTED)
    data = {} if version is None else {"version": version}
    assert at_work().post(address(case, S.PROCESSING), data).status_code == 409


def test_every_move_is_a_button_or_a_question(at_work, office):
    people = {role: at_work(role) for role in (Role.CLERK, Role.OFFICER, Role.LEADER)}
    for row in TRANSITIONS:
        kind = "licence" if PROCEDURE in row.ways else "data_request"
        course, state = COURSES[kind], row.sources[0]
        roles = course.roles(row, state) if row in course.rows_from(state) else ()
        role = next((role for role in roles if role in people), None)
        if role is None or row.to == S.EXPIRED or S.DRAFT in row.sources:  # made at the counter
            continue
        received = {"received_at": None} if row.to == S.SUBMITTED else {}
        about = {"about": cases.case(office)} if kind == "data_request" else {}
        case = cases.ready_to_go_on(cases.case(office, kind, state, **received, **about))
        page = text(people[role].get(reverse("cases:case", args=[case.pk])))
        if row.asks == "officer":  # asked on the page itself
            assert reverse("cases:assign", args=[case.pk]) in page
            continue
        method = "get" if row.confirmed else "post"
        assert f'<form method="{method}" action="{address(case, row.to)}">' in page, row
        if row.confirmed:
            assert people[role].get(address(case, row.to)).status_code == 200


def test_the_move_that_leads_on_stands_out(at_work, office):
    client = at_work()
    case = cases.case(office, "student", S.PROCESSING, assignee=client.user)
    page = text(client.get(reverse("cases:case", args=[case.pk])))
    ways = page[page.index('<ul class="q-ways">') :]
    assert re.findall(r'class="button">([^<]+)', ways[: ways.index("</ul>")]) == ["Trình ký"]


def test_to_reopen_what_is_closed_is_nobodys_turn(at_work, office):
    case = cases.case(office, state=S.RETURNED)
    for role in (Role.LEADER, Role.OFFICER):
        page = text(at_work(role).get(reverse("cases:case", args=[case.pk])))
        assert "Không còn bước nào" in page, role
        assert "Mở lại hồ sơ" in page, role
        assert 'class="button">Mở lại hồ sơ' not in page, role


def test_evil_reasons_are_kept_as_text_or_refused(at_work, office):
    client = at_work(Role.CLERK)
    for typed in ("<script>alert(1)</script>", "{{7*7}}", "ế" * 1999, "'; DROP TABLE x; --"):
        case = cases.case(office)
        client.post(address(case, S.REFUSED), {"version": case.version, "reason": typed})
        assert case.events.get(to_state=S.REFUSED).note == typed
        page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
        assert "<script>alert" not in page
    for typed in ("a\0b", "a\u0001b", "x" * 2001):
        case = cases.case(office)
        asked = client.post(address(case, S.REFUSED), {"version": case.version, "reason": typed})
        assert asked.status_code == 422
        assert not Event.objects.filter(case=case, to_state=S.REFUSED).exists()


@pytest.mark.parametrize("kind", ["licence", "nomination", "data_request"])
def test_wherever_a_late_or_forbidden_post_points_it_is_answered_and_given_back(
    at_work, office, kind
):
    about = {"about": cases.case(office)} if kind == "data_request" else {}
    case, client = cases.case(office, kind, **about), at_work(Role.DEPUTY)
    for to in S.values:
        for version in (case.version, case.version + 1):
            sent = {"version": version, "reason": "Lời đã viết.", "ground": "Điều 13"}
            answer = client.post(address(case, to), sent)
            assert (to, answer.status_code) in ((to, 403), (to, 409))
            assert "Lời đã viết." in text(answer)
