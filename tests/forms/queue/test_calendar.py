"""The working calendar in the CMS: kept by the office's administrators, unseen by others."""

import pytest

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
