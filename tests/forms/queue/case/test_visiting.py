"""Officers on one case see each other, and each reads first what came since they last looked."""

import html
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forms.models import Event, Visit
from forms.models.events import append
from forms.models.visits import KEPT
from forms.queue.case.visiting import LATELY, LIVE, still_there, visit
from forms.states import State
from forms.talking import Draft, ask
from home.models import Role, roles_of
from tests import cases, factories


def page(client, case):
    response = client.get(reverse("cases:case", args=[case.pk]))
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def in_a_while(**time):
    return mock.patch.object(timezone, "now", return_value=timezone.now() + timedelta(**time))


def tell(client, case, **data):
    return client.post(reverse("cases:still_looking", args=[case.pk]), data)


def said(response):
    return html.unescape(response.content.decode())


# Who else looks.


def test_whoever_opens_a_case_sees_who_else_has_it_open(at_work, office):
    case = cases.case(office)
    alone = page(at_work(Role.CLERK, last_name="Nguyễn", first_name="Tiếp"), case)
    assert "đang xem" not in alone
    assert "Nguyễn Tiếp</bdi></strong> đang xem" in page(at_work(Role.OFFICER), case)


def test_nobody_is_told_of_oneself(at_work, office):
    case, client = cases.case(office), at_work(last_name="Lê", first_name="Một")
    page(client, case)
    assert "Lê Một</bdi></strong> đang xem" not in page(client, case)


def test_who_writes_a_decision_is_named_so(at_work, office):
    case = cases.case(office, state=State.SIGNING)
    leader = at_work(Role.LEADER, last_name="Trần", first_name="Ký")
    leader.get(reverse("cases:move", args=[case.pk, State.NOT_APPROVED]))
    assert "đang soạn quyết định" in page(at_work(), case)
    page(leader, case)
    assert "đang soạn quyết định" not in page(at_work(), case)


def test_without_a_sign_of_life_somebody_was_there_and_then_was_not(at_work, office):
    case, client = cases.case(office), at_work()
    page(at_work(Role.CLERK, last_name="Nguyễn", first_name="Tiếp"), case)
    with in_a_while(seconds=LIVE.seconds + 1):
        assert "Nguyễn Tiếp</bdi></strong> xem lúc" in page(client, case)
    with in_a_while(seconds=LATELY.seconds + 1):
        assert "Nguyễn Tiếp</bdi></strong>" not in page(client, case)


def test_an_open_page_says_that_it_is_looked_at(at_work, office):
    case, clerk, officer = cases.case(office), at_work(Role.CLERK, last_name="Bùi"), at_work()
    page(clerk, case)
    page(officer, case)
    with in_a_while(minutes=30):
        assert tell(clerk, case, writing="1").status_code == 200
        assert "đang soạn quyết định" in said(tell(officer, case))
        tell(clerk, case)
        assert "đang soạn" not in said(tell(officer, case))


def test_a_sign_of_life_costs_two_queries(at_work, office, django_assert_num_queries):
    case, user = cases.case(office), factories.staff(office, Role.OFFICER)
    for _n in range(3):
        visit(case, factories.staff(office, Role.CLERK))
    visit(case, user)
    roles_of(user)  # which every page asks
    with django_assert_num_queries(2):
        assert len(still_there(user, case.pk, writing=False)) == 3


def test_being_shown_costs_two_queries(office, django_assert_num_queries):
    case, user = cases.case(office), factories.staff(office)
    for _n in range(3):
        visit(case, factories.staff(office, Role.CLERK))
    for _time in range(2):
        with django_assert_num_queries(2):
            visit(case, user)
    assert Visit.objects.filter(user=user).count() == 1


def test_a_sign_of_life_is_posted_only(at_work, office):
    url = reverse("cases:still_looking", args=[cases.case(office).pk])
    assert at_work().get(url).status_code == 405


def test_R17_nobody_hears_who_looks_at_another_offices_case(at_work, office, other):
    theirs = cases.case(other)
    visit(theirs, factories.staff(other, last_name="Bí", first_name="Mật"))
    client = at_work()
    assert tell(client, theirs).status_code == 404
    Visit.objects.create(  # not even who once worked there
        case=theirs,
        user=client.user,
        seen_at=timezone.now(),
        shown_at=timezone.now(),
        shown_line=1,
    )
    assert tell(client, theirs).status_code == 404


def test_a_page_that_was_never_opened_gives_no_sign(at_work, office):
    assert tell(at_work(), cases.case(office)).status_code == 404


def test_who_loses_the_role_gives_no_sign_either(at_work, office):
    case, client = cases.case(office), at_work()
    page(client, case)
    client.user.groups.clear()
    assert tell(client, case).status_code in (302, 403, 404)


@pytest.mark.engines
def test_two_tabs_at_once_are_one_visit(office):
    case, user = cases.case(office), factories.staff(office)
    visit(case, user)
    first, _others = visit(case, user)
    visit(case, user)
    assert Visit.objects.filter(case=case, user=user).count() == 1
    assert first.shown_line == case.history_length


