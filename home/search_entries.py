"""What the public finds of news, guidance and duties."""

from django.utils.translation import gettext_lazy as _

from home.models import DutyPage, GuidancePage, NewsPage
from search.registry import EntryData, page_entry, register


def news(page: NewsPage) -> list[EntryData]:
    return page_entry(page, "news", summary=page.summary, body=page.body_text, date=page.date)


def guidance(page: GuidancePage) -> list[EntryData]:
    return page_entry(page, "guidance", summary=page.summary, body=page.body_text)


def duty(page: DutyPage) -> list[EntryData]:
    return page_entry(page, "duty", summary=page.text, body=page.body_text, keywords=page.code)


def register_all() -> None:
    """Called once, when the app is ready."""
    register(NewsPage, kind="news", label=_("Tin tức"), entries=news, weight=0.1)
    register(GuidancePage, kind="guidance", label=_("Hướng dẫn"), entries=guidance, weight=0.6)
    register(DutyPage, kind="duty", label=_("Nhiệm vụ"), entries=duty, weight=0.2)
