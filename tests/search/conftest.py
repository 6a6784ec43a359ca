"""Things to be found, made through the registry as other apps make them."""

from collections.abc import Callable, Iterator

import pytest
from wagtail.models import Locale, Page

from search import engines, registry
from search.models import Entry

Plant = Callable[..., Page]


@pytest.fixture(autouse=True)
def nothing_else(db: None) -> Iterator[None]:
    """Nothing is registered or found but what the test makes."""
    sources, kinds = dict(registry.SOURCES), dict(registry.KINDS)
    registry.SOURCES.clear()
    registry.KINDS.clear()
    Entry.objects.all().delete()
    engines.forget()
    yield
    for kept, before in ((registry.SOURCES, sources), (registry.KINDS, kinds)):
        kept.clear()
        kept.update(before)


@pytest.fixture
def plant() -> Plant:
    """Makes a live page: a guide, or of the kind that its SEO title names."""

    def entries(page: Page) -> list[registry.EntryData]:
        if page.slug == "home":
            return []
        return registry.page_entry(page, page.seo_title or "guide", body="Nội dung trang.")

    for kind, label in (("guide", "Hướng dẫn"), ("form", "Biểu mẫu")):
        registry.register(Page, kind=kind, label=label, entries=entries)

    def make(title: str, summary: str = "", *, kind: str = "guide", locale: str = "vi") -> Page:
        language, _ = Locale.objects.get_or_create(language_code=locale)
        page = Page(title=title, search_description=summary, seo_title=kind, locale=language)
        page.slug = f"trang-{Page.objects.count()}"
        return Page.objects.get(depth=2).add_child(instance=page)

    return make
