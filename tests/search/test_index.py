"""The index follows what is published, and a rebuild mends what was missed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from search import index, registry
from search.models import Entry
from search.query import search
from tests.search.conftest import Plant

pytestmark = pytest.mark.engines


def found(text: str = "học bổng") -> int:
    return len(search(text).hits)


def test_a_live_page_is_found(plant: Plant) -> None:
    plant("Học bổng")
    assert found() == 1


def test_a_draft_stays_hidden_until_it_is_published(plant: Plant) -> None:
    page = plant("Tin tức")
    page.title = "Học bổng"
    revision = page.save_revision()
    assert found() == 0
    revision.publish()
    assert found() == 1
    assert found("tin tức") == 0


def test_an_unpublished_page_is_gone(plant: Plant) -> None:
    plant("Học bổng").unpublish()
    assert found() == 0


def test_a_deleted_page_is_gone(plant: Plant) -> None:
    plant("Học bổng").delete()
    assert found() == 0
    assert Entry.objects.count() == 0


def test_a_page_made_private_is_gone_with_all_below(plant: Plant) -> None:
    page = plant("Học bổng")
    page.add_child(instance=Page(title="Học bổng Lào", slug="lao", seo_title="guide"))
    assert found() == 2
    login = PageViewRestriction.LOGIN
    wall = PageViewRestriction.objects.create(page=page, restriction_type=login)
    assert found() == 0
    wall.delete()
    assert found() == 2


def test_a_moved_page_is_found_at_its_new_address(plant: Plant) -> None:
    above, page = plant("Mục"), plant("Học bổng")
    page.move(above, pos="last-child")
    assert search("học bổng").hits[0].entry.url == f"/{above.slug}/{page.slug}/"


def test_a_new_slug_gives_the_pages_below_a_new_address(
    plant: Plant, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    above = plant("Mục")
    above.add_child(instance=Page(title="Học bổng", slug="hoc-bong", seo_title="guide"))
    above.slug = "muc-moi"
    with django_capture_on_commit_callbacks(execute=True):
        above.save_revision().publish()
    assert search("học bổng").hits[0].entry.url == "/muc-moi/hoc-bong/"


def test_documents_of_a_collection_made_private_are_gone() -> None:
    Document = get_document_model()

    def entries(document: object) -> list[registry.EntryData]:
        if document.collection.get_view_restrictions().exists():
            return []
        locale = Page.objects.get(depth=2).locale_id
        return [registry.EntryData("document", document.title, "", "", "/x/", None, locale, None)]

    registry.register(Document, kind="document", label="Văn bản", entries=entries)
    collection = Collection.get_first_root_node().add_child(name="Mật")
    document = Document.objects.create(title="Học bổng", file="x.pdf", collection=collection)
    assert found() == 1
    login = CollectionViewRestriction.LOGIN
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=login)
    assert found() == 0
    CollectionViewRestriction.objects.all().delete()
    document.title = "Sổ tay"
    document.save()
    assert found("sổ tay") == 1
    assert found() == 0


def test_nothing_is_written_when_nothing_changed(plant: Plant) -> None:
    page = plant("Học bổng")
    with CaptureQueriesContext(connection) as queries:
        index.update(page)
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_a_rebuild_adds_what_was_missed_and_drops_what_is_gone(plant: Plant) -> None:
    missed, stale = plant("Học bổng"), plant("Học bổng")
    Entry.objects.filter(object_pk=str(missed.pk)).delete()
    Page.objects.filter(pk=stale.pk).update(live=False)
    ghost = Entry.objects.get(object_pk=str(stale.pk))
    ghost.pk, ghost.object_pk = None, "999999"
    ghost.save()
    call_command("rebuild_search", verbosity=0)
    assert [hit.entry.object_pk for hit in search("học bổng").hits] == [str(missed.pk)]
    assert Entry.objects.count() == 1


def test_a_second_rebuild_changes_no_row(plant: Plant) -> None:
    for _ in range(3):
        plant("Học bổng")
    rows = list(Entry.objects.order_by("pk").values())
    index.rebuild()
    assert list(Entry.objects.order_by("pk").values()) == rows


def test_wagtails_own_rebuild_keeps_entries_findable(plant: Plant) -> None:
    plant("Học bổng")
    call_command("update_index", verbosity=0)
    assert found() == 1


def test_a_very_long_text_is_indexed(plant: Plant) -> None:
    plant("Học bổng", " ".join(f"chữ{number}" for number in range(60_000)))
    assert found() == 1
