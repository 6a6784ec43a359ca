"""What the public finds of procedures and registers: public columns only, and never a student."""

import pytest
from wagtail.models import PageViewRestriction

from home.models import Office
from search.models import Entry
from services.models import RegisterPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return factories.office("hcmc")


def test_students_and_dormitories_are_never_found(office: Office) -> None:
    factories.student(office)
    factories.dormitory(office)
    assert set(Entry.objects.values_list("kind", flat=True)) <= {"institution"}


def test_a_licence_is_found_by_its_public_columns(office: Office) -> None:
    licence = factories.licence(office, director="Đặng Thị Ẩn", phone="+84900000001")
    entry = Entry.objects.get(kind="licence")
    assert entry.url == f"/so-dang-ky/giay-phep/{licence.slug}/"
    assert entry.office_id == office.site_id
    for words in ("dang thi an", "0900000001", "phuong sai gon"):
        assert words in entry.search_fold
    assert factories.visitor(office).get(entry.url).status_code == 200


def test_a_renamed_entry_is_found_by_its_new_name(office: Office) -> None:
    recognition = factories.recognition(office, "Gia đình ông Cũ")
    recognition.name = "Gia đình ông Mới"
    recognition.save()
    assert Entry.objects.get(kind="recognition").title == "Gia đình ông Mới"
    recognition.delete()
    assert not Entry.objects.filter(kind="recognition").exists()


def test_entries_come_and_go_with_their_registers_page(office: Office) -> None:
    factories.institution(office)
    page = RegisterPage.objects.get(register="co-so-giao-duc")
    page.unpublish()
    assert not Entry.objects.exists()
    page.save_revision().publish()
    assert Entry.objects.count() == 1


def test_entries_are_as_private_as_their_registers_page(office: Office) -> None:
    page = RegisterPage.objects.get(register="co-so-giao-duc")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    factories.institution(office)
    assert not Entry.objects.exists()


def test_a_procedure_is_found_by_code_and_keywords(office: Office) -> None:
    factories.procedure(office, code="1.005053", keywords="mở trung tâm", summary="Tóm tắt")
    entry = Entry.objects.get(kind="procedure")
    assert "005053" in entry.search_fold
    assert "mo trung tam" in entry.search_fold
