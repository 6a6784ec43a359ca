"""An office with a counter, its clerk, a colleague, and another office that must stay unseen."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from forms.kinds.papers import OWED
from forms.models import Case, FormPage
from home.models import Office, Role
from tests import cases, factories
from tests.forms.citizen.conftest import with_derived
from tests.forms.kinds import answers as given
from tests.journeys import form_data

COUNTER = "/cms/ho-so/tai-quay/"
SIGNED = {"signed": "on", "language": "vi", "working_days": "15"}


class Counter:
    """A clerk at the counter, with the office's CMS before them."""

    def __init__(self, office: Office, **fields: Any) -> None:
        self.office, self.user = office, factories.staff(office, Role.CLERK, **fields)
        self.client = factories.signed_in(self.user)

    def get(self, path: str, **kwargs: Any) -> Any:
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Any:
        return self.client.post(path, data or {}, **kwargs)

    def begin(self, page: FormPage) -> Case:
        found = re.search(r'name="ticket" value="([^"]+)"', self.get(COUNTER).content.decode())
        answer = self.post(f"{COUNTER}moi/{page.pk}/", {"ticket": found[1] if found else ""})
        assert answer.status_code == 302, answer.content
        return Case.objects.get(key=answer.url.split("/")[4])

    def step(self, case: Case, slug: str, **fields: Any) -> Any:
        return self.post(f"{COUNTER}{case.key}/buoc/{slug}/", {"act": "next", **fields})

    def send(self, case: Case, step: Any, answers: Any, **more: Any) -> Any:
        """A step with its answers and, in each of its places, a scan."""
        return self.step(case, step.slug, **form_data(step, answers, case) | more)

    def complete(self, page: FormPage, answers: dict[str, Any], **owed: bool) -> Case:
        """An intake that may be filed: with all its scans, or with papers only."""
        case = self.begin(page)
        answers = with_derived(case.kind, self.office, answers)
        slots = given.files(page.kind_code, answers)
        if owed:
            answers |= {slot + OWED: True for slot in slots}
        case.store(answers)
        case.visited = [step.slug for step in case.kind.steps_for(answers)]
        case.save()
        for slot in () if owed else slots:
            cases.attach(case, f"{slot}.pdf", slot)
        return case

    def ready(self, case: Case) -> dict[str, str]:
        """What the last page carries that is sent along."""
        page = self.get(f"{COUNTER}{case.key}/").content.decode()
        names = ("seen", "ticket")
        found = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in names}
        return {name: match[1] for name, match in found.items() if match}

    def file(self, case: Case, act: str = "receive", **changes: Any) -> Any:
        data = {**SIGNED, **self.ready(case), "act": act, **changes}
        sent = {name: value for name, value in data.items() if value is not None}
        return self.post(f"{COUNTER}{case.key}/", sent)


@pytest.fixture
def office(db: None) -> Office:
    found = factories.office("hcmc")
    factories.commune("92", "31135", "Phường Ninh Kiều")
    given.plant(found)
    call_command("load_criteria", verbosity=0)
    cases.calendar(found)
    return found


@pytest.fixture
def counter(office: Office) -> Counter:
    return Counter(office, last_name="Nguyễn Thị", first_name="Quầy")


@pytest.fixture
def colleague(office: Office) -> Counter:
    return Counter(office)


@pytest.fixture
def form_page(office: Office) -> FormPage:
    return factories.form_page(office, "nomination")


@pytest.fixture
def intake(counter: Counter, form_page: FormPage) -> Case:
    """A family's nomination, typed in and ready to be filed."""
    return counter.complete(form_page, given.nomination("gia_dinh"))


def pin_on(answer: Any) -> str:
    found = re.search(r'q-pin">(\w{4}) (\w{4})<', answer.content.decode())
    return "".join(found.groups()) if found else ""


def at_work(office: Office, role: str) -> Client:
    return factories.signed_in(factories.staff(office, role))
