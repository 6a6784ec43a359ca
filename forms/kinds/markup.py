"""A field as HTML, the same as crispy-forms writes it, without a template for each of its parts.

A list of 60 teachers is 420 fields on one page: with templates it would take longer to write than
all else together. `tests/forms/kinds/test_markup.py` holds both ways to the same markup.
"""

from typing import Any

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

STAR = mark_safe('<span class="asteriskField">*</span>')
LINES = (forms.TextInput, forms.DateInput)
CLASSES = {forms.Select: "form-select", forms.TextInput: "form-control"}


def written(bound: forms.BoundField) -> SafeString:
    """The field with its label, help and errors."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect):
        return radios(bound)
    for kind, name in CLASSES.items():
        if isinstance(widget, kind):
            parts = (label(bound), control(bound, name), errors(bound), helptext(bound))
            return format_html('<div class="mb-3">{}{}{}{}</div>', *parts)
    return as_crispy_field(bound)  # type: ignore[no-any-return]


def label(bound: forms.BoundField) -> SafeString:
    star, mark = (STAR, " requiredField") if bound.field.required else ("", "")
    target = bound.id_for_label
    return format_html(
        '<label for="{}" class="form-label{}">{}{}</label>', target, mark, bound.label, star
    )


def control(bound: forms.BoundField, name: str) -> SafeString:
    """A line of text or a list; widgets of our own write themselves."""
    widget = bound.field.widget
    css = f"{type(widget).__name__.lower()} {name}{wrong(bound)}"
    if type(widget) not in LINES:
        return bound.as_widget(attrs={"class": css})
    attrs: dict[str, Any] = {"type": widget.input_type, "name": bound.html_name}
    value = widget.format_value(bound.value())
    if value is not None:
        attrs["value"] = value
    given = bound.build_widget_attrs({"class": css, "id": bound.auto_id}, widget)
    return format_html("<input{}>", flatatt(attrs | widget.build_attrs(widget.attrs, given)))


def radios(bound: forms.BoundField) -> SafeString:
    """Buttons to choose one, named together by their legend."""
    field, chosen = bound.field, str(bound.value() or "")
    name, css = bound.html_name, f"form-check-input{wrong(bound)}"
    star, mark = (STAR, " requiredField") if field.required else ("", "")
    described = flatatt({"aria-describedby": bound.aria_describedby or False})
    invalid = {"aria-invalid": "true"} if bound.errors else {}
    choices = list(field.choices)  # type: ignore[attr-defined]
    boxes = [
        (
            flatatt({"type": "radio", "class": css, "name": name, "value": value, "id": one})
            + flatatt(invalid | {"checked": str(value) == chosen}),
            one,
            text,
            errors(bound) if number == len(choices) - 1 else "",
        )
        for number, (value, text) in enumerate(choices)
        for one in [f"{bound.auto_id}_{number}"]
    ]
    return format_html(
        '<div class="mb-3"><fieldset{}><legend class="form-label{} fs-6">{}{}</legend>'
        "<div>{}</div>{}</fieldset></div>",
        described,
        mark,
        bound.label,
        star,
        format_html_join(
            "",
            '<div class="form-check"><input{}><label for="{}" class="form-check-label">{}</label>'
            "{}</div>",
            boxes,
        ),
        helptext(bound),
    )


def wrong(bound: forms.BoundField) -> str:
    return " is-invalid" if bound.errors else ""


def errors(bound: forms.BoundField) -> SafeString:
    if not bound.errors:
        return SafeString()
    lines = [(number, bound.auto_id, text) for number, text in enumerate(bound.errors, start=1)]
    told = format_html_join("", '<p id="error_{}_{}"><strong>{}</strong></p>', lines)
    return format_html('<div id="{}_error" class="invalid-feedback">{}</div>', bound.auto_id, told)


def helptext(bound: forms.BoundField) -> SafeString:
    if not bound.help_text:
        return SafeString()
    text = mark_safe(bound.help_text)
    return format_html('<div id="{}_helptext" class="form-text">{}</div>', bound.auto_id, text)
