"""Ugly values in every field of the counter: no 5xx, nothing reflected, nothing lost (R-40)."""

import pytest

from forms.models import Case
from tests import factories
from tests.forms.counter.conftest import COUNTER
from tests.forms.counter.test_answers import at, case, slug  # noqa: F401  (a fixture)
from tests.forms.kinds import answers as given
from tests.journeys import pdf
from tests.test_evil_input import FIELDS, LONGEST, body, every_field, turn

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

FORM = "application/x-www-form-urlencoded"
VALUES = [value for value in FIELDS if len(value) <= LONGEST]


def send(counter, path, fields, value):
    answer = counter.client.post(path, body(fields), content_type=FORM)
    assert answer.status_code in (302, 400, 409, 422), (path, repr(value)[:80])
    if isinstance(value, str) and "<" in value:
        assert value not in answer.content.decode(), (path, repr(value)[:80])
    return answer


def test_no_value_in_any_field_of_a_step_breaks_it(counter, office):
    made = counter.complete(factories.form_page(office, "licence"), given.licence())
    for place, step in enumerate(made.kind.steps_for(given.licence())):
        form = step(office, made.all_answers, at_counter=True)
        names = [*every_field(form), "seen"]
        counts = {f"{name}-count": "2" for name in form.row_sets}
        for number, value in enumerate(turn(VALUES, place)[::4]):
            names = names[:-1] if number % 2 else names
            act = {"act": "next" if number % 3 else "save"}
            fields = dict.fromkeys(names, value) | counts | act
            send(counter, f"{COUNTER}{made.key}/buoc/{step.slug}/", fields, value)
    assert counter.get(f"{COUNTER}{made.key}/").status_code == 200
    assert counter.get(COUNTER).status_code == 200


def test_no_value_breaks_the_buttons_of_a_step(counter, intake):
    for value in turn(VALUES, 1):
        path = f"{COUNTER}{intake.key}/buoc/nguoi-nop/"
        answer = counter.client.post(path, body({"act": value}), content_type=FORM)
        assert answer.status_code < 500


def test_no_value_breaks_filing_and_nothing_is_filed(counter, intake):
    names = ("signed", "language", "working_days", "seen", "ticket", "act")
    for value in turn(VALUES, 2):
        send(counter, f"{COUNTER}{intake.key}/", dict.fromkeys(names, value), value)
        ready = counter.ready(intake) | {"signed": "on", "language": value, "working_days": value}
        send(counter, f"{COUNTER}{intake.key}/", {**ready, "act": "receive"}, value)
    assert Case.objects.get().state == "draft"


def test_no_value_breaks_what_is_brought(counter, case):  # noqa: F811
    remark = case.supplements.get().remarks.first()
    for number, value in enumerate(turn(VALUES, 3)):
        fields = {"head_address": value, "act": "next" if number % 2 else "save"}
        send(counter, at(case, f"buoc/{slug('head_address')}/"), fields, value)
        form = counter.get(at(case)).context["form"]
        fields = {"seen": form.now, f"reply-{remark.pk}": value, "declaration": ""}
        send(counter, at(case), fields, value)
    assert Case.objects.get(pk=case.pk).state == "supplement"


@pytest.mark.parametrize("name", ["a.exe", "../../x.pdf", "a\u202efdp.exe", "x" * 300 + ".pdf"])
def test_no_name_of_a_scan_breaks_its_place(counter, office, name):
    made = counter.complete(factories.form_page(office, "licence"), given.licence())
    file = pdf()
    file.name = name
    path = f"{COUNTER}{made.key}/buoc/thanh-phan-ho-so/"
    answer = counter.post(path, {"act": "attach:paper_ho_so", "paper_ho_so": [file]})
    assert answer.status_code in (200, 422)
