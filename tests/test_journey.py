"""The story of the product, for each kind: from search to form, queue, decision and register."""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django_tasks_db.models import DBTaskResult

from forms.models import Case, Event, FormPage, Notice
from forms.notices.telling import send
from forms.states import State
from home.models import Role
from services.models import Licence, Recognition, Student
from tests import factories
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]

KINDS = [
    ("licence", given.licence(), Licence),
    ("nomination", given.nomination("gia_dinh"), Recognition),
    ("student", given.student(), Student),
]


@pytest.fixture
def office():
    office = factories.office("hcmc")
    factories.commune("92", "31135", "Phường Ninh Kiều")
    given.plant(office)
    call_command("load_calendar", "hcmc", verbosity=0)
    return office


def deliver() -> None:
    """Does what the worker does with the queued notices."""
    for job in DBTaskResult.objects.order_by("enqueued_at"):
        send.call(*job.args_kwargs["args"])
    DBTaskResult.objects.all().delete()


def staff_client(office: object, role: str) -> Client:
    client = Client(headers={"host": "hcmc.localhost"})
    client.force_login(factories.staff(office, role), "django.contrib.auth.backends.ModelBackend")
    return client


def move(client: Client, case: Case, to: str, **fields: str) -> None:
    case.refresh_from_db()
    url = f"/cms/ho-so/{case.pk}/chuyen/{to}/"
    response = client.post(url, {"version": case.version, **fields})
    assert response.status_code == 302, response.content.decode()[:2000]
    case.refresh_from_db()
    assert case.state == to


@pytest.mark.parametrize(("kind", "answers", "register"), KINDS, ids=[kind[0] for kind in KINDS])
def test_a_case_goes_from_the_citizens_form_to_the_register(office, kind, answers, register):
    page = factories.form_page(office, kind)
    citizen = Citizen(Client(), "hcmc.localhost")

    case = citizen.fill(page, answers)
    assert citizen.submit(case).status_code == 302
    case.refresh_from_db()
    assert case.state == State.SUBMITTED

    receipt = citizen.get(f"/ho-so/{case.key}/bien-nhan/").content.decode()
    pin = "".join(re.search(r"Mã PIN</span> <strong>(\w{4}) (\w{4})", receipt).groups())
    assert case.code in receipt
    deliver()
    assert case.code in mail.outbox[0].body
    assert pin in mail.outbox[0].body
    assert pin not in str(Case.objects.filter(pk=case.pk).values().get())
    assert pin not in str(list(Notice.objects.values()))

    stranger = Citizen(Client(), "hcmc.localhost")
    assert stranger.get(f"/tra-cuu/{case.key}/").status_code == 404
    found = stranger.post("/tra-cuu/", {"code": case.code, "pin": pin.lower()})
    assert found.status_code == 302
    assert "Mới nộp" in stranger.get(found.url).content.decode()

    clerk, officer, leader = (
        staff_client(office, role) for role in (Role.CLERK, Role.OFFICER, Role.LEADER)
    )
    move(clerk, case, State.ACCEPTED, working_days="15")
    assert case.book_number
    assert case.due_on
    move(officer, case, State.PROCESSING)
    move(officer, case, State.SIGNING)
    before = register.objects.count()
    move(leader, case, State.APPROVED)
    assert register.objects.count() == before + 1
    move(clerk, case, State.RETURNED)

    told = Notice.objects.filter(case=case).values_list("topic", flat=True)
    assert set(told) == {State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.RETURNED}
    moves = case.events.filter(act=Event.Act.MOVED).values_list("to_state", flat=True)
    assert list(moves) == [
        State.SUBMITTED,
        State.ACCEPTED,
        State.PROCESSING,
        State.SIGNING,
        State.APPROVED,
        State.RETURNED,
    ]
    page = stranger.get(f"/tra-cuu/{case.key}/").content.decode()
    assert "Đã trả kết quả" in page


def test_a_granted_licence_is_found_in_the_register_and_by_search(office):
    answers = given.licence()
    citizen = Citizen(Client(), "hcmc.localhost")
    case = citizen.fill(factories.form_page(office, "licence"), answers)
    citizen.submit(case)
    for role, to, fields in (
        (Role.CLERK, State.ACCEPTED, {"working_days": "15"}),
        (Role.OFFICER, State.PROCESSING, {}),
        (Role.OFFICER, State.SIGNING, {}),
        (Role.LEADER, State.APPROVED, {}),
    ):
        move(staff_client(office, role), case, to, **fields)

    reader = Citizen(Client(), "hcmc.localhost")
    name = answers["centre_name_vi"]
    register = reader.get("/so-dang-ky/giay-phep/").content.decode()
    assert name in register
    results = reader.get("/tim-kiem/", data={"q": factories.unaccented(name)}).content.decode()
    assert Licence.objects.get(events__case_code=case.code).slug in results


def test_a_student_is_never_public(office):
    answers = given.student()
    citizen = Citizen(Client(), "hcmc.localhost")
    case = citizen.fill(factories.form_page(office, "student"), answers)
    citizen.submit(case)
    results = citizen.get("/tim-kiem/", data={"q": answers["full_name_passport"]})
    assert 'class="results"' not in results.content.decode()
    assert answers["passport_no"] not in str(Case.objects.filter(pk=case.pk).values().get())


def test_the_procedure_is_found_typing_without_accents_and_leads_to_the_form(office):
    form_page = factories.form_page(office, "licence")
    procedure = factories.procedure(
        office, title="Cấp phép trung tâm ngoại ngữ, tin học", form_page=form_page
    )
    reader = Citizen(Client(), "hcmc.localhost")
    results = reader.get("/tim-kiem/", data={"q": "cap phep trung tam ngoai ngu"})
    assert procedure.url in results.content.decode()
    assert form_page.url in reader.get(procedure.url).content.decode()
    assert FormPage.objects.get(pk=form_page.pk).accepting
