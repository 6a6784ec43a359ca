"""What the templates of a step need: rows with their summary lines, fields written quickly."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from forms.kinds.display import shown
from forms.kinds.markup import written
from forms.kinds.rows import Row, RowSet

register = template.Library()
OPEN_ROWS = 3  # so few are shown whole


@dataclass(frozen=True)
class Line:
    """One row of a group as the page shows it: one line, which opens."""

    number: int
    form: Row
    title: str
    open: bool
    first: bool
    last: bool


@register.filter
def lines(group: RowSet) -> Iterator[Line]:
    """The rows of a group; of many, only those are open that are new or have mistakes."""
    few = len(group.forms) <= OPEN_ROWS
    for number, form in enumerate(group.forms):
        title = title_of(group, form)
        open_ = few or not title or form.wanted or (form.is_bound and bool(form.errors))
        yield Line(number, form, title, open_, number == 0, number == len(group.forms) - 1)


def title_of(group: RowSet, form: Row) -> str:
    """What names a row: its first answer."""
    first = next(iter(form))
    value = first.value()
    return shown(first.field, value, group.sources) if value else ""


@register.filter
def field(bound: BoundField) -> SafeString:
    return written(bound)


@register.filter
def unseen(bound: BoundField) -> SafeString:
    """What a removed row keeps: sent along, without a help text that it could name."""
    return bound.field.hidden_widget().render(bound.html_name, bound.value())
