"""News and their list."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from home.models.pages import BodyPage, PortalPage

NEWS_PER_PAGE = 12


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
