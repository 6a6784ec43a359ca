"""The draft behind the screens: begin it, take in a step, know what is done and what is missing."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language

from forms.kinds.base import Step
from forms.kinds.fields import UploadField
from forms.models import Attachment, Case, FormPage
from forms.references import new_pin, pin_digest
from forms.uploads import keep
from home.models import Office

Attached = dict[str, list[Attachment]]


def begin(page: FormPage, office: Office, key: uuid.UUID) -> tuple[Case, str]:
    """A new draft with its PIN, which exists in clear only in the browser that began it."""
    pin = new_pin()
    case = Case(
        key=key,
        office=office,
        form_page=page,
        kind_code=page.kind_code,
        kind_version=page.kind.version,
        language=get_language() or "vi",
        pin_digest=pin_digest(key.hex, pin),
    )
    return case, pin


def attached(case: Case) -> Attached:
    """The case's files by slot; one query."""
    found: Attached = {}
    for attachment in case.attachments.all() if case.pk else ():
        found.setdefault(attachment.slot, []).append(attachment)
    return found


def take(case: Case, step: type[Step], data: Any, files: Any) -> Step:
    """Stores everything a citizen sent for one step, right or wrong, and returns the judged step.

    Call inside a transaction that holds the case's row.
    """
    form = step(case.office, case.all_answers, data)
    form.upload_errors = take_files(case, form, files)
    form.attachments = attached(case)
    case.store(form.to_store(keep_empty_rows=True))
    if step.slug not in case.visited:
        case.visited = [*case.visited, step.slug]
    case.save()
    return form


def take_files(case: Case, form: Step, files: Any) -> dict[str, list[str]]:
    """Keeps the good files of a step; returns the reasons for the others, by slot."""
    refused: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        if not isinstance(field, UploadField):
            continue
        for file in files.getlist(name)[:20]:
            try:
                with transaction.atomic():
                    keep(case, name, field, file)
            except ValidationError as error:
                refused.setdefault(name, []).extend(error.messages)
    return refused


@dataclass(frozen=True)
class Task:
    """A step in the list of steps: done, wrong, or not begun."""

    slug: str
    title: Any
    number: int
    status: str  # "done" | "error" | "open"


def tasks(case: Case, checked: list[Step]) -> list[Task]:
    """The steps of a draft with their states; `checked` is `kind.check(…)`."""
    found = []
    for number, form in enumerate(checked, start=1):
        begun = form.slug in case.visited
        status = ("done" if form.is_valid() else "error") if begun else "open"
        found.append(Task(form.slug, form.title, number, status))
    return found


def check(case: Case) -> list[Step]:
    """Every step judged on what is stored."""
    return case.kind.check(case.office, case.all_answers, attached(case))


def final_answers(checked: list[Step]) -> dict[str, Any]:
    """The answers of what was really asked: nothing hidden, undeclared or left empty (R-09)."""
    kept: dict[str, Any] = {}
    for form in checked:
        stored: Mapping[str, Any] = form.to_store()
        kept |= {name: value for name, value in stored.items() if value not in (None, "", [])}
    return kept
