"""An office with a form, and citizens at their browsers."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forms.citizen import access, drafts
from forms.kinds.base import Kind, posted
from forms.models import Case, FormPage, Supplement
from forms.references import new_pin, pin_digest
from forms.sealing import seal
from forms.states import State
from forms.supplements.asking import Mark
from home.models import Office
from tests import cases, factories
from tests.forms.citizen.completing import PIN, placed
from tests.forms.citizen.steps import url
from tests.forms.kinds import answers as given
from tests.journeys import Citizen

ANSWERS = given.OF_KIND


@pytest.fixture
def office(db: None) -> Office:
    """TP.HCM, with a second city's commune and the criteria that ship."""
    found = factories.office("hcmc")
    factories.commune("92", "31135", "Phường Ninh Kiều")
    given.plant(found)
    call_command("load_criteria", verbosity=0)
    return found


@pytest.fixture
def form_page(office: Office) -> FormPage:
    return factories.form_page(office, "nomination")


@pytest.fixture
def citizen(office: Office) -> Citizen:
    return Citizen(Client(), "hcmc.localhost")


@pytest.fixture
def stranger(office: Office) -> Citizen:
    """The same office in another browser."""
    return Citizen(Client(), "hcmc.localhost")


def with_derived(kind: Kind, office: Office, answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with those that the first step computes of them."""
    first = kind.steps[0]
    derived = first(office, answers, posted(first, answers)).to_store()
    return {**answers, **derived}


def complete(citizen: Citizen, page: FormPage, answers: dict[str, Any]) -> Case:
    """A complete draft that this browser holds, without the walk through every step."""
    office = Office.objects.get(site__hostname=citizen.host)
    case, pin = drafts.begin(page, office, uuid.uuid4())
    answers = with_derived(page.kind, office, answers)
    case.store(answers)
    case.visited = [step.slug for step in case.kind.steps_for(answers)]
    case.save()
    for slot in given.files(page.kind_code, answers):
        cases.attach(case, f"{slot}.pdf", slot)
    citizen.client.cookies[access.COOKIE] = seal({case.key.hex: pin})
    return case


def hold(citizen: Citizen, case: Case) -> Case:
    """The case, whose PIN this browser holds from now on."""
    pin = new_pin()
    case.pin_digest = pin_digest(case.key.hex, pin)
    Case.objects.filter(pk=case.pk).update(pin_digest=case.pin_digest)
    citizen.client.cookies[access.COOKIE] = seal({case.key.hex: pin})
    return case


@pytest.fixture
def draft(citizen: Citizen, form_page: FormPage) -> Case:
    """A complete draft of a family's nomination, with a file in `evidence_files`."""
    case = complete(citizen, form_page, given.nomination("gia_dinh"))
    cases.attach(case, "bằng khen.pdf", "evidence_files")
    return case


@pytest.fixture
def sent(citizen: Citizen, draft: Case) -> Case:
    """The same, submitted."""
    assert citizen.submit(draft).status_code == 302
    draft.refresh_from_db()
    return draft


@pytest.fixture
def statements() -> Callable[[], Any]:
    """Collects the statements that read or write rows; savepoints and the like are not counted."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        found: list[str] = []
        with CaptureQueriesContext(connection) as captured:
            yield found
        found += [
            query["sql"]
            for query in captured
            if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", query["sql"])
        ]

    return counted


@pytest.fixture
def rows(citizen: Citizen, office: Office) -> tuple[Case, str]:
    """A licence's draft at its step of programmes, a repeated group."""
    case = complete(citizen, factories.form_page(office, "licence"), given.licence())
    return case, url(case, "chuong-trinh")


@pytest.fixture
def ask(office: Office, citizen: Citizen) -> Callable[..., Case]:
    """`ask(ADDRESS, CV)`: a case of this citizen that waits for these points."""
    cases.calendar(office)
    page = factories.form_page(office, procedure=factories.procedure(office, working_days=15))

    def asked(*marks: Mark, answers: dict[str, Any] | None = None, **columns: Any) -> Case:
        made = cases.case(
            office,
            state=State.SUPPLEMENT,
            answers=answers or given.licence(),
            form_page=page,
            pin_digest="",
            **columns,
        )
        Case.objects.filter(pk=made.pk).update(pin_digest=pin_digest(made.key.hex, PIN))
        for slot in given.files("licence", made.all_answers):
            cases.attach(made, f"{slot}.pdf", slot)
        Supplement.objects.filter(case=made).delete()
        cases.ask_for(made, *map(placed, marks))
        citizen.client.cookies[access.COOKIE] = seal({made.key.hex: PIN})
        return Case.objects.get(pk=made.pk)

    return asked
