"""What the page types share: a summary, a body of blocks, folded text for search."""

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from home.blocks import BodyBlock
from search.text import tokens

OTHERS = 5


class PortalPage(Page):
    """What all our pages share: a summary for lists, and folded text for unaccented queries."""

    summary = models.TextField(
        _("Tóm tắt"), max_length=500, blank=True, help_text=_("Một hoặc hai câu, hiện ở danh sách.")
    )

    class Meta:
        abstract = True

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    search_fields = [*Page.search_fields, index.SearchField("search_fold")]

    #: Set where a page was found together with the knowledge that no page at all is restricted.
    open_to_all = False

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if self.open_to_all:
            return PageViewRestriction.objects.none()
        restrictions: QuerySet[PageViewRestriction] = super().get_view_restrictions()
        return restrictions

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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Also the newest pages beside this one, to read on."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        beside = Page.objects.live().sibling_of(self, inclusive=False)
        context["others"] = beside.order_by("-path")[:OTHERS]
        return context

    @property
    def body_text(self) -> str:
        block = self.body.stream_block
        return " ".join(str(part) for part in block.get_searchable_content(self.body))
