"""Licences of centres: granted, changed, prolonged, merged and dissolved by approved cases."""

from typing import Any

from django.utils import timezone

from forms.grants.entries import address_slug
from forms.models import Case
from search.text import fold
from services.models import Licence, LicenceEvent

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


def grant_licence(case: Case) -> Licence:
    """Creates the centre's licence, or changes the one that the centre already has."""
    answers = case.all_answers
    act = LICENCE_ACTS[answers["application_kind"]]
    corrected = written_by(case)
    name = answers["centre_name_vi"]
    licence = corrected or known_licence(case, answers)
    if licence is None:
        licence = Licence(office=case.office, slug=address_slug(case, name), name=name)
        licence.number, licence.decided_on = case.decision_number, timezone.localdate()
    elif corrected or "ten" in (answers.get("change_items") or []):
        licence.name = name
    if licence.number == case.replaces:
        licence.number, licence.decided_on = case.decision_number, timezone.localdate()
    campuses = licence.campuses if answers["application_kind"] == "add_campus" else []
    for field, value in licence_fields(answers, campuses).items():
        if value:
            setattr(licence, field, value)
    licence.stored_status = STATUS_AFTER.get(act, licence.stored_status)
    licence.save()
    note(licence, Act.AMEND if corrected else act, case)
    for slug in set(merged(answers)) - {licence.slug}:
        dissolve(case, slug)
    return licence


def written_by(case: Case) -> Licence | None:
    """What an earlier decision on this very case granted, and a new one corrects."""
    if not case.replaces:
        return None
    granted = {"events__case_code": case.code, "events__act": Act.GRANT}
    return Licence.objects.select_for_update().filter(office=case.office, **granted).first()


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
