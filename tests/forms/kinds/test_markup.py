"""Fields written quickly are the fields that crispy-forms writes."""

import re
from typing import Any

import html5lib
import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.utils.datastructures import MultiValueDict

from forms.kinds import KINDS
from forms.kinds.markup import written
from forms.kinds.rows import RowsField
from forms.kinds.traits import traits
from tests import factories
from tests.forms.kinds import answers as given
from tests.forms.kinds.ugly import UGLY

pytestmark = pytest.mark.django_db

GROUPS = [
    (kind.code, name)
    for kind in KINDS.values()
    for name, field in kind.base_fields.items()
    if isinstance(field, RowsField)
]


def tree(html: str) -> Any:
    """What a browser makes of it: elements, attributes in any order, text without its spacing."""

    def node(element: Any) -> Any:
        attributes = {name: " ".join(value.split()) for name, value in element.attrib.items()}
        attributes.pop("id", None) if attributes.get("id", "").startswith("div_") else None
        text = re.sub(r"\s+", " ", element.text or "").strip()
        tail = re.sub(r"\s+", " ", element.tail or "").strip()
        return element.tag, attributes, text, tail, [node(one) for one in element]

    return node(html5lib.parseFragment(html, namespaceHTMLElements=False))


def forms_of(kind: str, name: str) -> list[Any]:
    """A row as it is first shown, one that was filled in, and one full of each ugly value."""
    field = KINDS[kind].base_fields[name]
    assert isinstance(field, RowsField)
    step = next(step for step in KINDS[kind].steps if name in step.base_fields)
    office = factories.office("hcmc")
    columns = list(field.row.base_fields)
    values = [value[:300] for value in UGLY if "\x00" not in value and "\ud800" not in value]
    answers = given.OF_KIND[kind]() if traits(field).asked else {}
    made = [step(office, answers)]
    for value in ["", *values]:
        data = MultiValueDict({f"{name}-0-{column}": [value] for column in columns})
        data[f"{name}-count"] = "1"
        made.append(step(office, answers, data))
    return [form.row_sets[name].forms[0] for form in made]


@pytest.mark.parametrize(("kind", "name"), GROUPS)
def test_a_row_is_written_as_crispy_writes_it(kind: str, name: str) -> None:
    for form in forms_of(kind, name):
        for bound in form:
            assert tree(written(bound)) == tree(as_crispy_field(bound)), bound.html_name
