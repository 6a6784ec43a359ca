"""Fields declared once, and lent to every form that is made of them.

Django deep-copies the fields of a form whenever one is made, lists of choices and all. A case is
judged as a dozen forms with their rows, so the copies would cost more than the judging. Here each
form gets fields of its own, and so may change them, but what is only read is shared.
"""

from typing import Any

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass


class Declared(dict[str, forms.Field]):
    """The fields of a class of forms; copied, they are the fields of one form."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: own(field) for name, field in self.items()}


def own(field: forms.Field) -> forms.Field:
    """A field that one form may change, together with its widget; its choices are shared."""
    mine, mine.widget = twin(field), twin(field.widget)
    mine.error_messages = field.error_messages.copy()
    mine.validators = field.validators[:]
    mine.widget.attrs = field.widget.attrs.copy()
    return mine


def twin(original: Any) -> Any:
    """A shallow copy, without the detours of `copy.copy`."""
    made = object.__new__(type(original))
    made.__dict__.update(original.__dict__)
    return made


class Declaring(DeclarativeFieldsMetaclass):
    """Makes classes of forms that lend their fields."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> "Declaring":
        made = super().__new__(mcs, name, bases, attrs)
        made.base_fields = Declared(made.base_fields)  # type: ignore[attr-defined]
        return made
