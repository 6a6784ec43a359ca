"""Pages of the public registers."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from home.models import PortalPage
from services.registers import REGISTERS, list_entries


class RegisterIndexPage(PortalPage):
    """The list of an office's public registers."""

    subpage_types = ["services.RegisterPage"]
    parent_page_types = ["home.HomePage"]
    template = "services/register_index_page.html"

    class Meta:
        verbose_name = _("mục sổ đăng ký")
        verbose_name_plural = _("mục sổ đăng ký")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["registers"] = RegisterPage.objects.live().child_of(self)
        return context


class RegisterPage(PortalPage):
    """One public register of one office: a searchable list, and a page for each entry below it."""

    register = models.CharField(
        _("Sổ"),
        max_length=20,
        choices=[(code, register.label) for code, register in REGISTERS.items()],
    )

    content_panels = [*PortalPage.content_panels, FieldPanel("register")]
    subpage_types: list[str] = []
    parent_page_types = ["services.RegisterIndexPage"]
    template = "services/register_page.html"

    class Meta:
        verbose_name = _("sổ đăng ký")
        verbose_name_plural = _("sổ đăng ký")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if self.live and len(path_components) == 1:
            return RouteResult(self, kwargs={"slug": path_components[0]})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        slug: str | None = kwargs.pop("slug", None)
        if slug is None:
            return super().serve(request, *args, **kwargs)
        return self.entry(request, slug)

    def site(self, request: HttpRequest) -> Site:
        """The office's site: already known to a request that came through it."""
        return Site.find_for_request(request) or self.get_site()

    def entry(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One entry's own page; an entry of another office is as unknown as none."""
        register = REGISTERS[self.register]
        entry = register.entries(self.site(request)).filter(slug=slug).first()
        if entry is None:
            raise Http404
        request.is_preview = getattr(request, "is_preview", False)  # type: ignore[attr-defined]
        context = super().get_context(request) | {
            "entry": entry,
            "register": register,
            "cells": register.cells(entry),
        }
        return TemplateResponse(request, register.entry_template, context)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        register = REGISTERS[self.register]
        context |= list_entries(register, self.site(request), request.GET)
        address = self.get_url(request)
        context["rows"] = [
            {"url": f"{address}{entry.slug}/", "cells": register.cells(entry)}
            for entry in context["entries"]
        ]
        context["illustrative"] = any(entry.illustrative for entry in context["entries"])
        return context
