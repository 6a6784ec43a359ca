"""The page types that editors write, and the routing that keeps a public page cheap."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home.blocks import BodyBlock
from search.text import tokens

NEWS_PER_PAGE = 12


class PortalPage(Page):
    """What all our pages share: a summary for lists and search, and folded text for unaccented queries."""

    summary = models.TextField(
        _("Tóm tắt"), max_length=500, blank=True, help_text=_("Một hoặc hai câu, hiện ở danh sách.")
    )

    class Meta:
        abstract = True

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("search_fold")]

    @cached_property
    def search_fold(self) -> str:
        """ASCII tokens of what the page says, so that editors find it typing without accents."""
        return " ".join(tokens(f"{self.title} {self.summary} {self.body_text}"))

    @property
    def body_text(self) -> str:
        """The page's words as plain text, for search."""
        return ""


class BodyPage(PortalPage):
    """A page with a free body of blocks."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("Nội dung"))

    class Meta:
        abstract = True

    content_panels = [*PortalPage.content_panels, FieldPanel("body")]

    @property
    def body_text(self) -> str:
        block = self.body.stream_block
        return " ".join(str(part) for part in block.get_searchable_content(self.body))


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
        """Finds a page at any depth by its whole path: two queries, where Wagtail needs two a level.

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
        return context


class NewsIndexPage(PortalPage):
    """The list of an office's news, newest first, by category."""

    subpage_types = ["home.NewsPage"]
    parent_page_types = ["home.HomePage"]
    template = "home/news_index_page.html"

    class Meta:
        verbose_name = _("mục tin tức")
        verbose_name_plural = _("mục tin tức")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().child_of(self).order_by("-date", "-pk").defer("body")
        category = request.GET.get("muc", "")
        if category in NewsPage.Category.values:
            news = news.filter(category=category)
        page = Paginator(news, NEWS_PER_PAGE).get_page(request.GET.get("trang"))
        return context | {"news": page, "category": category, "categories": NewsPage.Category}


class NewsPage(BodyPage):
    """One news item."""

    class Category(models.TextChoices):
        DIRECTION = "chi-dao-dieu-hanh", _("Chỉ đạo điều hành")
        ADMISSION = "tuyen-sinh", _("Tuyển sinh")
        PROMOTION = "khuyen-hoc", _("Khuyến học")
        EMULATION = "thi-dua", _("Thi đua – điển hình")
        ACTIVITY = "hoat-dong", _("Hoạt động")

    date = models.DateField(_("Ngày đăng"), default=timezone.localdate, db_index=True)
    category = models.CharField(
        _("Chuyên mục"), max_length=20, choices=Category.choices, default=Category.ACTIVITY
    )

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("date"),
        FieldPanel("category"),
        FieldPanel("body"),
    ]
    subpage_types: list[str] = []
    parent_page_types = ["home.NewsIndexPage"]
    template = "home/news_page.html"

    class Meta:
        verbose_name = _("tin tức")
        verbose_name_plural = _("tin tức")


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
