"""The demonstration keeps its mails and shows them, each office its own."""

import pytest
from django.urls import reverse

from forms.models import Notice
from forms.notices.telling import deliver, notify
from forms.states import State
from home.models import Role
from motcua.demo.mailbox import folder
from tests import cases, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = "motcua.demo.mailbox.Backend"
    case = cases.case(factories.office("hcmc"), "licence", State.ACCEPTED)
    notice = notify(case, State.SUBMITTED, pin="0K1Z7M9B")
    assert deliver(notice.pk)
    return notice


def at_desk(office, role=Role.CLERK):
    return factories.signed_in(factories.staff(office, role))


def test_a_mail_lies_in_the_folder_under_its_name(kept):
    [file] = folder().iterdir()
    assert file.name.startswith(f"notice.{kept.pk}.")
    Notice.objects.update(status=Notice.Status.WAITING)
    deliver(kept.pk)
    assert list(folder().iterdir()) == [file]


def test_the_offices_staff_reads_it_as_the_citizen_does(kept):
    desk = at_desk(kept.case.office)
    address = reverse("demo_mail", args=[kept.pk])
    assert address in desk.get(reverse("demo_mails")).content.decode()
    page = desk.get(address).content.decode()
    assert '<iframe class="q-letter" sandbox title=' in page
    assert page.count("0K1Z7M9B") == 2  # as HTML and as text
    assert "khong-tra-loi@example.vn" in page
    assert f"Hồ sơ {kept.case.code}: Mới nộp" in page


def test_another_office_sees_nothing_of_it(kept):
    other = at_desk(factories.office("cantho"))
    address = reverse("demo_mail", args=[kept.pk])
    assert address not in other.get(reverse("demo_mails")).content.decode()
    assert other.get(address).status_code == 404


def test_what_was_sent_before_is_said_to_be_gone(kept):
    for file in folder().iterdir():
        file.unlink()
    desk = at_desk(kept.case.office)
    assert "Chưa có thư nào" in desk.get(reverse("demo_mails")).content.decode()
    assert "không còn giữ" in desk.get(reverse("demo_mail", args=[kept.pk])).content.decode()
