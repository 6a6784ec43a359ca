"""The office's side of the thread: found in the queue, answered from the case's page."""

import html
import uuid

import pytest
from django.urls import reverse

from forms.models import Event, Notice
from forms.states import State
from forms.talking import Draft, ask
from home.models import Role
from tests import cases, factories, journeys


@pytest.fixture
def asked(office):
    """A case with a question that nobody has seen."""
    case = cases.case(office, state=State.PROCESSING)
    ask(case.pk, Draft(uuid.uuid4(), "Bao giờ có kết quả?"))
    return case


def sheet(client, case):
    return html.unescape(client.get(reverse("cases:case", args=[case.pk])).content.decode())


def write(client, case, text="Ngày 10.", **more):
    url = reverse("cases:write", args=[case.pk])
    return client.post(url, {"key": str(uuid.uuid4()), "text": text} | more)


def test_a_question_shows_in_the_list_until_it_is_answered(at_work, office, asked):
    cases.case(office)
    clerk = at_work(Role.CLERK)
    url = reverse("cases:list")
    page = clerk.get(url, {"muc": "co-cau-hoi"}).content.decode()
    assert asked.code in page
    assert page.count("q-pill-soon") == 1
    assert write(clerk, asked).status_code == 302
    assert asked.code not in clerk.get(url, {"muc": "co-cau-hoi"}).content.decode()


def test_reading_is_not_answering(at_work, asked):
    client = at_work()
    assert ">Mới<" in sheet(client, asked)
    assert ">Mới<" not in sheet(client, asked)
    asked.refresh_from_db()
    assert asked.asked_at is not None


def test_an_answer_names_its_officer_to_colleagues(at_work, asked):
    write(at_work(last_name="Nguyễn", first_name="Trả"), asked)
    page = sheet(at_work(), asked)
    assert "Nguyễn Trả" in page
    assert "Ngày 10." in page
    assert Notice.objects.get(case=asked, topic=Notice.Told.WROTE).note == ""


def test_what_cannot_be_sent_comes_back(at_work, asked):
    client = at_work()
    response = write(client, asked, "")
    assert response.status_code == 422
    bad = journeys.pdf("x.exe")
    response = write(client, asked, "Kèm tệp.", attached=[bad])
    assert response.status_code == 422
    assert "Kèm tệp." in response.content.decode()
    assert asked.messages.count() == 1


def test_files_of_either_side_open_from_the_sheet(at_work, asked):
    client = at_work()
    write(client, asked, attached=[journeys.pdf("thu.pdf")])
    attachment = asked.attachments.get()
    path = reverse("cases:file", args=[asked.pk, attachment.pk])
    assert path in sheet(client, asked)
    assert client.get(path).status_code == 200


def test_thanks_are_put_aside(at_work, asked):
    client = at_work()
    client.post(reverse("cases:no_answer", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.asked_at is None
    assert asked.events.filter(act=Event.Act.NOTED, actor=client.user).count() == 1


def test_who_does_not_work_the_case_reads_and_writes_nothing(asked):
    boss = factories.signed_in(factories.superuser())
    page = sheet(boss, asked)
    assert "Bao giờ có kết quả?" not in page
    assert write(boss, asked).status_code == 302
    assert asked.messages.count() == 1
    asked.refresh_from_db()
    assert asked.messages.get().read_at is None


def test_another_office_finds_no_such_case(other, asked):
    client = factories.signed_in(factories.staff(other, Role.OFFICER))
    assert write(client, asked).status_code == 404
    assert asked.messages.count() == 1
