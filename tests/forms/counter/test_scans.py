"""What the office owes its own case: papers that were taken in and wait to be scanned."""

import pytest

from forms.models import Case, Event
from forms.models.events import faults
from home.models import Role
from tests import factories
from tests.forms.counter.conftest import at_work
from tests.forms.kinds import answers as given
from tests.journeys import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@pytest.fixture
def case(counter, office):
    page = factories.form_page(office, "licence")
    made = counter.complete(page, given.licence(), owed=True)
    counter.file(made)
    return Case.objects.get(pk=made.pk)


def scans(case):
    return f"/cms/ho-so/{case.pk}/quet/"


def test_a_scan_pays_what_is_owed_and_is_noted(counter, case):
    page = counter.get(scans(case)).content.decode()
    assert 'name="paper_ho_so"' in page
    assert 'name="director_cv_file"' in page
    assert counter.post(scans(case), {"paper_ho_so": [pdf("a.pdf")]}).status_code == 302
    case.refresh_from_db()
    assert case.attachments.get().slot == "paper_ho_so"
    assert "paper_ho_so_on_paper_unscanned" not in case.all_answers
    line = case.events.get(act=Event.Act.SCANNED)
    assert line.actor == counter.user
    assert not faults(case)
    assert 'name="paper_ho_so"' not in counter.get(scans(case)).content.decode()


def test_a_scan_that_is_none_is_refused_and_nothing_is_paid(counter, case):
    answer = counter.post(scans(case), {"paper_ho_so": [pdf("a.exe")]})
    assert answer.status_code == 422
    assert "Chỉ nhận tệp" in answer.content.decode()
    assert not case.attachments.exists()


def test_what_is_not_owed_takes_nothing(counter, case):
    counter.post(scans(case), {"paper_ho_so": [pdf("a.pdf")]})
    assert counter.post(scans(case), {"paper_ho_so": [pdf("b.pdf")], "x": pdf()}).status_code == 302
    assert case.attachments.count() == 1


def test_only_clerks_of_the_office_scan(case, office, other):
    for role in (Role.OFFICER, Role.LEADER):
        assert at_work(office, role).get(scans(case)).status_code == 302
    assert at_work(other, Role.CLERK).get(scans(case)).status_code == 404
    assert at_work(other, Role.CLERK).post(scans(case), {"x": pdf()}).status_code == 404
