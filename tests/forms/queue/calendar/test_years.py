"""The working calendar in the CMS: kept by the office's administrators, unseen by others."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forms.clock import CalendarDay
from home.models import Role
from tests import factories

URL = "/cms/lich-lam-viec/"


@pytest.fixture
def admin(office):
    return factories.signed_in(factories.staff(office, Role.ADMIN))


def day(office):
    return CalendarDay.objects.filter(office=office).first()


def test_an_administrator_sees_the_own_office_only(admin, office, other):
    page = admin.get(URL).content.decode()
    assert f"{URL}edit/{day(office).pk}/" in page
    assert f"{URL}edit/{day(other).pk}/" not in page


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_another_offices_day_is_not_there(admin, other, act):
    assert admin.get(f"{URL}{act}/{day(other).pk}/").status_code == 404


def test_a_day_is_changed_and_added_at_the_own_office(admin, office, other):
    found = day(office)
    data = {
        "office": office.pk,
        "date": "24/11/2027",
        "kind": CalendarDay.Kind.PUBLIC_HOLIDAY,
        "name": "Ngày Văn hóa Việt Nam",
        "certainty": "",
    }
    assert admin.post(f"{URL}edit/{found.pk}/", data).status_code == 302
    found.refresh_from_db()
    assert found.name == "Ngày Văn hóa Việt Nam"
    data |= {"date": "25/11/2027", "office": other.pk}
    assert admin.post(f"{URL}new/", data).status_code == 302
    assert CalendarDay.objects.get(date="2027-11-25").office == office  # whatever was posted


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER, Role.EDITOR])
def test_the_other_roles_do_not_keep_the_calendar(office, role):
    client = factories.signed_in(factories.staff(office, role))
    assert client.get(URL, follow=True).redirect_chain[-1][0] == "/cms/"
    assert client.get(f"{URL}edit/{day(office).pk}/").status_code in (302, 404)


def test_a_year_is_seen_at_one_glance(at_work, office):
    page = at_work(Role.CLERK).get(f"{URL}nam/2026/").content.decode()
    assert page.count("<caption>") == 12
    assert "Tết Dương lịch" in page
    assert "nhap/" not in page  # the list of a year is for administrators


def test_a_year_that_is_not_there_says_what_follows(at_work):
    page = at_work(Role.OFFICER).get(f"{URL}nam/2031/").content.decode()
    assert "chưa được nhập" in page


@pytest.mark.parametrize("year", [0, 1999, 2101, 99999])
def test_there_are_years_that_nobody_plans(admin, year):
    assert admin.get(f"{URL}nam/{year}/").status_code == 404


def test_another_offices_calendar_is_not_there(admin, other):
    assert admin.get(f"{URL}nam/2026/?don-vi=cantho").status_code == 404
    assert admin.post(f"{URL}nam/2026/nhap/?don-vi=cantho", {"text": "x"}).status_code == 404


def test_a_list_is_compared_before_it_is_put_in_force(admin, office):
    url, list_ = f"{URL}nam/2031/nhap/", "01/01/2031;Ngày lễ;Tết Dương lịch"
    seen = admin.post(url, {"text": list_})
    assert "Tết Dương lịch" in seen.content.decode()
    assert not CalendarDay.objects.filter(date__year=2031).exists()
    assert admin.post(url, {"text": list_, "confirm": "1"}).status_code == 302
    assert CalendarDay.objects.get(date__year=2031).office == office


def test_a_wrong_list_is_kept_as_typed(admin):
    page = admin.post(f"{URL}nam/2031/nhap/", {"text": "hôm qua;Ngày lễ;x", "confirm": "1"})
    assert page.status_code == 422
    assert "hôm qua;Ngày lễ;x" in page.content.decode()
    assert not CalendarDay.objects.filter(date__year=2031).exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "\ufeff01/01/2031;Ngày lễ;Tết".encode()])
def test_a_file_is_read_as_text_or_refused(admin, content):
    file = SimpleUploadedFile("lich.csv", content)
    status = admin.post(f"{URL}nam/2031/nhap/", {"text": "", "file": file}).status_code
    assert status == (200 if content.startswith(b"\xef") else 422)


def test_a_year_is_offered_as_shipped_where_the_office_has_none(admin, office):
    CalendarDay.objects.filter(office=office, date__year=2026).delete()
    assert "Quốc khánh" in admin.get(f"{URL}nam/2026/nhap/").content.decode()
