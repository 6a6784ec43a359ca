"""What approval produces: a Licence, a Recognition or a Student in the registers of `services`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from forms.models import Case
from forms.references import next_number
from forms.sealing import digest
from search.text import fold
from services.models import Institution, Licence, LicenceEvent, Recognition, Student, StudentYear

Act = LicenceEvent.Act
#: What each application kind does to a centre's licence.
LICENCE_ACTS = {
    "establish": Act.GRANT,
    "operate": Act.GRANT,
    "renew": Act.EXTEND,
    "reactivate": Act.REACTIVATE,
    "merge": Act.AMEND,
    "split": Act.AMEND,
    "change": Act.AMEND,
    "add_campus": Act.AMEND,
    "dissolve": Act.DISSOLVE,
}
STATUS_AFTER = {Act.DISSOLVE: Licence.Status.DISSOLVED, Act.REACTIVATE: Licence.Status.ACTIVE}


class CannotGrant(Exception):
    """The register cannot take the entry; the message says why, in words for the leader."""


def grant(case: Case) -> Any:
    """Writes the register entry of an approved case, in the caller's transaction."""
    return GRANTS[case.kind_code](case)


def address_slug(case: Case, name: str) -> str:
    """The entry's address: the folded name, and the decision's number so that it is unique."""
    serial = case.decision_number.split("/")[0] or str(case.pk)
    year = timezone.localdate().year
    return f"{slugify(fold(name))[:60]}-{year}-{serial}".strip("-")


def grant_licence(case: Case) -> Licence:
    """Creates the centre's licence, or changes the one that the centre already has."""
    answers = case.all_answers
    act = LICENCE_ACTS[answers["application_kind"]]
    name = answers["centre_name_vi"]
    licence = known_licence(case, answers)
    if licence is None:
        licence = Licence(office=case.office, slug=address_slug(case, name), name=name)
        licence.number, licence.decided_on = case.decision_number, timezone.localdate()
    elif "ten" in (answers.get("change_items") or []):
        licence.name = name
    campuses = licence.campuses if answers["application_kind"] == "add_campus" else []
    for field, value in licence_fields(answers, campuses).items():
        if value:
            setattr(licence, field, value)
    licence.stored_status = STATUS_AFTER.get(act, licence.stored_status)
    licence.save()
    note(licence, act, case)
    for slug in merged(answers):
        dissolve(case, slug)
    return licence


def known_licence(case: Case, answers: dict[str, Any]) -> Licence | None:
    """The licence that the application names, else the one of a centre with this very name."""
    licences = Licence.objects.select_for_update().filter(office=case.office)
    chosen = licences.filter(slug=answers.get("licence") or "").first()
    if chosen is not None:
        return chosen
    gone = (Licence.Status.DISSOLVED, Licence.Status.REVOKED)
    same = licences.filter(folded=fold(answers["centre_name_vi"])[:255])
    return same.exclude(stored_status__in=gone).first()


def merged(answers: dict[str, Any]) -> list[str]:
    """Centres that the new one takes up."""
    return [row["centre"] for row in answers.get("merge_targets") or [] if row.get("centre")]


def dissolve(case: Case, slug: str) -> None:
    licence = Licence.objects.filter(office=case.office, slug=slug).first()
    if licence is not None:
        licence.stored_status = Licence.Status.DISSOLVED
        licence.save()
        note(licence, Act.DISSOLVE, case)


def note(licence: Licence, act: str, case: Case) -> None:
    """A line in the licence's life."""
    LicenceEvent.objects.create(
        licence=licence,
        act=act,
        on=timezone.localdate(),
        decision=case.decision_number,
        case_code=case.code or "",
    )


def licence_fields(answers: dict[str, Any], campuses: list[Any]) -> dict[str, Any]:
    """The public part of a licence application; of the director the name alone."""
    return {
        "name_en": answers.get("centre_name_en"),
        "centre_type": answers.get("centre_type"),
        "parent_body": answers.get("parent_body"),
        "address": answers.get("head_address"),
        "commune_id": answers.get("ward_code"),
        "director": answers.get("director_name"),
        "phone": answers.get("phone"),
        "languages": answers.get("languages"),
        "campuses": [
            *campuses,
            *(
                {"name": campus.get("name"), "address": campus.get("address")}
                for campus in answers.get("campuses") or []
            ),
        ],
    }


def grant_recognition(case: Case) -> Recognition:
    """One recognition of one year: name, commune and grade, nothing else of the nominee."""
    answers = case.all_answers
    name = answers["nominee_name"]
    return Recognition.objects.create(
        office=case.office,
        name=name,
        slug=address_slug(case, name),
        commune_id=answers.get("ward_code") or None,
        model_kind=answers["model_kind"],
        year=int(answers["year"]),
        number=case.decision_number,
        decided_on=timezone.localdate(),
    )


def grant_student(case: Case) -> Student:
    """The student's record; a person already known by passport is brought up to date."""
    answers = case.all_answers
    nationality = answers["nationality"]
    person = digest("student", nationality, answers["passport_no"])
    known = Student.objects.filter(office=case.office, passport_digest=person).first()
    student = known or Student(
        office=case.office, passport_digest=person, record_no=record_number(case, nationality)
    )
    student.nationality = nationality
    student.name = answers["full_name_passport"]
    student.gender = answers["gender"]
    student.institution = host(case, answers["host_institution"])
    student.level = answers["level"]
    student.programme = answers["programme"]
    student.scholarship_category = answers["scholarship_category"]
    student.enrol_date = date.fromisoformat(answers["enrol_date"])
    student.expected_graduation = date.fromisoformat(answers["expected_graduation"])
    student.case_code = case.code or ""
    student.save()
    for year in answers.get("year_statuses") or []:
        StudentYear.objects.update_or_create(
            student=student,
            academic_year=year["academic_year"],
            defaults={
                "study_year": int(year["study_year"]) if year.get("study_year") else None,
                "status": year["status"],
            },
        )
    return student


def host(case: Case, slug: str) -> Institution:
    institution = Institution.objects.filter(office=case.office, slug=slug).first()
    if institution is None:
        raise CannotGrant(_("Cơ sở đào tạo đã chọn không còn trong sổ đăng ký của đơn vị."))
    return institution


def record_number(case: Case, nationality: str) -> str:
    """`LHS-LA-2026-0001`: numbered per office, country and year."""
    country = {"LAO": "LA", "KHM": "KH"}.get(nationality, nationality[:2])
    year = str(timezone.localdate().year)
    return f"LHS-{country}-{year}-{next_number(case.office, f'LHS-{country}', year):04d}"


GRANTS: dict[str, Callable[[Case], Any]] = {
    "licence": grant_licence,
    "nomination": grant_recognition,
    "student": grant_student,
}
