"""Guidance and its list."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from home.models.pages import BodyPage, PortalPage


class GuidanceIndexPage(PortalPage):
    """The list of an office's guidance."""

    subpage_types = ["home.GuidancePage"]
    parent_page_types = ["home.HomePage"]
    template = "home/guidance_index_page.html"

    class Meta:
        verbose_name = _("mục hướng dẫn")
        verbose_name_plural = _("mục hướng dẫn")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["guidance"] = GuidancePage.objects.live().child_of(self).defer("body")
        return context


class GuidancePage(BodyPage):
    """Guidance: steps, questions, downloads."""

    subpage_types: list[str] = []
    parent_page_types = ["home.GuidanceIndexPage"]
    template = "home/guidance_page.html"

    class Meta:
        verbose_name = _("hướng dẫn")
        verbose_name_plural = _("hướng dẫn")
