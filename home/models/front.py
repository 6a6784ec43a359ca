"""The front page of an office, and the routing that keeps every public page cheap."""

from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from home.models.news import NewsPage
from home.models.pages import PortalPage

#: How many pages below the sections, ticked "show in menus", the front page offers as cards.
FEATURED = 8


class HomePage(PortalPage):
    """An office's front page: search, the main services, what is new."""

    welcome = models.CharField(_("Lời chào"), max_length=200, blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("welcome")]
    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("trang chủ")
        verbose_name_plural = _("trang chủ")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds a page at any depth by its whole path: two queries; Wagtail needs two a level.

        A path that is no page's is offered to its nearest ancestor page, so that pages may
        have sub-pages of their own making (a register's entries).
        """
        if not path_components:
            return super().route(request, path_components)
        paths = [
            self.url_path + "".join(f"{part}/" for part in path_components[: depth + 1])
            for depth in range(len(path_components))
        ]
        page = Page.objects.filter(url_path__in=paths).order_by("-depth").first()
        if page is None:
            raise Http404
        rest = path_components[page.depth - self.depth :]
        specific = page.specific
        if isinstance(specific, HomePage):
            raise Http404
        return specific.route(request, rest)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().descendant_of(self).order_by("-date", "-pk")
        context["news"] = news.defer("body")[:6]
        deeper = Page.objects.live().descendant_of(self).filter(depth__gt=self.depth + 1)
        context["featured"] = deeper.filter(show_in_menus=True).order_by("path")[:FEATURED]
        return context
