"""What the public finds of news, guidance, duties and documents."""

from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.models import Collection, Locale

from home.models import DutyPage, GuidancePage, NewsPage, Office
from search.registry import EntryData, page_entry, register


def news(page: NewsPage) -> list[EntryData]:
    return page_entry(page, "news", summary=page.summary, body=page.body_text, date=page.date)


def guidance(page: GuidancePage) -> list[EntryData]:
    return page_entry(page, "guidance", summary=page.summary, body=page.body_text)


def duty(page: DutyPage) -> list[EntryData]:
    return page_entry(page, "duty", summary=page.text, body=page.body_text, keywords=page.code)


def document(document: Document) -> list[EntryData]:
    """A document that an editor uploaded, unless its collection is private."""
    if document.collection.get_view_restrictions().exists():
        return []
    office = office_of(document.collection)
    return [
        EntryData(
            kind="document",
            title=document.title,
            summary=document.filename,
            body="",
            url=document.url,
            date=document.created_at.date(),
            locale_id=Locale.get_default().pk,
            office_id=office.site_id if office else None,
        )
    ]


def office_of(collection: Collection) -> Office | None:
    """The office whose staff may use the collection, or the nearest one above it."""
    above = collection.get_ancestors(inclusive=True)
    offices = Office.objects.filter(groups__group__collection_permissions__collection__in=above)
    return offices.first()


def register_all() -> None:
    """Called once, when the app is ready."""
    register(NewsPage, kind="news", label=_("Tin tức"), entries=news, weight=0.1)
    register(GuidancePage, kind="guidance", label=_("Hướng dẫn"), entries=guidance, weight=0.6)
    register(DutyPage, kind="duty", label=_("Nhiệm vụ"), entries=duty, weight=0.2)
    register(Document, kind="document", label=_("Tài liệu"), entries=document, weight=0.3)
