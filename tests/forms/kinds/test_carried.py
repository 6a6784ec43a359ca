"""What may be carried into a new form, and what its fields make of it."""

import pytest
from django.http import QueryDict

from forms.kinds import KINDS, OFFERED
from forms.kinds.carried import earlier_answers, linked, taken_over
from forms.kinds.inputs import DayField, DerivedField, UploadField
from forms.kinds.traits import Privacy, traits
from services.models import Institution
from tests.forms.kinds import answers as given

pytestmark = pytest.mark.django_db
SAFE_DAYS = {"director_dob", "founder_decision_date", "date_of_birth"}
SAFE_DAYS |= {"passport_issue_date", "passport_expiry"}  # of the passport, not of the case


def declared(kind, which):
    return {
        name: step.base_fields[name] for step in KINDS[kind].steps for name in getattr(step, which)
    }


@pytest.mark.parametrize("kind", OFFERED)
def test_no_file_score_declaration_or_sensitive_answer_is_reusable(kind):
    for name, field in declared(kind, "reusable").items():
        assert not isinstance(field, UploadField | DerivedField), name
        assert traits(field).privacy is not Privacy.SENSITIVE, name
        assert not isinstance(field, DayField) or name in SAFE_DAYS, name
        assert not name.startswith(("score_", "percent_", "represented", "authori")), name


@pytest.mark.parametrize("kind", OFFERED)
def test_a_link_answers_the_first_step_only_and_nothing_about_a_person(kind):
    first, *others = KINDS[kind].steps
    assert not any(step.linkable for step in others)
    for name in first.linkable:
        assert traits(first.base_fields[name]).privacy is Privacy.NONE


def test_between_kinds_only_the_submitter_is_shared():
    """The ward of a centre is not the ward of a student."""
    answers = given.licence()
    found = earlier_answers(KINDS["student"], KINDS["licence"], answers)
    assert set(found) == set(given.submitter())
    assert "ward_code" in earlier_answers(KINDS["licence"], KINDS["licence"], answers)


@pytest.mark.parametrize("kind", OFFERED)
def test_what_is_taken_over_is_taken_by_the_new_form(office, kind):
    made = given.OF_KIND
    answers = made[kind]()
    found = earlier_answers(KINDS[kind], KINDS[kind], answers)
    taken = taken_over(KINDS[kind], office, found)
    assert {name: answers[name] for name in taken} == taken
    assert set(found) == set(taken)
    assert "submitter_name" in taken


def test_a_choice_no_longer_offered_is_asked_again(office):
    found = earlier_answers(KINDS["student"], KINDS["student"], given.student())
    Institution.objects.all().delete()
    taken = taken_over(KINDS["student"], office, found)
    assert "host_institution" in found
    assert "host_institution" not in taken


def test_rows_are_taken_cell_by_cell(office):
    rows = [given.TEACHER | {"nationality": "weg", "khong_hoi": "x"}, {"name": ""}, "x", None]
    taken = taken_over(KINDS["licence"], office, {"teachers": rows})
    [row] = taken["teachers"]
    assert row["name"] == given.TEACHER["name"]
    assert row["nationality"] is None
    assert "khong_hoi" not in row


@pytest.mark.parametrize("junk", ["x", 7, True, None, [], ["x"], {"a": 1}, "\x00", "9" * 9999])
def test_whatever_was_stored_is_taken_or_left(office, junk):
    for kind in KINDS.values():
        names = [name for step in kind.steps for name in step.reusable]
        taken_over(kind, office, dict.fromkeys(names, junk))


def link(office, kind, query):
    return linked(KINDS[kind].steps[0](office, {}), QueryDict(query))


def test_a_link_answers_what_it_may(office):
    assert link(office, "licence", "application_kind=renew&licence=hoa-mai") == {
        "licence": "hoa-mai"
    }  # renewals are of the old rules
    assert link(
        office, "licence", "application_kind=change&change_items=ten&change_items=giam_doc"
    ) == {
        "application_kind": "change",
        "change_items": ["ten", "giam_doc"],
    }
    assert link(office, "nomination", "model_kind=don_vi&year=2025") == {
        "model_kind": "don_vi",
        "year": 2025,
    }


@pytest.mark.parametrize(
    "query",
    [
        "submitter_name=A&submitter_id_number=079190001234",
        "application_kind=",
        "application_kind=merge_split",
        "application_kind=<script>",
        "application_kind=%00",
        "change_items=x&change_items=ten",
        "procedure=x&change_note=xin",
        "licence=khong-co-that",
        "x=" + "y" * 5000,
    ],
)
def test_anything_else_in_a_link_is_passed_over(office, query):
    assert link(office, "licence", query) == {}
    assert link(office, "student", query) == {}
