"""What a kind says so that one person may file it for many people at once: a batch.

One sheet, one row for each person. Who files is answered once; every later answer that a cell can
hold is a column, unless it is `common`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms

from forms.kinds.inputs import DerivedField, Label, UploadField
from forms.kinds.rows import RowsField
from home.models import Office

if TYPE_CHECKING:
    from forms.kinds.base import Kind, Step

#: The answers that tell one person from another, in the order in which the kind names them.
Person = tuple[str, ...]
Registered = Callable[[Office, Iterable[Person]], set[Person]]


@dataclass(frozen=True)
class Batching:
    """How a kind is filed in batches."""

    title: Label
    #: The steps about who files, and by which authority.
    who: "tuple[type[Step], ...]"
    #: Answers that are the same for every batch, and asked of nobody.
    fixed: Mapping[str, str]
    #: Answers that are given once for the whole batch, beside those about who files.
    common: tuple[str, ...]
    #: Answers that say in words what another one chose.
    named: Mapping[str, str]
    #: The answers that together tell one person from another.
    identity: tuple[str, ...]
    #: Which of these people the office's register knows already.
    registered: Registered


def columns(kind: "Kind") -> Iterator[tuple[type["Step"], str, forms.Field]]:
    """Step, code and field of every column, in the order of the kind's steps."""
    assert kind.batching
    for step in kind.steps:
        if step in kind.batching.who:
            continue
        for name, field in step.base_fields.items():
            in_a_cell = not isinstance(field, UploadField | RowsField | DerivedField)
            if in_a_cell and name not in kind.batching.common:
                yield step, name, field
