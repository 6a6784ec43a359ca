"""Requests about personal data, sent through the citizen's own screens."""

from typing import Any

from forms.citizen.access import COOKIE
from forms.kinds import KINDS
from forms.models import Case
from forms.references import pin_digest
from forms.sealing import seal
from home.models import Office
from tests import cases
from tests.journeys import Citizen, errors_in

PIN = "ABCD2345"
STEPS = KINDS["data_request"].steps


def held(citizen: Citizen, case: Case, pin: str = PIN) -> Case:
    """From now on this browser may open the case, and no other."""
    case.pin_digest = pin_digest(case.key.hex, pin)
    case.save(update_fields=["pin_digest"])
    citizen.client.cookies[COOKIE] = seal({case.key.hex: pin})
    return case


def sent_case(citizen: Citizen, office: Office, kind: str = "student", **fields: Any) -> Case:
    """A submitted case that this browser holds."""
    return held(citizen, cases.case(office, kind, **fields))


def begin(citizen: Citizen, about: Case) -> Case:
    response = citizen.post(f"/tra-cuu/{about.key}/du-lieu/", {})
    assert response.status_code == 302
    return about.requests.get(state="draft")


def ask(citizen: Citizen, about: Case, right: str, **answers: Any) -> Case:
    """A request that has arrived."""
    draft = begin(citizen, about)
    for step in STEPS:
        response = citizen.send(draft, step, {"right": right, **answers})
        assert response.status_code == 302, errors_in(response)
    response = citizen.submit(draft)
    assert response.status_code == 302, errors_in(response)
    draft.refresh_from_db()
    return draft


def correction(question: str, new_value: str, why: str = "Theo hộ chiếu") -> dict[str, Any]:
    return {"corrections": [{"question": question, "new_value": new_value, "why": why}]}
