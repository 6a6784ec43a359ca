"""Whatever zone an account keeps, the CMS reckons by the offices' time."""

import html
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.users.models import UserProfile

from forms.models import Case
from forms.states import State
from home.models import Role
from tests import cases

ZONE = ZoneInfo(settings.TIME_ZONE)
#: In London it is still the day before, on Kiritimati it is this afternoon.
NIGHT = datetime(2026, 11, 25, 2, 30, tzinfo=ZONE)


@pytest.fixture(params=["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def elsewhere(request, office, at_work, monkeypatch):
    """A browser of a clerk whose account chose another zone when there was one to choose."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NIGHT)
    client = at_work(Role.CLERK)
    kept = {"current_time_zone": request.param}
    UserProfile.objects.update_or_create(user=client.user, defaults=kept)
    return client


def read(client, address):
    return html.unescape(client.get(address).content.decode())


def test_no_zone_can_be_chosen(elsewhere):
    assert "time_zone" not in read(elsewhere, "/cms/account/")


def test_hours_are_the_offices(elsewhere, office):
    case = cases.case(office, submitted_at=NIGHT)
    assert "02:30 25/11/2026" in read(elsewhere, f"/cms/ho-so/{case.pk}/")


def test_today_is_the_offices(elsewhere, office):
    fields = {"state": State.PROCESSING, "received_at": NIGHT, "submitted_at": NIGHT}
    late = cases.case(office, due_on=date(2026, 11, 24), **fields)
    due = cases.case(office, due_on=NIGHT.date(), **fields)
    shown = read(elsewhere, "/cms/ho-so/?muc=qua-han")
    assert (late.code in shown, due.code in shown) == (True, False)


def test_a_limit_begins_on_the_offices_day(elsewhere, office):
    case = cases.case(office, submitted_at=NIGHT)
    fields = {"version": case.version, "working_days": 1}
    answer = elsewhere.post(f"/cms/ho-so/{case.pk}/chuyen/accepted/", fields)
    assert answer.status_code == 302
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 11, 26)


def test_nothing_of_it_outlives_the_request(elsewhere):
    elsewhere.get("/cms/")
    assert timezone.get_current_timezone() == ZONE