def test_visits_of_long_ago_are_forgotten(office):
    case = cases.case(office)
    visit(case, factories.staff(office))
    call_command("erase_leftovers", verbosity=0, stdout=StringIO())
    assert Visit.objects.exists()
    with in_a_while(days=KEPT.days + 1):
        call_command("erase_leftovers", verbosity=0, stdout=StringIO())
    assert not Visit.objects.exists()


# What came since.


def test_on_the_first_visit_nothing_is_news(at_work, office):
    assert "Từ lần bạn xem trước" not in page(at_work(), cases.case(office))


def test_what_others_did_since_is_listed_and_marked(at_work, office):
    case, client = cases.case(office, state=State.PROCESSING), at_work()
    page(client, case)
    with in_a_while(hours=1):
        ask(case.pk, Draft.of({}, "Bao giờ xong?", []))
        colleague = factories.staff(office, last_name="Phạm", first_name="Đồng")
        append(case.pk, Event.Act.NOTED, actor=colleague, note="Đã gọi điện.")
    with in_a_while(hours=2):
        shown = page(client, case)
    assert "Từ lần bạn xem trước: 2 việc" in shown
    assert shown.index("Từ lần bạn xem trước") < shown.index("Người xử lý")
    assert '<a href="#ghi-chu">Ghi chú</a>' in shown
    assert '<a href="#trao-doi">Trao đổi</a>' in shown
    assert shown.count("1 mới") == 2  # beside the two parts


def test_one_visit_keeps_its_news_through_its_clicks(at_work, office):
    case, client = cases.case(office), at_work()
    page(client, case)
    append(case.pk, Event.Act.NOTED, actor=factories.staff(office), note="x")
    with in_a_while(minutes=31):
        assert "Từ lần bạn xem trước" in page(client, case)
    with in_a_while(minutes=40):
        assert "Từ lần bạn xem trước" in page(client, case)
    with in_a_while(minutes=80):
        assert "Từ lần bạn xem trước" not in page(client, case)


def test_what_one_did_oneself_is_no_news(at_work, office):
    case, client = cases.case(office), at_work()
    page(client, case)
    client.post(reverse("cases:note", args=[case.pk]), {"note": "Tự ghi."})
    with in_a_while(hours=1):
        assert "Từ lần bạn xem trước" not in page(client, case)


def test_reading_is_no_news(at_work, office):
    case, client = cases.case(office), at_work()
    page(client, case)
    page(at_work(Role.LEADER), case)
    with in_a_while(hours=1):
        assert "Từ lần bạn xem trước" not in page(client, case)


def test_of_many_news_the_latest_are_shown_and_the_others_counted(at_work, office):
    case, client, colleague = cases.case(office), at_work(), factories.staff(office)
    page(client, case)
    for number in range(8):
        append(case.pk, Event.Act.NOTED, actor=colleague, note=f"Ghi chú {number}")
    with in_a_while(hours=1):
        shown = page(client, case)
    assert "8 việc" in shown
    assert "và 3 việc khác" in shown


def test_asking_for_the_head_is_no_visit(at_work, office):
    case = cases.case(office)
    at_work().head(reverse("cases:case", args=[case.pk]))
    assert not Visit.objects.exists()


def test_news_cost_no_query(at_work, office):
    case, client, colleague = cases.case(office), at_work(), factories.staff(office)
    page(client, case)
    with CaptureQueriesContext(connection) as before:
        page(client, case)
    for number in range(8):
        append(case.pk, Event.Act.NOTED, actor=colleague, note=f"Ghi chú {number}")
    with in_a_while(hours=1):
        page(client, case)  # the line of this reading
        with CaptureQueriesContext(connection) as after:
            page(client, case)
    assert len(after) == len(before)


def test_a_page_on_which_a_decision_is_written_is_read_too(at_work, office):
    case, client = cases.case(office, state=State.PROCESSING), at_work()
    client.get(reverse("cases:move", args=[case.pk, State.SUPPLEMENT]))  # shows every answer
    assert case.events.filter(act=Event.Act.READ, actor=client.user).count() == 1
    page(client, case)
    assert case.events.filter(act=Event.Act.READ, actor=client.user).count() == 1


@pytest.mark.parametrize(
    ("page_of", "sent"),
    [
        ("cases:note", {"note": ""}),
        ("cases:write", {"text": ""}),
        ("cases:move", {"reckon": "1"}),
        ("cases:move", {}),
    ],
)
def test_whoever_is_shown_the_answers_by_a_wrong_post_has_read_them(at_work, office, page_of, sent):
    case, client = cases.case(office, state=State.PROCESSING), at_work()
    to = [State.SUPPLEMENT] if page_of == "cases:move" else []
    url = reverse(page_of, args=[case.pk, *to])
    for _n in range(2):
        shown = client.post(url, {"version": case.version, **sent}).content.decode()
        assert case.all_answers["submitter_id_number"] in shown
    assert case.events.filter(act=Event.Act.READ, actor=client.user).count() == 1
