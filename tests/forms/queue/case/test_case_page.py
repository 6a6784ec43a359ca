"""The page of one case: what it shows, what reading it leaves behind, notes and files."""

import html
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forms.models import Case, Event, Notice, Supplement
from forms.models.events import faults
from forms.states import State
from forms.talking import Draft, ask
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given


def page(client, case):
    response = client.get(reverse("cases:case", args=[case.pk]))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("kind", ["licence", "nomination", "student"])
@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_every_kind_shows_in_every_state(at_work, office, kind, state):
    case = cases.case(office, kind, state)
    shown = page(at_work(), case)
    assert case.code in shown
    assert case.subject in shown
    assert case.all_answers["submitter_id_number"] in shown
    assert case.email in shown


def test_no_copy_is_kept(at_work, office):
    response = at_work().get(reverse("cases:case", args=[cases.case(office).pk]))
    assert "no-store" in response.headers["Cache-Control"]


def test_the_history_names_who_did_what(at_work, office):
    case = cases.case(office)
    clerk = at_work(Role.CLERK, last_name="Nguyễn", first_name="Tiếp")
    url = reverse("cases:move", args=[case.pk, State.REFUSED])
    clerk.post(url, {"version": case.version, "reason": "Nộp nhầm đơn vị."})
    shown = page(at_work(), case)
    assert "Nguyễn Tiếp" in shown
    assert "Nộp nhầm đơn vị." in shown
    assert "Từ chối tiếp nhận" in shown


def test_what_the_citizen_was_told_is_shown_with_its_fate(at_work, office):
    case = cases.case(office)
    for status in Notice.Status:
        Notice.objects.create(
            case=case, topic=State.ACCEPTED, language="vi", to=case.email, status=status
        )
    shown = page(at_work(), case)
    assert all(str(label) in shown for label in Notice.Status.labels)


def test_a_citizen_without_mail_is_to_be_called(at_work, office):
    case = cases.case(office, email="")
    assert "hãy báo qua điện thoại" in page(at_work(), case)


def test_reading_leaves_one_line_a_visit(at_work, office):
    case, client = cases.case(office), at_work()
    for _click in range(3):
        page(client, case)
    read = case.events.filter(act=Event.Act.READ)
    assert [(line.actor, line.ip) for line in read.all()] == [(client.user, "127.0.0.1")]
    page(at_work(Role.LEADER), case)
    assert read.count() == 2
    with mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(minutes=31)):
        page(client, case)
    assert read.count() == 3
    assert faults(Case.objects.get(pk=case.pk)) == []
    assert "Xem hồ sơ" not in page(client, case)


def test_reading_changes_nothing_else(at_work, office):
    case = cases.case(office)
    watched = ("version", "state", "changed_at", "assignee", "answers", "sealed")
    before = Case.objects.filter(pk=case.pk).values(*watched).get()
    page(at_work(), case)
    assert Case.objects.filter(pk=case.pk).values(*watched).get() == before


def test_asking_for_the_head_leaves_no_line(at_work, office):
    case = cases.case(office)
    attachment = cases.attach(case)
    client = at_work()
    client.head(reverse("cases:case", args=[case.pk]))
    client.head(reverse("cases:file", args=[case.pk, attachment.pk]))
    assert case.events.count() == 1


def test_a_file_is_a_private_download_and_leaves_a_line_each_time(at_work, office):
    case, client = cases.case(office), at_work()
    attachment = cases.attach(case, "Hộ chiếu Nguyễn Thị Ánh.pdf")
    url = reverse("cases:file", args=[case.pk, attachment.pk])
    assert url in page(client, case)
    for _time in range(2):
        response = client.get(url)
        assert b"".join(response.streaming_content) == b"%PDF"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert "no-store" in response.headers["Cache-Control"]
    opened = case.events.filter(act=Event.Act.OPENED)
    assert [line.note for line in opened] == [f"paper_ho_so #{attachment.pk}"] * 2


def test_a_note_is_read_by_officers_and_never_by_the_citizen(at_work, office):
    case, client = cases.case(office), at_work()
    url = reverse("cases:note", args=[case.pk])
    noted = client.post(url, {"note": "Đã gọi điện,\nhẹn thứ Tư."}, follow=True)
    assert "hẹn thứ Tư." in html.unescape(noted.content.decode())
    line = case.events.latest("number")
    assert (line.act, line.note) == (Event.Act.NOTED, "Đã gọi điện,\nhẹn thứ Tư.") or (
        line.act == Event.Act.READ
    )
    assert not case.notices.exists()


@pytest.mark.parametrize("typed", ["", " \u200b ", "a\0b", "x" * 2001])
def test_a_note_that_cannot_be_kept_is_said_so(at_work, office, typed):
    case = cases.case(office)
    asked = at_work().post(reverse("cases:note", args=[case.pk]), {"note": typed})
    assert asked.status_code == 422
    assert not case.events.filter(act=Event.Act.NOTED).exists()


def test_notes_are_posted_only(at_work, office):
    case = cases.case(office)
    assert at_work().get(reverse("cases:note", args=[case.pk])).status_code == 405


def test_what_one_may_not_do_is_a_dead_button_with_its_reason(at_work, office):
    case = cases.case(office, state=State.SIGNING)
    shown = page(at_work(Role.OFFICER), case)
    assert shown.count('aria-disabled="true"') == 4  # three moves, and the extension
    assert "Việc này dành cho: Lãnh đạo." in shown


