"""Forms that are judged far more often than they are shown.

A case is judged as a dozen forms with their rows. Django deep-copies the fields of a form whenever
one is made, lists of choices and all, and binds each of them with its label and help as if it were
to be shown; both would cost more than the judging. Here each form gets fields of its own, and so
may change them, but what is only read is shared; and a field is bound when a page shows it.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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


class DeclaredForm(forms.Form, metaclass=Declaring):
    """What steps and rows have in common."""

    use_required_attribute = False

    def _clean_fields(self) -> None:
        """As Django does it, for fields that are never disabled and have no `clean_<name>`."""
        for name, field in self.fields.items():
            sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            try:
                self.cleaned_data[name] = field.clean(sent)
            except ValidationError as error:
                self.add_error(name, error)
