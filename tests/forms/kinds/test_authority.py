"""Filing for someone else: for whom, with which paper, and only while it is valid."""

from datetime import date

import pytest
from django.utils import timezone

from forms.kinds import KINDS
from forms.kinds.authority import authority_of
from forms.kinds.rules import years_after
from tests.forms.kinds.answers import ahead, for_another, licence, nomination, student
from tests.forms.kinds.steps import asked, judge, wrong

pytestmark = pytest.mark.django_db
MADE = {"licence": licence, "nomination": nomination, "student": student}
LAWFUL = {"authority_basis": "theo_phap_luat", "authorised_on": None}


@pytest.mark.parametrize("role", ["duoc_uy_quyen", "dai_dien_to_chuc"])
@pytest.mark.parametrize("kind", MADE)
def test_every_kind_can_be_filed_for_another(office, kind, role):
    assert wrong(judge(office, kind, MADE[kind](**for_another(role)))) == {}


@pytest.mark.parametrize("kind", MADE)
def test_who_files_for_themselves_is_asked_nothing_of_it(office, kind):
    questions = asked(judge(office, kind, MADE[kind]()))
    assert not questions & {"represented_name", "authorisation_file", "authority_basis"}


def test_a_legal_representative_needs_no_paper(office):
    answers = nomination(**for_another("dai_dien_to_chuc", **LAWFUL))
    steps = judge(office, "nomination", answers)
    assert wrong(steps) == {}
    assert not asked(steps) & {"authorisation_file", "authorised_on", "authorised_until"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"represented_name": ""}, "represented_name"),
        ({"represented_id": ""}, "represented_id"),
        ({"represented_id": "12345"}, "represented_id"),
        ({"authorised_on": None}, "authorised_on"),
        ({"authorised_on": ahead(1)}, "authorised_on"),
        ({"authorised_on": ahead(-400)}, "authorised_on"),
        ({"authorised_until": ahead(-1)}, "authorised_until"),
        ({"authorised_until": ahead(-60)}, "authorised_until"),
    ],
)
def test_a_paper_that_gives_no_authority_is_refused(office, changes, field):
    answers = nomination(**for_another(**changes))
    assert list(wrong(judge(office, "nomination", answers))) == [field]


@pytest.mark.parametrize("day", [0, 1, 4000])
def test_a_paper_is_valid_to_the_end_of_its_last_day(office, day):
    answers = nomination(**for_another(authorised_on=ahead(-1000), authorised_until=ahead(day)))
    assert wrong(judge(office, "nomination", answers)) == {}


@pytest.mark.parametrize("kind", MADE)
def test_the_paper_itself_is_demanded(office, kind):
    answers = MADE[kind](**for_another())
    missing = wrong(judge(office, kind, answers, {}))
    assert "authorisation_file" in missing


def test_an_organisation_says_in_which_capacity_its_person_acts(office):
    answers = nomination(**for_another("dai_dien_to_chuc", authority_basis=None))
    assert "authority_basis_0" in wrong(judge(office, "nomination", answers))


@pytest.mark.parametrize(
    ("kind", "answers", "whom"),
    [
        ("licence", licence(**for_another()), "Công ty TNHH Giáo dục Bình Minh"),
        ("licence", licence("dissolve", **for_another()), "Trần Văn Bình"),
        ("nomination", nomination(**for_another()), "Trần Văn Bình"),
        ("student", student(**for_another()), "SOMPHONE VONGSA"),
        ("student", student(**for_another("dai_dien_to_chuc")), "Trần Văn Bình"),
    ],
)
def test_what_a_kind_already_asks_is_not_asked_again(office, kind, answers, whom):
    steps = judge(office, kind, answers)
    kept = {name: value for step in steps for name, value in step.to_store().items()}
    found = authority_of(KINDS[kind], kept)
    assert found.whom == whom
    assert ("represented_name" in asked(steps)) is (whom == "Trần Văn Bình")


def test_without_a_term_a_paper_holds_for_one_year():
    found = authority_of(KINDS["nomination"], for_another(authorised_on="2025-02-28"))
    assert (found.signed, found.until) == (date(2025, 2, 28), date(2026, 2, 28))
    assert found.expired
    today = timezone.localdate()
    fresh = authority_of(KINDS["nomination"], for_another(authorised_on=today.isoformat()))
    assert fresh.until == years_after(today, 1)
    assert not fresh.expired


def test_a_person_for_themselves_has_no_authority():
    assert authority_of(KINDS["student"], student()) is None
    assert authority_of(KINDS["student"], {}) is None
