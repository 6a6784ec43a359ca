"""Where the parts of what is filled in at the counter lead."""

from django import template

from forms.counter.filling import Filling
from forms.models import Attachment

register = template.Library()


@register.filter
def step_url(filling: Filling, slug: str) -> str:
    return filling.address(slug)


@register.filter
def file_url(filling: Filling, file: Attachment) -> str:
    return filling.file_address(file)
