"""Where the parts of what is filled in at the counter lead."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forms.counter.filling import Filling
from forms.counter.lost_login import WHOSE, whose
from forms.models import Attachment

register = template.Library()


@register.filter
def step_url(filling: Filling, slug: str) -> str:
    return filling.address(slug)


@register.filter
def file_url(filling: Filling, file: Attachment) -> str:
    return filling.file_address(file)


@register.simple_tag(takes_context=True)
def typed_by(context: dict[str, Any]) -> SafeString:
    """Says within a form who fills it in, should the login run out."""
    sealed = whose(context["request"].user)
    return format_html('<input type="hidden" name="{}" value="{}">', WHOSE, sealed)
