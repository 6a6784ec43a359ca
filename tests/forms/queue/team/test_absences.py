"""Absences in the CMS."""

import html
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forms.models import Absence
from home.models import Role
from tests import factories
from tests.forms.assigning.people import absent


def text(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def mai(office):
    return factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")


def away(client, user, deputy, first=0, last=2, **fields):
    today = timezone.localdate()
    days = {
        "first_day": f"{today + timedelta(days=first):%Y-%m-%d}",
        "last_day": f"{today + timedelta(days=last):%Y-%m-%d}",
    }
    return client.post(
        reverse("cases:absences"),
        {"user": user.pk, "deputy": deputy.pk, **days, **fields},
        follow=True,
    )


def test_an_officer_says_that_they_are_away(at_work, office, mai):
    client = at_work(last_name="Võ", first_name="Lan")
    shown = text(away(client, client.user, mai, reason="Nghỉ phép."))
    assert "Võ Lan vắng, Lê Mai làm thay." in shown
    assert "Nghỉ phép." in shown
    found = Absence.objects.get()
    assert (found.user, found.deputy, found.set_by) == (client.user, mai, client.user)


def test_a_leader_says_it_for_their_people(at_work, office, mai):
    deputy = factories.staff(office, Role.OFFICER)
    assert away(at_work(Role.LEADER), mai, deputy).status_code == 200
    assert Absence.objects.get().user == mai


def test_an_officer_sends_no_colleague_away(at_work, office, mai):
    client = at_work()
    assert away(client, mai, client.user).status_code == 422
    assert not Absence.objects.exists()


def test_what_is_wrong_is_said_at_its_field(at_work, office, mai, other):
    client, theirs = at_work(), factories.staff(other, Role.OFFICER)
    clerk = factories.staff(office, Role.CLERK, last_name="Ngô", first_name="Tiếp")
    for deputy in (theirs, clerk, client.user):
        answer = away(client, client.user, deputy, reason="Đã gõ.")
        assert answer.status_code == 422
        assert "Đã gõ." in text(answer)
    assert away(client, client.user, mai, 3, 2).status_code == 422
    for typed in ("", "31/02/2026", "x", "0000-00-00", "99999-01-01"):
        assert away(client, client.user, mai, last_day=typed).status_code == 422, typed


def test_an_officer_is_offered_deputies_of_the_same_role_and_a_leader_reads_every_role(
    at_work, office, mai, other
):
    factories.staff(office, Role.CLERK, last_name="Ngô", first_name="Tiếp")
    factories.staff(other, Role.OFFICER, last_name="Tạ", first_name="Xa")
    client = at_work(last_name="Võ", first_name="Lan")
    own = text(client.get(reverse("cases:absences"))).partition('name="deputy"')[2]
    assert "Lê Mai – Chuyên viên" in own
    assert not [name for name in ("Ngô Tiếp", "Tạ Xa", "Võ Lan") if name in own]
    led = text(at_work(Role.LEADER).get(reverse("cases:absences"))).partition('name="deputy"')[2]
    assert "Ngô Tiếp – Tiếp nhận" in led
    assert "Tạ Xa" not in led


def test_who_is_alone_in_a_role_is_told_so(at_work, office):
    assert "không có ai khác cùng vai trò" in text(at_work().get(reverse("cases:absences")))


def test_every_refusal_says_why_at_its_field_and_keeps_what_was_typed(at_work, office, mai):
    client = at_work()
    lan = factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")
    absent(office, client.user, mai)
    absent(office, lan, client.user)
    today = timezone.localdate()
    wrong = {
        f"Người này đã có kỳ vắng từ {today:%d/%m/%Y}": (mai, 0, 2),
        "Những ngày này đã qua.": (mai, -5, -1),
        "Ngày cuối phải từ ngày đầu trở đi.": (mai, 5, 4),
        "Vắng lâu hơn một năm": (mai, 3, 400),
    }
    for why, (deputy, first, last) in wrong.items():
        answer = away(client, client.user, deputy, first, last, reason="Đã gõ.")
        assert answer.status_code == 422, why
        assert why in text(answer)
        assert "Đã gõ." in text(answer)
    absent(office, lan, mai, today + timedelta(days=9), today + timedelta(days=9))
    absent(office, mai, client.user, today + timedelta(days=9), today + timedelta(days=9))
    circle = away(client, client.user, lan, 9, 9)
    assert "đã nhờ lại chính người này" in text(circle)


def test_what_became_wrong_with_an_absence_is_said_beside_it(at_work, office, mai):
    lan = factories.staff(office, Role.OFFICER, last_name="Võ", first_name="Lan")
    absent(office, mai, lan)
    lan.groups.clear()
    shown = text(at_work().get(reverse("cases:absences")))
    assert "Võ Lan không còn vai trò Chuyên viên nên không làm thay." in shown


def test_the_page_costs_the_same_for_one_absence_and_for_many(at_work, office, mai):
    client = at_work(Role.LEADER)
    client.get(reverse("cases:absences"))

    def cost(number):
        for _number in range(number):
            absent(office, factories.staff(office, Role.OFFICER), mai)
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("cases:absences"))
        return len(found)

    assert cost(1) == cost(15) <= 15


def test_hostile_reasons_are_text(at_work, office, mai):
    client = at_work()
    shown = away(client, client.user, mai, reason="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in shown.content


def test_who_is_back_ends_it(at_work, office, mai):
    client = at_work()
    found = absent(office, client.user, mai)
    assert "làm việc lại" in text(
        client.post(reverse("cases:absence_end", args=[found.pk]), follow=True)
    )
    assert not Absence.objects.exists()


def test_colleagues_read_it_and_do_not_end_it(at_work, office, mai):
    found = absent(office, mai, factories.staff(office, Role.OFFICER))
    client = at_work(Role.CLERK)
    assert "Lê Mai" in text(client.get(reverse("cases:absences")))
    client.post(reverse("cases:absence_end", args=[found.pk]))
    assert Absence.objects.exists()


def test_what_is_over_is_not_listed(at_work, office, mai):
    past = timezone.localdate() - timedelta(days=1)
    absent(office, mai, factories.staff(office, Role.OFFICER), past, past)
    assert "Không ai vắng." in text(at_work().get(reverse("cases:absences")))
