"""What `load_office` plants of the forms: once, and never over an editor's work."""

import pytest
from wagtail.models import PageLogEntry

from forms.kinds import OFFERED
from forms.loading import load
from forms.models import FormPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    found = factories.office("hcmc", languages=("en", "lo", "km"))
    load(found)
    return found


def asked(page):
    return [block.value["question"] for block in page.eligibility]


def test_every_form_begins_with_questions_in_its_language(office):
    vietnamese = FormPage.objects.filter(locale__language_code="vi")
    assert {page.kind_code for page in vietnamese} == set(OFFERED)
    assert all(asked(page) for page in FormPage.objects.all())
    students = FormPage.objects.filter(kind_code="student")
    assert students.count() == len({asked(page)[0] for page in students}) == 4
    assert all(not block.value["verified"] for page in students for block in page.eligibility)


def test_questions_that_an_editor_removed_do_not_come_back(office):
    page = FormPage.objects.get(kind_code="licence")
    page.eligibility = []
    page.save_revision().publish()
    load(office)
    page.refresh_from_db()
    assert not page.eligibility


def test_a_form_page_of_old_gets_its_questions_unless_somebody_is_at_work_on_it(office):
    """An office that was loaded before there were questions."""
    old, drafted = FormPage.objects.filter(kind_code__in=("licence", "nomination"))
    for page in (old, drafted):
        page.eligibility = []
        page.save_revision().publish()
    drafted.save_revision()
    PageLogEntry.objects.filter(action="wagtail.edit").delete()
    load(office)
    for page in (old, drafted):
        page.refresh_from_db()
    assert asked(old)
    assert not asked(drafted)
