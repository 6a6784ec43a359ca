"""Absences in the CMS."""

import html
from datetime import timedelta

import pytest
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
