"""The duties of an office, each a page that links to what carries it out."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from home.models.pages import PortalPage


class DutyIndexPage(PortalPage):
    """What the office is for: its preamble, its contact block and all its duties."""

    preamble = models.TextField(_("Chức năng"), blank=True)
    preamble_en = models.TextField(_("Chức năng (tiếng Anh, tham khảo)"), blank=True)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("preamble"),
        FieldPanel("preamble_en"),
    ]
    subpage_types = ["home.DutyPage"]
    parent_page_types = ["home.HomePage"]
    template = "home/duty_index_page.html"

    class Meta:
        verbose_name = _("chức năng, nhiệm vụ")
        verbose_name_plural = _("chức năng, nhiệm vụ")

    @property
    def body_text(self) -> str:
        return f"{self.preamble} {self.preamble_en}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["duties"] = DutyPage.objects.live().child_of(self.source).order_by("code")
        return context

    @property
    def source(self) -> "DutyIndexPage":
        """Duties have pages in the source language only; a translation shows those."""
        if self.locale.language_code == settings.LANGUAGE_CODE:
            return self
        translations = self.get_translations().live()
        source = translations.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        return source or self


class DutyPage(PortalPage):
    """One duty: its text as the office states it, and links to what carries it out."""

    code = models.CharField(_("Mã nhiệm vụ"), max_length=10, db_index=True)
    text = models.TextField(_("Nội dung"))
    text_en = models.TextField(_("Nội dung (tiếng Anh, tham khảo)"), blank=True)
    priority = models.PositiveSmallIntegerField(_("Ưu tiên"), default=2)

    content_panels = [
        *PortalPage.content_panels,
        FieldPanel("code"),
        FieldPanel("text"),
        FieldPanel("text_en"),
        InlinePanel("links", label=_("Được thực hiện bởi")),
    ]
    subpage_types: list[str] = []
    parent_page_types = ["home.DutyIndexPage"]
    template = "home/duty_page.html"

    class Meta:
        verbose_name = _("nhiệm vụ")
        verbose_name_plural = _("nhiệm vụ")

    @property
    def body_text(self) -> str:
        return f"{self.text} {self.text_en}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["served_by"] = (
            Page.objects.live()
            .filter(served_duties__duty=self)
            .order_by("served_duties__sort_order")
        )
        return context


class DutyLink(Orderable):
    """A page, form or register that carries a duty out."""

    duty = ParentalKey(DutyPage, on_delete=models.CASCADE, related_name="links")
    page = models.ForeignKey(
        Page, models.CASCADE, related_name="served_duties", verbose_name=_("Trang")
    )

    panels = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["duty", "page"], name="one_link_per_duty_page")
        ]

    def __str__(self) -> str:
        return f"{self.duty} → {self.page}"
