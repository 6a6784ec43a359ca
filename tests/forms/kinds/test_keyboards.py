"""Every field of every kind brings up the right keyboard on a phone: a table of all of them."""

from collections.abc import Iterator

import pytest
from django import forms

from forms.citizen.follow import FollowForm
from forms.kinds import KINDS
from forms.kinds.inputs import DayField, PatternField, PhoneField
from forms.kinds.place import PlaceField
from forms.kinds.rows import RowsField

#: What a phone does: type, inputmode, autocapitalize, autocomplete; and for which answers.
KEYBOARDS = {
    ("text", "numeric", None, "off"): """
        adults_total authorised_on authorised_until campuses.rooms children_total
        citizen_birth_year class_max_size classroom_count computer_count date_of_birth director_dob
        enrol_date expected_graduation expected_learners_per_shift families_recognised
        families_total finance_capital_vnd founder_decision_date founder_id health_check_date
        insurance_expiry lease_until major_code members_total opening_date passport_expiry
        passport_issue_date programmes.periods representative_id_number staff_total study_fund_vnd
        submitter_id_number teacher_foreign_total teacher_total teachers.dob
        temporary_residence_date visa_expiry vn_cert_date year year_statuses.conduct
        year_statuses.confirmed_on year_statuses.credits year_statuses.study_year""",
    ("text", "decimal", None, "off"): "campuses.area classroom_area_m2 year_statuses.gpa",
    ("tel", "tel", None, "tel"): "phone_vn submitter_phone",
    ("tel", "tel", None, "off"): """
        emergency_contact_phone phone phone_home representative_phone whatsapp""",
    ("email", "email", "none", "email"): "student:email submitter_email",
    ("email", "email", "none", "off"): "licence:email",
    ("text", "url", "none", "off"): "website",
    ("text", None, "words", "name"): "submitter_name",
    ("text", None, "words", "off"): """
        campuses.ward_code delivery_ward_code director_name emergency_contact_name
        full_name_native full_name_vi representative_name teachers.name ward_code""",
    ("text", None, None, "address-line1"): "current_address delivery_address",
    ("text", None, "characters", "off"): """
        abbreviation agreement_ref director_id_number founder_decision_no full_name_passport
        given_names_passport health_insurance_no passport_no represented_id room_no student_code
        student:submitter_id_number surname_passport suspended_decision_no teachers.work_permit_no
        visa_no vn_cert_no year_statuses.academic_year""",
    ("text", None, None, None): """
        campuses.address campuses.name centre_name_en centre_name_vi corrections.new_value
        corrections.why director_major
        emergency_contact_relation founder_name head_address home_institution neighbourhood
        nominee_name parent_body place_of_birth_province prep_course_place programme
        programmes.level programmes.name programmes.target_age programmes.textbook
        representative_title represented_name sponsor_body teachers.certificate teachers.degree
        teachers.subject year_statuses.confirmed_by year_statuses.reward_discipline""",
}
#: Asked only where an office changes its limits.
SWITCHED_OFF = {("nomination", "representative_id_number")}
SAME_AS_THE_ONE_BEFORE = {("student", "given_names_passport")}
KEYBOARD_OF = {name: keys for keys, names in KEYBOARDS.items() for name in names.split()}


def lines() -> Iterator[tuple[str, str, forms.Widget]]:
    """Kind and name of every answer that is typed into one line."""
    for kind in KINDS.values():
        for name, field in kind.base_fields.items():
            columns = field.row.base_fields if isinstance(field, RowsField) else {"": field}
            for column, one in columns.items():
                if isinstance(one.widget, forms.TextInput | forms.EmailInput):
                    yield kind.code, f"{name}.{column}".rstrip("."), one.widget


def keyboard(widget: forms.Widget) -> tuple[str | None, ...]:
    shown = {"type": widget.input_type, **widget.attrs}  # type: ignore[attr-defined]
    return tuple(map(shown.get, ("type", "inputmode", "autocapitalize", "autocomplete")))


@pytest.mark.parametrize(("kind", "name", "widget"), list(lines()))
def test_an_answer_has_its_keyboard(kind: str, name: str, widget: forms.Widget) -> None:
    expected = KEYBOARD_OF.get(f"{kind}:{name}") or KEYBOARD_OF.get(name)
    assert keyboard(widget) == expected
    assert widget.attrs["enterkeyhint"] == "next"


def test_no_field_of_the_table_is_gone() -> None:
    known = {name for kind, name, _widget in lines()}
    known |= {f"{kind}:{name}" for kind, name, _widget in lines()}
    assert set(KEYBOARD_OF) <= known


def test_nothing_is_corrected_that_is_typed_from_a_paper() -> None:
    for _kind, _name, widget in lines():
        if keyboard(widget)[2] in ("words", "characters", "none"):
            assert widget.attrs["spellcheck"] == "false"


def test_codes_and_pins_are_typed_in_capitals() -> None:
    for field in FollowForm.base_fields.values():
        assert keyboard(field.widget) == ("text", None, "characters", "off")


def test_an_answer_of_a_fixed_form_says_which_form() -> None:
    """A length or an example, before anybody is told of a mistake; names need none."""
    silent = {
        (kind.code, name)
        for kind in KINDS.values()
        for name, field in kind.base_fields.items()
        if isinstance(field, PatternField | DayField | PhoneField | PlaceField)
        and keyboard(field.widget)[2] != "words"
        and not field.help_text
    }
    assert silent == SWITCHED_OFF | SAME_AS_THE_ONE_BEFORE
