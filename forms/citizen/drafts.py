"""The draft behind the screens: begin it, take in a step, know what is done and what is missing."""

import json
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import get_language

from forms.citizen.rearranging import rearranged, settled
from forms.files.uploads import Received, keep
from forms.kinds import Kind
from forms.kinds.base import Step
from forms.kinds.fields import UploadField
from forms.kinds.rows import blank
from forms.models import Attachment, Batch, Case, FormPage
from forms.references import new_pin, pin_digest
from forms.sealing import digest, seal
from home.models import Office

#: What a script sends as `act` while a step is being filled in.
TYPING = "typing"
Answers = dict[str, Any]
Attached = dict[str, list[Attachment]]
Files = Mapping[str, list[Received]]


class Draft(Protocol):
    """What is being filled in: a draft, or what a citizen changes of a case that was sent."""

    @property
    def key(self) -> uuid.UUID: ...
    @property
    def pk(self) -> Any: ...
    @property
    def office(self) -> Office: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def all_answers(self) -> Answers: ...
    @property
    def attachments(self) -> Any: ...
    @property
    def new_file(self) -> dict[str, Any]: ...
    @property
    def at_counter(self) -> bool: ...

    visited: Any

    def store(self, given: Mapping[str, Any]) -> None: ...
    def save(self) -> None: ...


class Newer(Exception):
    """The step was saved elsewhere, with other answers, since this page of it was opened."""

    def __init__(self, form: Step) -> None:
        self.form = form


def begin(page: FormPage, office: Office, key: uuid.UUID, pin: str = "") -> tuple[Case, str]:
    """A new draft with its PIN, which nobody reads in the database."""
    pin = pin or new_pin()
    case = Case(
        key=key,
        office=office,
        form_page=page,
        kind_code=page.kind_code,
        kind_version=page.kind.version,
        language=get_language() or "vi",
        pin_digest=pin_digest(key.hex, pin),
        sealed_pin=seal(pin),
    )
    return case, pin


def attached(case: Draft | Batch) -> Attached:
    """The case's files by slot; one query."""
    found: Attached = {}
    for attachment in case.attachments.all() if case.pk else ():
        found.setdefault(attachment.slot, []).append(attachment)
    return found


def still_asked(kind: Kind, answers: Mapping[str, Any]) -> Answers:
    """The answers without those to questions that other answers have ruled out meanwhile.

    They stay in the draft, for a citizen who changes an early answer back, but decide nothing.
    """
    kept = dict(answers)
    while gone := [
        name
        for name, conditions in kind.conditions.items()
        if name in kept and not all(condition.holds(kept) for condition in conditions)
    ]:
        for name in gone:
            del kept[name]
    return kept


def answers_of(case: Draft) -> Answers:
    return still_asked(case.kind, case.all_answers)


def steps_of(case: Draft) -> list[type[Step]]:
    return case.kind.steps_for(answers_of(case))


def stamp(case: Draft, form: Step) -> str:
    """Names what is stored for a step, so that a page opened before a change shows as old."""
    names = sorted(name for name in form.fields if not blank(case.all_answers.get(name)))
    stored = [(name, case.all_answers[name]) for name in names]
    return digest("step", case.key.hex, json.dumps(stored))[:16]


def take(case: Draft, step: type[Step], data: Any, files: Files) -> Step:
    """Stores everything a citizen sent for one step, right or wrong, and returns the judged step.

    Call inside a transaction that holds the case's row. Raises Newer instead of overwriting what
    was saved since the page was opened, unless the same is sent twice. A step that is only being
    typed is not yet one that the citizen has sent.
    """
    form = step(case.office, answers_of(case), data, at_counter=case.at_counter)
    held = attached(case)
    if data.get("seen") not in (None, "", stamp(case, form)):
        known: dict[str, Any] = {"sources": form.sources, "at_counter": case.at_counter}
        trial = step(case.office, form.answers, data, attachments=held, **known)
        if not already_stored(case, given_by(trial, data)):
            raise Newer(trial)
    form.upload_errors = take_files(case, form, files, held)
    form.attachments = held
    case.store(given_by(form, data))
    if step.slug not in case.visited and data.get("act") != TYPING:
        case.visited = [*case.visited, step.slug]
    case.save()
    return form


def given_by(form: Step, data: Any) -> Answers:
    """What a step's answers are after it was sent, its rows rearranged by their buttons.

    While somebody types, rows stay as they are on the screen.
    """
    given = form.to_store(keep_empty_rows=True)
    if data.get("act") == TYPING:
        return given
    change = rearranged(form, data.get("act", ""))
    for name in form.row_sets:
        given[name] = change.rows if change and change.name == name else settled(given[name])
    return given


def already_stored(case: Draft, given: Answers) -> bool:
    stored = case.all_answers
    return all(
        stored.get(name) == value or (blank(value) and blank(stored.get(name)))
        for name, value in given.items()
    )


def take_files(
    case: Draft | Batch, form: Step, files: Files, held: Attached
) -> dict[str, list[str]]:
    """Keeps the good files of a step in `held`; returns the reasons for the others, by slot."""
    refused: dict[str, list[str]] = {}
    for name, field in form.fields.items():
        if isinstance(field, UploadField) and name in files:
            refused[name] = keep(case, name, field, files[name], held)
    return {name: reasons for name, reasons in refused.items() if reasons}


def check(case: Draft) -> list[Step]:
    """Every step judged on what is stored."""
    answers, held = answers_of(case), attached(case)
    return case.kind.check(case.office, answers, held, at_counter=case.at_counter)


def final_answers(checked: list[Step]) -> Answers:
    """The answers of what was really asked: nothing hidden, undeclared or left empty (R-09)."""
    kept: Answers = {}
    for form in checked:
        kept |= {name: value for name, value in form.stored.items() if value not in (None, "", [])}
    return kept