def test_the_page_costs_few_queries_whatever_the_history(at_work, office):
    case, client = cases.case(office, state=State.PROCESSING), at_work()
    page(client, case)
    with CaptureQueriesContext(connection) as few:
        page(client, case)
    for number in range(20):
        client.post(reverse("cases:note", args=[case.pk]), {"note": f"Ghi chú {number}"})
        cases.attach(case)
    page(client, case)
    with CaptureQueriesContext(connection) as many:
        page(client, case)
    assert len(many) == len(few)
    assert len(few) <= 30


def test_the_page_of_sixty_teachers_costs_no_query_more(at_work, office):
    client = at_work()
    one = given.licence("operate")
    many = {**one, "teachers": one["teachers"] * 60}
    counts = []
    for case in [cases.case(office, state=State.PROCESSING, answers=each) for each in (one, many)]:
        page(client, case)
        with CaptureQueriesContext(connection) as queries:
            shown = page(client, case)
        counts.append(len(queries))
    assert "60 dòng" in shown
    assert counts[0] == counts[1]


PART = re.compile(r'q-part"( open)?>.*?<div class="q-part-body" id="([^"]+)"', re.DOTALL)


def open_parts(client, case):
    return {anchor for is_open, anchor in PART.findall(page(client, case)) if is_open}


def test_what_the_state_needs_is_open_and_the_rest_is_folded(at_work, office):
    client = at_work(Role.CLERK)
    assert open_parts(client, cases.case(office)) >= {"noi-dung"}
    assert "noi-dung" not in open_parts(client, cases.case(office, state=State.RETURNED))
    assert open_parts(client, cases.case(office, state=State.SUPPLEMENT)) >= {"bo-sung"}


def test_what_calls_for_somebody_is_never_folded(at_work, office):
    client, case = at_work(), cases.case(office, state=State.RETURNED)
    assert "trao-doi" not in open_parts(client, case)
    ask(case.pk, Draft.of({}, "Nhận kết quả ở đâu?", []))
    assert "trao-doi" in open_parts(client, case)
    failed = {"topic": State.ACCEPTED, "language": "vi", "status": Notice.Status.BOUNCED}
    Notice.objects.create(case=case, to=case.email, **failed)
    assert "da-bao" in open_parts(client, case)


def test_a_form_that_was_not_taken_stands_open_with_its_error(at_work, office):
    case = cases.case(office, state=State.RETURNED)
    refused = at_work().post(reverse("cases:note", args=[case.pk]), {"note": ""})
    parts = {anchor: is_open for is_open, anchor in PART.findall(refused.content.decode())}
    assert parts["ghi-chu"]


def test_the_clock_is_drawn_and_told(at_work, office):
    shown = page(at_work(), cases.case(office, state=State.PROCESSING))
    assert '<svg class="q-clock"' in shown
    assert "style=" not in shown[shown.index("<svg class") :][:3000]
    assert "Chưa tiếp nhận: thời hạn chưa tính." in page(at_work(), cases.case(office))


def test_an_extension_before_the_limit_began_anew_is_no_part_of_it(at_work, office):
    """The days are those since the supplement came, not those between two due days."""
    today = timezone.localdate()
    case = cases.case(
        office,
        state=State.PROCESSING,
        working_days=10,
        received_at=timezone.now() - timedelta(60),
        due_on=cases.calendar(office).after(today, 10),
        extended_from=today - timedelta(40),
        extended_by=5,
    )
    ended = {"asked_at": timezone.now() - timedelta(30), "ended_at": timezone.now()}
    cases.ask_for(case, **ended, due_on=today, how=Supplement.How.COUNTER)
    assert "Đã dùng 0 trong 10 ngày làm việc" in page(at_work(), case)


def test_the_home_page_counts_what_waits(at_work, office):
    cases.case(office)
    cases.case(office, state=State.SIGNING)
    shown = html.unescape(at_work(Role.CLERK).get("/cms/").content.decode())
    assert "Việc chờ tôi" in shown
    assert 'href="/cms/ho-so/?muc=cho-tiep-nhan"' in shown
    assert "muc=cho-ky" not in shown
    assert "muc=cho-ky" in at_work(Role.LEADER).get("/cms/").content.decode()
    assert "Việc chờ tôi" not in at_work(Role.EDITOR).get("/cms/").content.decode()


def test_the_menu_leads_to_the_queue(at_work):
    assert "/cms/ho-so/" in at_work(Role.OFFICER).get("/cms/account/").content.decode()


def test_nothing_of_a_case_stands_in_another_roles_home(office):
    case = cases.case(office)
    client = factories.signed_in(factories.staff(office, Role.EDITOR))
    assert case.subject not in client.get("/cms/").content.decode()


def test_R02_a_note_sent_twice_is_one_until_it_says_or_tells_more(at_work, office):
    case, client = cases.case(office), at_work()
    colleague = factories.staff(office, Role.CLERK)
    url = reverse("cases:note", args=[case.pk])
    for sent in ({}, {}, {"told": [colleague.pk]}, {"told": [colleague.pk]}):
        client.post(url, {"note": "Đã gọi điện.", **sent})
    assert case.events.filter(act=Event.Act.NOTED).count() == 2
    assert case.mentions.count() == 1
    client.post(url, {"note": "Đã gọi lại."})
    assert case.events.filter(act=Event.Act.NOTED).count() == 3
