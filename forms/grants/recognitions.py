"""Recognitions of learning models."""

from django.utils import timezone

from forms.grants.entries import address_slug
from forms.models import Case
from services.models import Recognition


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
