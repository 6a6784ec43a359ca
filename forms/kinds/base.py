"""Kind: what a form asks, as steps; and the names by which a kind's file says it."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from forms.kinds.alike import Likeness
from forms.kinds.batching import Batching
from forms.kinds.inputs import DerivedField, UploadField
from forms.kinds.once import Once
from forms.kinds.privacy import DataUse
from forms.kinds.rows import Answers, Row, RowSet, RowsField, Sources, rows
from forms.kinds.steps import Part, Step, posted
from forms.kinds.traits import NO_TRAITS, Condition, Traits, traits
from forms.states import COURSES
from home.models import Office

__all__ = [
    "Answers",
    "Kind",
    "Part",
    "Row",
    "RowSet",
    "RowsField",
    "Sources",
    "Step",
    "posted",
    "rows",
]


class Kind:
    """What a form asks: steps, and which answers the queue shows. Instances are stateless."""

    code: ClassVar[str]
    version: ClassVar[int]
    title: ClassVar[str | Promise]
    steps: ClassVar[tuple[type[Step], ...]]
    #: What the citizen calls the stages after filing: received, examined, signed, returned.
    stages: ClassVar[tuple[Any, Any, Any, Any]] = (
        _("Tiếp nhận"),
        _("Thẩm định"),
        _("Ký duyệt"),
        _("Trả kết quả"),
    )
    #: Answers that become columns of the case: subject, applicant, phone, email, commune, topic.
    columns: ClassVar[Mapping[str, str]]
    #: Answers that name for whom somebody else files; the first one given counts.
    represented: ClassVar[tuple[str, ...]] = ("represented_name",)
    #: What the data are for, for how long they are kept, and what may be allowed besides.
    data_use: ClassVar[DataUse]
    #: The limit (`forms/data/limits.yaml`) within which a case is answered, in working days from
    #: its arrival on. Empty where the clock starts with an officer's act of reception.
    answered_within: ClassVar[str] = ""
    #: What makes two cases look like one (`forms.duplicates`).
    alike: ClassVar[tuple[Likeness, ...]] = ()
    #: Set where one person may file for many at once.
    batching: ClassVar[Batching | None] = None

    @property
    def way(self) -> str:
        """Which rows of the table of transitions lead its cases on (`forms/data/courses.yaml`)."""
        return COURSES[self.code].way

    def steps_for(self, answers: Mapping[str, Any]) -> list[type[Step]]:
        """The steps that apply to these answers, in order."""
        return [
            step for step in self.steps if all(condition.holds(answers) for condition in step.asked)
        ]

    def step(self, slug: str, answers: Mapping[str, Any]) -> type[Step] | None:
        return next((step for step in self.steps_for(answers) if step.slug == slug), None)

    def check(
        self,
        office: Office,
        answers: Mapping[str, Any],
        attachments: Mapping[str, list[Any]],
        sources: Sources | None = None,
        at_counter: bool = False,
    ) -> list[Step]:
        """Every applicable step bound to the stored answers; complete when all are valid."""
        sources, data = sources or Sources(office, answers), posted(self, answers)
        known: dict[str, Any] = {"attachments": attachments, "sources": sources}
        return [
            step(office, answers, data, **known, at_counter=at_counter)
            for step in self.steps_for(answers)
        ]

    @cached_property
    def base_fields(self) -> dict[str, forms.Field]:
        """Every declared field of every step; fields that are data are known to their step only."""
        return {name: field for step in self.steps for name, field in step.base_fields.items()}

    @cached_property
    def filterable(self) -> dict[str, forms.Field]:
        """The answers by which the queue narrows its lists, as their fields declare it."""
        return {name: field for name, field in self.base_fields.items() if traits(field).filterable}

    @cached_property
    def conditions(self) -> dict[str, tuple[Condition, ...]]:
        """When a declared field is asked: the conditions of its step and its own, if any."""
        found = {
            name: (*step.asked, *traits(field).asked)
            for step in self.steps
            for name, field in step.base_fields.items()
        }
        return {name: conditions for name, conditions in found.items() if conditions}

    @lru_cache(maxsize=4096)  # noqa: B019  (kinds are few, and there for good)
    def traits_of(self, name: str) -> Traits:
        field = self.base_fields.get(name)
        return traits(field) if field else NO_TRAITS

    @property
    def labels(self) -> dict[str, Any]:
        """The label of every declared field; fields that are data have theirs in their step."""
        return {name: field.label for name, field in self.base_fields.items()}

    @cached_property
    def contacts(self) -> frozenset[str]:
        """Answers that only serve to reach the citizen: nobody needs them once a case is closed."""
        columns = (self.columns.get(name, "") for name in ("phone", "email"))
        return frozenset({*columns, "delivery_address", "delivery_ward_code"} & {*self.base_fields})

    @cached_property
    def optional(self) -> frozenset[str]:
        """What may be left empty, answers and files: no decision rests on it."""
        return frozenset(
            name
            for name, field in self.base_fields.items()
            if not (field.required or isinstance(field, DerivedField | RowsField))
        )

    @property
    def upload_slots(self) -> dict[str, UploadField]:
        """The declared places for files."""
        return {
            name: field
            for name, field in self.base_fields.items()
            if isinstance(field, UploadField)
        }

    def once(self, answers: Mapping[str, Any]) -> Once | None:
        """What no second case may be about, if there is such a thing."""
        return None

    def column(self, column: str, answers: Mapping[str, Any]) -> str:
        """The value of a queue column; the empty text when nothing was answered."""
        return str(answers.get(self.columns.get(column, ""), "") or "")
