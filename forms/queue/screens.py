"""What every screen of the queue has: its frame, its way back, and no copy in any cache."""

from typing import Any

from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, f"forms/queue/{template}.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def trail(*steps: tuple[str, Any]) -> list[dict[str, Any]]:
    """The breadcrumbs of a screen of the queue."""
    first = [(reverse("wagtailadmin_home"), _("Trang chủ")), (reverse("cases:list"), _("Hồ sơ"))]
    return [{"url": url, "label": str(label)} for url, label in [*first, *steps]]


def mistakes(form: BaseForm) -> list[tuple[str, Any, str]]:
    """Id, label and message of each, to be told above a long form; a statement is no label."""
    return [
        (bound.id_for_label, "" if is_statement(bound) else bound.label, str(error))
        for bound in form
        for error in bound.errors
    ]


def is_statement(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)
