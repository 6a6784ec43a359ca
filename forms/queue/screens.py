"""What every screen of the queue has: its frame, its way back, and no copy in any cache."""

from typing import Any

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
