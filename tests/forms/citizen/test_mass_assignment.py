"""R-09: only what is declared, writable and visible is ever stored, whatever else is sent."""

from urllib.parse import parse_qsl

import pytest

from forms.kinds import KINDS
from forms.models import Case
from tests import factories
from tests.forms.citizen.conftest import complete
from tests.forms.kinds import answers as given
from tests.journeys import agreed, form_data, pdf

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
#: Columns of the case, of other models, and names that frameworks of other languages stumble on.
FOREIGN = (
    "status=approved&state=approved&office=2&assignee=1&reference=MC-2026-0001&code=x&version=9"
    "&submitted_at=2000-01-01&consented_at=2000-01-01&notice_version=x&pin_digest=x&sealed=x"
    "&answers=%7B%7D&visited=x&agreed_text=x&chosen=x&kind_code=student&is_staff=1&readonly_name=X"
    "&__proto__=x&constructor=x&__class__=x&submitter_name%5B%5D=x&submitter_name.x=y&_state=x"
)
COLUMNS = ("state", "office_id", "assignee_id", "code", "version", "kind_code", "pin_digest")


def url(case, slug):
    return f"/ho-so/{case.key}/buoc/{slug}/"


def columns(case):
    case.refresh_from_db()
    return {name: getattr(case, name) for name in COLUMNS}


@pytest.fixture
def untouched(draft):
    return columns(draft)


def send(citizen, case, slug, more):
    step = next(step for step in case.kind.steps if step.slug == slug)
    data = form_data(step, case.all_answers, case)
    return citizen.post(url(case, slug), data | more | {"act": "save"})


def test_R09_undeclared_fields_are_not_stored(citizen, draft, untouched):
    before = dict(draft.all_answers)
    assert send(citizen, draft, "doi-tuong", dict(parse_qsl(FOREIGN))).status_code == 302
    assert columns(draft) == untouched
    new = {name: value for name, value in draft.all_answers.items() if name not in before}
    assert not any(new.values()), new
    assert set(new) <= set(draft.kind.labels)


def test_R09_a_case_begins_as_what_it_is(citizen, form_page):
    answer = citizen.begin(form_page, given.nomination() | dict(parse_qsl(FOREIGN)))
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.state, case.code, case.assignee, case.version) == ("draft", None, None, 0)
    assert case.kind_code == "nomination"


def test_R09_fields_of_other_steps_are_not_stored(citizen, draft):
    before = draft.all_answers["submitter_name"]
    other = {"submitter_name": "Kẻ khác", "year": "2016", "submitter_email": "x@example.vn"}
    send(citizen, draft, "doi-tuong", other)
    draft.refresh_from_db()
    assert draft.all_answers["submitter_name"] == draft.applicant == before
    assert draft.all_answers["year"] != 2016
    assert draft.email != "x@example.vn"


def test_R09_hidden_questions_are_not_stored(citizen, draft):
    """A family's form does not ask what a unit's asks, nor a citizen for a paper of authority."""
    send(citizen, draft, "doi-tuong", {"unit_kind": "truong_hoc", "citizen_birth_year": "1990"})
    draft.refresh_from_db()
    assert not draft.all_answers.get("unit_kind")
    assert not draft.all_answers.get("citizen_birth_year")
    answer = citizen.post(url(draft, "nop-thay"), {"represented_name": "Kẻ khác", "act": "save"})
    assert answer.url == f"/ho-so/{draft.key}/"
    draft.refresh_from_db()
    assert "represented_name" not in draft.all_answers


def test_R09_what_follows_from_other_answers_is_not_taken(citizen, draft, office):
    send(citizen, draft, "mo-hinh", {"criteria_set": "tt22-2020"})
    draft.refresh_from_db()
    assert draft.all_answers["criteria_set"] == "khong_cham_diem"
    case = complete(citizen, factories.form_page(office, "licence"), given.licence())
    send(citizen, case, "noi-dung", {"procedure": "khong-co-that"})
    case.refresh_from_db()
    assert case.all_answers["procedure"] != "khong-co-that"


def test_R09_sums_are_computed_never_taken(citizen, office):
    case = complete(citizen, factories.form_page(office, "nomination"), given.nomination())
    send(citizen, case, "tu-cham-diem", {"total": "100", "grade": "tot", "score_9_9": "10"})
    case.refresh_from_db()
    assert not {"total", "grade", "score_9_9"} & set(case.all_answers)


def test_R09_undeclared_columns_of_rows_are_not_stored(citizen, office):
    answers = given.licence(campuses=[given.CAMPUS])
    case = complete(citizen, factories.form_page(office, "licence"), answers)
    more = {"campuses-0-owner": "x", "campuses-0-id": "7", "campuses-9-name": "x", "campuses": "x"}
    send(citizen, case, "co-so", more)
    case.refresh_from_db()
    [row] = case.all_answers["campuses"]
    columns_ = KINDS["licence"].step("co-so", answers).base_fields["campuses"].row.base_fields
    assert set(row) == set(columns_)


def test_R09_sending_stores_nothing_that_is_posted_with_it(citizen, draft):
    data = agreed(draft) | dict(parse_qsl(FOREIGN)) | {"nominee_name": "Kẻ khác"}
    assert citizen.post(f"/ho-so/{draft.key}/kiem-tra/", data).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert draft.subject != "Kẻ khác"
    assert draft.submitted_at.year > 2000
    assert draft.code != "x"


def test_R09_a_sent_case_takes_no_more_answers(citizen, sent):
    before = sent.all_answers
    answer = citizen.post(url(sent, "doi-tuong"), {"nominee_name": "Kẻ khác", "act": "next"})
    assert answer.url == f"/ho-so/{sent.key}/bien-nhan/"
    sent.refresh_from_db()
    assert sent.all_answers == before


def test_R09_files_go_only_to_places_that_are_asked(citizen, draft):
    number = draft.attachments.count()
    files = {name: pdf() for name in ("passport_scan", "authorisation_file", "x", "minutes_file")}
    send(citizen, draft, "doi-tuong", files)
    assert draft.attachments.count() == number
