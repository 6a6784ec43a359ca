"""Records of Lao and Cambodian students; never public."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from forms.grants.entries import CannotGrant
from forms.kinds.student.people import passport_digest
from forms.models import Case
from forms.references import next_number
from services.models import Institution, Student, StudentYear


def grant_student(case: Case) -> Student:
    """The student's record; a person already known by passport is brought up to date."""
    answers = case.all_answers
    nationality = answers["nationality"]
    person = passport_digest(nationality, answers["passport_no"])
    here = Student.objects.filter(office=case.office)
    again = here.filter(case_code=case.code).first() if case.replaces else None
    known = again or here.filter(passport_digest=person).first()
    student = known or Student(
        office=case.office, passport_digest=person, record_no=record_number(case, nationality)
    )
    student.nationality, student.passport_digest = nationality, person
    student.name = answers["full_name_passport"]
    student.gender = answers["gender"]
    student.institution = host(case, answers["host_institution"])
    student.level = answers["level"]
    student.programme = answers["programme"]
    student.scholarship_category = answers["scholarship_category"]
    student.enrol_date = date.fromisoformat(answers["enrol_date"])
    student.expected_graduation = date.fromisoformat(answers["expected_graduation"])
    student.case_code = case.code or ""
    years = answers.get("year_statuses") or []
    if years:
        student.status = max(years, key=lambda year: str(year["academic_year"]))["status"]
    student.save()
    for year in years:
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
