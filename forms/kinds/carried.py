"""Answers carried into a new form: from an earlier case, or from the address of a link.

Steps declare what may be carried (`reusable`, `linkable`); the new form's own fields judge each
answer anew, and what they no longer take is asked again.
"""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from forms.kinds.base import Kind, Step
from forms.kinds.rows import Answers, RowsField, Sources, as_json, blank, rows_of
from forms.kinds.traits import Privacy, traits
from home.models import Office


def earlier_answers(kind: Kind, earlier: Kind, answers: Mapping[str, Any]) -> Answers:
    """What an earlier case answered to questions that both kinds declare reusable.

    A question is the same when its step is: the ward of a centre is not that of a student.
    """
    shared = {step.slug: set(step.reusable) for step in earlier.steps}
    return {
        name: answers[name]
        for step in kind.steps
        for name in step.reusable
        if name in shared.get(step.slug, ()) and not blank(answers.get(name))
    }


def taken_over(kind: Kind, office: Office, given: Mapping[str, Any]) -> Answers:
    """Those of the given answers that the kind's fields take today."""
    sources = Sources(office, {})
    fields = {name: field for step in kind.steps for name, field in step.base_fields.items()}
    taken = {name: accepted(fields[name], value, sources) for name, value in given.items()}
    return {name: value for name, value in taken.items() if not blank(value)}


def accepted(declared: forms.Field, value: Any, sources: Sources) -> Any:
    """The answer as it is stored, or None when the field does not take it."""
    if isinstance(declared, RowsField):
        columns = declared.row.base_fields
        cells = (
            {name: accepted(columns[name], row[name], sources) for name in columns if name in row}
            for row in rows_of(value)[: declared.most]
        )
        return [row for row in cells if not all(map(blank, row.values()))]
    many = isinstance(declared, forms.MultipleChoiceField)
    if isinstance(value, list) is not many or isinstance(value, dict):
        return None
    field = deepcopy(declared)
    sources.fill(field, [])
    return cleaned(field, [str(one) for one in value] if many else str(value))


def cleaned(field: forms.Field, value: Any) -> Any:
    try:
        return as_json(field.clean(value))
    except ValidationError:
        return None


def linked(step: Step, query: QueryDict) -> Answers:
    """The answers to a form's first step that an address carries; anything else is passed over.

    Only what says nothing of a person can be linked: addresses are written into logs.
    """
    found: Answers = {}
    for name in step.linkable:
        field = step.fields.get(name)
        if field is None or name not in query or traits(field).privacy is not Privacy.NONE:
            continue
        many = isinstance(field, forms.MultipleChoiceField)
        value = cleaned(field, query.getlist(name) if many else query[name])
        if not blank(value):
            found[name] = value
    return found
