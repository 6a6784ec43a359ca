"""The words of a choice inside a block, where Wagtail hands out only its code."""

from django import template
from wagtail.blocks import StructValue

register = template.Library()


@register.filter
def chosen(value: StructValue, name: str) -> str:
    """The label of what was chosen in the field `name`; the code itself where it has none."""
    code = value.get(name)
    return dict(value.block.child_blocks[name].field.choices).get(code, code)
