"""Whoever changes legal time sees first which cases that moves, and afterwards which it moved."""

import html
from datetime import date, datetime

import pytest
from django.utils import timezone

from forms.clock import CalendarDay
from forms.clock.recounting import go_on
from forms.models import Case, MovedDay, Recount
from forms.states import State
from home.models import Role
from home.viewsets import OfficeForm
from tests import cases, factories
from tests.forms.kinds.ugly import UGLY
from tests.overtaking import just_after

#: What a browser can send, and not so long that it takes its time.
SENT = [one for one in UGLY if "\udfff" not in one and len(one) < 5_000]

URL = "/cms/lich-lam-viec/"
DAY = {"date": "10/03/2026", "kind": "public_holiday", "name": "Ngày nghỉ thử", "certainty": ""}


@pytest.fixture(autouse=True)
def on_a_monday(monkeypatch):
    at = datetime(2026, 3, 2, 9, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


@pytest.fixture
def admin(office):
    return factories.signed_in(factories.staff(office, Role.ADMIN))


@pytest.fixture
def running(office):
    return cases.case(
        office, state=State.PROCESSING, working_days=10, due_on=date(2026, 3, 16), due_part=0
    )


def text(response):
    return html.unescape(response.content.decode())


def worked_off():
    for pk in Recount.objects.filter(finished_at=None).values_list("pk", flat=True):
        go_on.call(pk)


def test_adding_a_day_shows_what_moves_and_saves_nothing_yet(admin, running):
    shown = text(admin.post(f"{URL}new/", DAY))
    assert running.code in shown
    assert "16/03/2026" in shown
    assert "17/03/2026" in shown
    assert 'name="name" value="Ngày nghỉ thử"' in shown
    assert not CalendarDay.objects.filter(date="2026-03-10").exists()
    assert not Recount.objects.exists()


def test_confirmed_it_is_saved_and_the_cases_move(admin, running):
    sent = admin.post(f"{URL}new/", {**DAY, "confirm": "1"}, follow=True)
    assert "Hồ sơ đã dời ngày" in text(sent)
    worked_off()
    assert Case.objects.get(pk=running.pk).due_on == date(2026, 3, 17)
    shown = text(admin.get(f"{URL}tinh-lai/{Recount.objects.get().pk}/"))
    assert running.code in shown
    assert f"/cms/ho-so/{running.pk}/" not in shown  # an administrator sees no cases


def test_who_works_the_cases_is_led_to_them(admin, running, at_work):
    admin.post(f"{URL}new/", {**DAY, "confirm": "1"})
    worked_off()
    shown = text(at_work(Role.OFFICER).get(f"{URL}tinh-lai/{Recount.objects.get().pk}/"))
    assert f"/cms/ho-so/{running.pk}/" in shown
    assert running.subject not in shown


def test_another_offices_recount_is_not_there(at_work, other):
    theirs = Recount.objects.create(office=other, why="x", since=date(2026, 1, 1))
    assert at_work(Role.OFFICER).get(f"{URL}tinh-lai/{theirs.pk}/").status_code == 404


def test_a_changed_day_counts_as_it_was_and_as_it_will_be(admin, office, running):
    day = CalendarDay.objects.create(
        office=office, date=date(2026, 3, 20), kind="public_holiday", name="Nghỉ"
    )
    shown = text(admin.post(f"{URL}edit/{day.pk}/", DAY))
    assert "17/03/2026" in shown
    day.refresh_from_db()
    assert day.date == date(2026, 3, 20)


def test_a_day_stays_its_offices(office, other, running):
    """Else the cases of the one that loses it would keep days that nobody reckons anew."""
    day = CalendarDay.objects.create(
        office=office, date=date(2026, 3, 10), kind="public_holiday", name="Nghỉ"
    )
    master = factories.signed_in(factories.superuser())
    master.post(f"{URL}edit/{day.pk}/", {**DAY, "office": other.pk})
    day.refresh_from_db()
    assert (day.office, day.name) == (office, DAY["name"])


def test_another_name_moves_nothing_and_is_saved_at_once(admin, office, running):
    day = CalendarDay.objects.create(
        office=office, date=date(2026, 3, 10), kind="public_holiday", name="Nghỉ"
    )
    assert admin.post(f"{URL}edit/{day.pk}/", DAY).status_code == 302
    assert not Recount.objects.exists()


def test_a_day_taken_out_brings_promises_forward(admin, office, running):
    day = CalendarDay.objects.create(
        office=office, date=date(2026, 3, 10), kind="public_holiday", name="Nghỉ"
    )
    Case.objects.filter(pk=running.pk).update(due_on=date(2026, 3, 17))
    assert "16/03/2026" in text(admin.post(f"{URL}delete/{day.pk}/"))
    assert CalendarDay.objects.filter(pk=day.pk).exists()
    assert admin.post(f"{URL}delete/{day.pk}/", {"confirm": "1"}).status_code == 302
    worked_off()
    assert MovedDay.objects.get().after == date(2026, 3, 16)


def test_a_year_taken_in_shows_it_beside_the_list(admin, running):
    list_ = "01/01/2026;Ngày lễ;Tết Dương lịch\n10/03/2026;Ngày lễ;Nghỉ"
    shown = text(admin.post(f"{URL}nam/2026/nhap/", {"text": list_}))
    assert "17/03/2026" in shown
    admin.post(f"{URL}nam/2026/nhap/", {"text": list_, "confirm": "1"})
    worked_off()
    assert MovedDay.objects.get().after == date(2026, 3, 17)


def office_fields(office, **changed):
    form = {
        "name": office.name,
        "short_name": office.short_name,
        "city": office.city,
        "agency_code": office.agency_code,
        "morning_ends": "11:30",
        "afternoon_ends": "17:00",
        "draft_days": 30,
        "supplement_days": 10,
        "supplement_reminder": 2,
    }
    return form | changed


@pytest.mark.parametrize("ends", ["11:30", "09:00"])
def test_an_afternoon_ends_after_its_morning(admin, office, ends):
    url = f"/cms/offices/edit/{office.pk}/"
    shown = text(admin.post(url, office_fields(office, afternoon_ends=ends, confirm="1")))
    assert "phải sau giờ trả kết quả buổi sáng" in shown
    office.refresh_from_db()
    assert f"{office.afternoon_ends:%H:%M}" == "17:00"


def test_other_hours_are_asked_about_where_they_move_days(admin, office):
    late = datetime(2026, 2, 27, 16, 45, tzinfo=timezone.get_current_timezone())  # a Friday
    case = cases.case(
        office,
        state=State.PROCESSING,
        received_at=late,
        working_days=5,
        due_on=date(2026, 3, 6),
    )
    url = f"/cms/offices/edit/{office.pk}/"
    assert admin.post(url, office_fields(office, city="Huế")).status_code == 302
    shown = admin.post(url, office_fields(office, afternoon_ends="16:30"))
    assert shown.status_code == 200
    assert "09/03/2026" in text(shown)
    office.refresh_from_db()
    assert f"{office.afternoon_ends:%H:%M}" == "17:00"
    confirmed = office_fields(office, afternoon_ends="16:30", confirm="1")
    assert admin.post(url, confirmed).status_code == 302
    worked_off()
    assert Case.objects.get(pk=case.pk).due_on == date(2026, 3, 9)


def test_a_job_that_stands_still_is_set_going_again(admin, office, running):
    CalendarDay.objects.create(
        office=office, date=date(2026, 3, 10), kind="public_holiday", name="Nghỉ"
    )
    stands = Recount.objects.create(office=office, why="x", since=date(2026, 3, 10))
    assert "Làm tiếp" in text(admin.get(f"{URL}tinh-lai/{stands.pk}/"))
    assert admin.post(f"{URL}tinh-lai/{stands.pk}/lam-tiep/").status_code == 302


def test_the_list_of_recounts_is_of_one_office(admin, office, other):
    Recount.objects.create(office=office, why="Thêm ngày của tôi", since=date(2026, 3, 10))
    Recount.objects.create(office=other, why="Thêm ngày của họ", since=date(2026, 3, 10))
    shown = text(admin.get(f"{URL}tinh-lai/"))
    assert "Thêm ngày của tôi" in shown
    assert "Thêm ngày của họ" not in shown


def test_no_value_breaks_what_asks_first(admin, office, running):
    for value in SENT:
        data = {**DAY, "name": value, "confirm": ""} if value else {**DAY, "date": value}
        assert admin.post(f"{URL}new/", {**data, "date": value}).status_code < 500
        shown = admin.post(f"{URL}new/", {**DAY, "name": value})
        assert shown.status_code < 500
        if "<" in value:
            assert value not in shown.content.decode()
        page = admin.get(f"{URL}tinh-lai/", {"don-vi": value})
        assert page.status_code in (200, 400, 404)


def test_of_two_who_add_the_same_day_at_once_one_is_told_that_it_is_there(admin, office):
    def first():
        CalendarDay.objects.create(
            office=office, date="2026-03-10", kind="public_holiday", name="Người khác"
        )

    with just_after(OfficeForm, "is_valid", first):
        response = admin.post(f"{URL}new/", {**DAY, "confirm": "1"})
    assert response.status_code == 200
    assert 'value="Ngày nghỉ thử"' in response.content.decode()
    assert CalendarDay.objects.get(date="2026-03-10").name == "Người khác"
    assert not Recount.objects.exists()
