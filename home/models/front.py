"""The front page of an office."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from home.home_permissions import HomePermissionTester
from home.models.news import NewsPage
from home.models.pages import PortalPage

NEWS = 6


class HomePage(PortalPage):
    """An office's front page: search, the main services, what is new."""

    welcome = models.CharField(_("Lời chào"), max_length=200, blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("welcome")]
    template = "home/home_page.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("trang chủ")
        verbose_name_plural = _("trang chủ")

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> HomePermissionTester:
        return HomePermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.live().descendant_of(self).order_by("-date", "-pk")
        context["news"] = newest = list(news.defer("body")[:NEWS])
        context["news_path"] = newest[0].path[: -self.steplen] if newest else None
        return context
