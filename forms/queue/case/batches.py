"""What the case page tells of the batch that a case came in: who filed it, by which paper, and
which papers of the case itself are still owed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property

from forms.batch.coordinator import TITLE
from forms.kinds.base import Step
from forms.kinds.inputs import UploadField
from forms.models import Attachment, Batch, Case


class FromBatch:
    """The batch of a case; a contact of the coordinator is what the case itself has."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    @classmethod
    def of(cls, case: Case) -> "FromBatch | None":
        row = getattr(case, "batch_row", None)
        return cls(row.batch) if row else None

    @property
    def code(self) -> str:
        return self.batch.code

    @cached_property
    def size(self) -> int:
        return self.batch.rows.filter(case__isnull=False).count()

    @property
    def title(self) -> str:
        return str(self.batch.answers.get(TITLE) or "")

    @cached_property
    def papers(self) -> list[Attachment]:
        return list(self.batch.attachments.all())


def owed(steps: Iterable[Step], attached: Mapping[str, list[Any]]) -> list[Any]:
    """Labels of the papers that a single submission would have had to bring."""
    return [
        field.label
        for step in steps
        for name, field in step.fields.items()
        if isinstance(field, UploadField)
        and getattr(field, "needed", False)
        and step.applies(name)
        and not attached.get(name)
    ]


def by_batch(code: str) -> Q:
    """All cases of the batch of this code."""
    return Q(batch_row__batch__code=code)
