"""Recognitions of learning models."""

from django.utils import timezone

from forms.grants.entries import address_slug
from forms.models import Case
from services.models import Recognition


def grant_recognition(case: Case) -> Recognition:
    """One recognition of one year: name, commune and grade, nothing else of the nominee.

    A decision that takes the place of another corrects what that one wrote.
    """
    answers = case.all_answers
    name = answers["nominee_name"]
    entry = replaced(case) or Recognition(office=case.office, slug=address_slug(case, name))
    entry.name = name
    entry.commune_id = answers.get("ward_code") or None
    entry.model_kind = answers["model_kind"]
    entry.year = int(answers["year"])
    entry.number = case.decision_number
    entry.decided_on = timezone.localdate()
    entry.save()
    return entry


def replaced(case: Case) -> Recognition | None:
    """What the decision wrote that this case is about to replace."""
    if not case.replaces:
        return None
    return Recognition.objects.filter(office=case.office, number=case.replaces).first()
