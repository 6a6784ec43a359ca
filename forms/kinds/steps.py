"""Step: one page of questions, and how stored answers are judged again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from forms.kinds.declared import DeclaredForm
from forms.kinds.fields import CHOOSE
from forms.kinds.inputs import DerivedField, UploadField
from forms.kinds.papers import BRING, FORM, is_owed, on_paper
from forms.kinds.place import PlaceField
from forms.kinds.rows import (
    Answers,
    Row,
    RowSet,
    RowsField,
    Sources,
    as_json,
    blank,
    raw,
    required_message,
    sent,
)
from forms.kinds.traits import Condition, traits
from home.models import Office

ATTACH = _("Hãy đính kèm tệp.")
INFECTED = _("Tệp “%(name)s” có mã độc. Hãy xóa tệp này rồi chọn tệp khác, hoặc chụp lại giấy tờ.")


@dataclass(frozen=True)
class Part:
    """One thing a step shows: a field, a repeated group or a file slot, in the order declared.

    `heading` begins a group of fields, where the field carries one.
    """

    name: str
    kind: str
    bound: forms.BoundField
    rows: RowSet | None = None
    files: tuple[Any, ...] = ()
    #: What is asked about the files.
    beside: tuple[forms.BoundField, ...] = ()

    @property
    def heading(self) -> Any:
        return getattr(self.bound.field, "heading", "")

    @property
    def asked(self) -> str:
        """When it is asked, as far as the answers on this page decide; the empty text for always.

        Without a script it shows always, and its help text says when it is needed.
        """
        form: Any = self.bound.form
        conditions = traits(self.bound.field).asked
        told = [condition.told(form.fields, form.answers) for condition in conditions]
        open_ = [condition for condition in told if condition is not None]
        return json.dumps(open_) if open_ else ""


class Step(DeclaredForm):
    """One page of questions. Subclasses declare fields; `slug` is the step's address.

    A field asked under a condition on an *earlier* step is left out when the condition fails; one
    that depends on an answer of the *same* step is shown always and judged when the step is sent.
    """

    slug: ClassVar[str]
    title: ClassVar[str | Promise]
    lead: ClassVar[str | Promise] = ""
    asked: ClassVar[tuple[Condition, ...]] = ()
    #: Whether `build` makes questions of what editors own; a sent case keeps them as they were.
    asks_data: ClassVar[bool] = False
    #: Questions whose answers may be taken over from an earlier case, and those that a link may
    #: answer. Never a declaration, a file, a score or a date that belongs to one case.
    reusable: ClassVar[tuple[str, ...]] = ()
    linkable: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        office: Office,
        answers: Mapping[str, Any],
        data: Any | None = None,
        *,
        attachments: Mapping[str, list[Any]] | None = None,
        upload_errors: Mapping[str, list[str]] | None = None,
        sources: Sources | None = None,
        at_counter: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(answers))
        self.office, self.answers = office, answers
        self.at_counter = at_counter
        self.attachments = attachments or {}
        self.upload_errors = upload_errors or {}
        self.sources = sources or Sources(office, answers)
        #: Fields shown together with a file slot, by the slot.
        self.beside: dict[str, tuple[str, ...]] = {}
        self.build()
        if at_counter:
            self.take_paper()
        here = frozenset(self.fields)
        for name, field in list(self.fields.items()):
            self.adapt(name, field, here)
        self.row_sets = {
            name: RowSet(name, field, answers.get(name), data, self.sources)
            for name, field in self.fields.items()
            if isinstance(field, RowsField)
        }

    def build(self) -> None:
        """A place for steps whose fields are data: they change `self.fields` here."""

    def take_paper(self) -> None:
        """Asks of a component what a clerk knows of it, instead of what only an applicant does; and
        nothing for sure that only serves online."""
        for slot in self.slots:
            for ending in (FORM, BRING):
                self.fields.pop(slot + ending, None)
            noted = on_paper(slot, self.fields[slot])
            self.fields |= noted
            self.beside[slot] = tuple(noted)
        for field in self.fields.values():
            field.required = field.required and not traits(field).online

    def adapt(self, name: str, field: forms.Field, here: frozenset[str]) -> None:
        """Drops what an earlier answer rules out, reads choices that are data, and lets a field
        that depends on this very step be empty until `clean` knows better."""
        conditions = traits(field).asked
        elsewhere = [condition for condition in conditions if not condition.fields & here]
        if not all(condition.holds(self.answers) for condition in elsewhere):
            del self.fields[name]
            return
        self.sources.fill(field, [CHOOSE])
        field.needed = field.required  # type: ignore[attr-defined]
        field.error_messages["required"] = required_message(field)
        if len(elsewhere) != len(conditions):
            field.required = False

    def known(self) -> Answers:
        """The answers of earlier steps as stored, and those just sent as cleaned."""
        if not self.is_bound:
            return dict(self.answers)
        self.errors  # noqa: B018  (cleans)
        earlier = {name: value for name, value in self.answers.items() if name not in self.fields}
        return {**earlier, **self.cleaned_data}

    def applies(self, name: str) -> bool:
        """Whether the field is asked, given the answers before and those just sent."""
        asked = traits(self.fields[name])
        return not asked.asked or asked.applies(self.known())

    def clean(self) -> Answers:
        super().clean()
        for name, field in self.fields.items():
            if not self.applies(name):
                self.cleaned_data.pop(name, None)
                self.errors.pop(name, None)
            elif isinstance(field, UploadField):
                self.clean_upload(name, field)
            elif isinstance(field, RowsField):
                self.clean_rows(name, field)
            elif field.needed:  # type: ignore[attr-defined]
                self.need(name)
        self.rules()
        return self.cleaned_data

    def rules(self) -> None:
        """A place for what the answers of a step demand of each other."""

    def need(self, *names: str) -> None:
        """Makes answers required; those that the step does not ask are passed over."""
        for name in names:
            field = self.fields.get(name)
            missing = name in self.cleaned_data and blank(self.cleaned_data[name])
            if field and missing and name not in self.errors:
                self.add_error(name, field.error_messages["required"])

    def clean_upload(self, name: str, field: UploadField) -> None:
        self.cleaned_data.pop(name, None)
        for message in self.upload_errors.get(name, []):
            self.add_error(name, message)
        held = self.attachments.get(name) or ()
        for file in held:
            if getattr(file, "infected", False):
                self.add_error(name, INFECTED % {"name": file.name})
        missing = field.needed and not held and not self.excused(name)  # type: ignore[attr-defined]
        if missing and name not in self.errors:
            self.add_error(name, ATTACH)

    def excused(self, name: str) -> bool:
        """Whether a file that is needed may be missing, because it comes another way."""
        return self.at_counter and is_owed(name, self.cleaned_data)

    def clean_rows(self, name: str, field: RowsField) -> None:
        group = self.row_sets[name]
        self.cleaned_data[name] = group.stored()
        if len(group.filled) < field.least:
            message = _("Cần ít nhất %(least)d dòng.")
            self.add_error(name, forms.ValidationError(message, "few", {"least": field.least}))

    def is_valid(self) -> bool:
        """Rows count too: each row that is not empty must pass."""
        mine = super().is_valid()
        return mine and all(
            group.valid for name, group in self.row_sets.items() if self.applies(name)
        )

    def to_store(self, keep_empty_rows: bool = False) -> Answers:
        """Every answer of this step: cleaned where it passes, else as typed, so nothing is lost."""
        self.errors  # noqa: B018  (cleans)
        kept: Answers = {}
        for name, field in self.fields.items():
            if isinstance(field, UploadField):
                continue
            if not self.applies(name) and not self.undecided(field):
                kept[name] = None
            elif name in self.row_sets:
                kept[name] = self.row_sets[name].stored(keep_empty_rows)
            elif name in self.cleaned_data:
                kept[name] = as_json(self.cleaned_data[name])
            else:
                kept[name] = raw(
                    sent(self, name), many=isinstance(field, forms.MultipleChoiceField)
                )
        return kept

    @cached_property
    def stored(self) -> Answers:
        """The same of a step that is judged and done, read as often as it is needed."""
        return self.to_store()

    def undecided(self, field: forms.Field) -> bool:
        """Whether the answer that decides if a field is asked is itself still wrong or missing."""
        return any(condition.fields & set(self.errors) for condition in traits(field).asked)

    def warnings(self) -> Iterator[tuple[str, str | Promise]]:
        """Field and message of what is allowed but will be asked about; never stops a citizen."""
        yield from ()

    def totals(self, answers: Mapping[str, Any]) -> Iterator[tuple[str | Promise, str]]:
        """Label and text of what follows from the answers, shown below them."""
        yield from ()

    @property
    def parts(self) -> Iterator[Part]:
        elsewhere = {name for names in self.beside.values() for name in names}
        for name, field in self.fields.items():
            if name in elsewhere:
                continue
            if name in self.row_sets:
                yield Part(name, "rows", self[name], rows=self.row_sets[name])
            elif isinstance(field, UploadField):
                yield self.files_part(name)
            elif not isinstance(field, DerivedField):
                yield Part(name, "field", self[name])

    @property
    def slots(self) -> list[str]:
        """The places for files."""
        return [name for name, field in self.fields.items() if isinstance(field, UploadField)]

    def files_part(self, name: str) -> Part:
        files = tuple(self.attachments.get(name, ()))
        beside = tuple(self[one] for one in self.beside.get(name, ()))
        return Part(name, "files", self[name], files=files, beside=beside)

    @property
    def has_places(self) -> bool:
        """Whether a commune is asked for; if not, the page fetches no script for that."""
        rows = [group.field.row.base_fields for group in self.row_sets.values()]
        fields = [field for declared in (self.fields, *rows) for field in declared.values()]
        return any(isinstance(field, PlaceField) for field in fields)

    @property
    def summary_errors(self) -> list[tuple[str, Any, Any]]:
        """Id, label and message of every mistake, in the order of the page, rows included."""
        return list(self.mistakes())

    def mistakes(self) -> Iterator[tuple[str, Any, Any]]:
        for name in self.fields:
            yield from self.mistakes_of(name)

    def mistakes_of(self, name: str) -> Iterator[tuple[str, Any, Any]]:
        bound = self[name]
        target = f"rows-{name}" if name in self.row_sets else first_id(bound)
        yield from ((target, bound.label, error) for error in bound.errors)
        if name in self.row_sets:
            for number, row in enumerate(self.row_sets[name].forms):
                if not row.gone:
                    yield from self.row_errors(name, number, row)

    def row_errors(self, name: str, number: int, row: Row) -> Iterator[tuple[str, Any, Any]]:
        one = self.row_sets[name].field.one
        for bound in row:
            for error in bound.errors:
                yield first_id(bound), f"{one} {number + 1} – {bound.label}", error


def first_id(bound: forms.BoundField) -> str:
    """Where a link to the field leads; of several boxes or buttons, to the first."""
    return bound.id_for_label or f"{bound.auto_id}_0"


class Declares(Protocol):
    """A step, or a kind: what knows which of its answers are rows."""

    @property
    def base_fields(self) -> Mapping[str, forms.Field]: ...


def posted(declares: Declares, answers: Mapping[str, Any]) -> MultiValueDict[str, Any]:
    """Stored answers as a browser would send them, so that they can be judged again."""
    data: MultiValueDict[str, Any] = MultiValueDict()
    for name, value in answers.items():
        if isinstance(declares.base_fields.get(name), RowsField):
            kept = [row for row in value if isinstance(row, dict)] if value else []
            data[f"{name}-count"] = str(len(kept))
            for number, row in enumerate(kept):
                for key, cell in row.items():
                    put(data, f"{name}-{number}-{key}", cell)
        else:
            put(data, name, value)
    return data


def put(data: MultiValueDict[str, Any], name: str, value: Any) -> None:
    """One stored answer as a browser would send it."""
    if isinstance(value, list):
        data.setlist(name, [str(item) for item in value])
    elif value is True:
        data[name] = "on"
    elif not blank(value):
        data[name] = str(value)
