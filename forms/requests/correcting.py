"""Correcting answers of a sent case: what is asked for, and what the kind's own rules say to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms.citizen.drafts import attached, still_asked
from forms.grants import CannotGrant
from forms.kinds.asked import chosen
from forms.kinds.base import Step
from forms.kinds.inputs import DerivedField
from forms.kinds.rows import blank, rows_of
from forms.models import Case, Correction, SealedIndex
from forms.models.facets import face_anew

Answers = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """One answer that the citizen wants changed, in their own words."""

    question: str
    new_value: str
    why: str


def wanted(request: Case) -> dict[str, Wanted]:
    """By question; of two wishes about the same one, the last counts."""
    rows = rows_of(request.all_answers.get("corrections"))
    found = (Wanted(*(str(row.get(name) or "") for name in Wanted.__annotations__)) for row in rows)
    assert request.about is not None
    known = request.about.kind.base_fields
    return {one.question: one for one in found if one.question in known}


def steps_of(case: Case, changes: Mapping[str, Any]) -> list[Step]:
    """The steps of a case as if these were its answers, judged."""
    answers = still_asked(case.kind, {**case.all_answers, **changes})
    return case.kind.check(case.office, answers, attached(case), at_counter=case.at_counter)


def asked_in(steps: list[Step], names: Mapping[str, Any]) -> Iterator[tuple[Step, list[str]]]:
    """The steps that ask some of these questions, with those that they ask."""
    for step in steps:
        if here := [name for name in names if name in step.fields and step.applies(name)]:
            yield step, here


def faults(case: Case, values: Mapping[str, Any]) -> dict[str, str]:
    """What the kind's rules have against the new values, by question.

    Only what is new counts: an old case may well break a rule of today.
    """
    before = {
        name: message for step in steps_of(case, {}) for name, message in said(step, step.fields)
    }
    found: dict[str, str] = {}
    asked: set[str] = set()
    for step, names in asked_in(steps_of(case, values), values):
        asked |= {*names}
        for name, message in said(step, step.fields):
            if name in names or before.get(name) != message:
                found[name] = message
    for name in values.keys() - asked:
        found[name] = _("Với các câu trả lời hiện nay, mục này không còn được hỏi.")
    return found


def said(step: Step, names: Any) -> Iterator[tuple[str, str]]:
    for name in names:
        rows = step.row_sets[name].filled if name in step.row_sets else []
        messages = [*step.errors.get(name, []), *(m for row in rows for m in flat(row.errors))]
        if messages:
            yield name, str(messages[0])


def flat(errors: Mapping[str, Any]) -> list[Any]:
    return [message for messages in errors.values() for message in messages]


def correct(case: Case, request: Case, values: Mapping[str, Any], actor: Any) -> list[Any]:
    """Gives the case its new answers, keeps the old ones sealed, and returns the labels.

    Call inside a transaction that holds the case's row. Saves everything but the case.
    """
    changed = {
        name: value
        for name, value in values.items()
        if case.all_answers.get(name) != value
        and not (blank(value) and blank(case.all_answers.get(name)))
    }
    if not changed:
        raise CannotGrant(_("Các câu trả lời vẫn như cũ: chưa có gì được sửa."))
    if wrong := faults(case, changed):
        raise CannotGrant(" ".join(dict.fromkeys(wrong.values())))
    old, new = dict(case.all_answers), dict(changed)
    judged = [step for step, _names in asked_in(steps_of(case, changed), changed)]
    for step in judged:
        new |= {
            name: value
            for name, value in step.stored.items()
            if name in changed or isinstance(step.fields[name], DerivedField)
        }
    case.replace_answers({**old, **new})
    for source, names in chosen(judged, new).items():
        case.chosen[source] = {**case.chosen.get(source, {}), **names}
    Correction.objects.bulk_create(
        Correction.of(case, name, old.get(name), new.get(name), request=request, corrected_by=actor)
        for name in changed
    )
    index_anew(case)
    return [case.kind.labels.get(name, name) for name in changed]


def index_anew(case: Case) -> None:
    """The rows by which a case is found by its answers, as the answers are now."""
    case.sealed_index.all().delete()
    SealedIndex.objects.bulk_create(case.blind_index())
    face_anew(case)
