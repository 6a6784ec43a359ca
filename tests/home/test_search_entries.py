"""What the public finds of news, guidance and duties: what is live, never a draft."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from home.staffing import own_collection
from search.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db


def found(kind: str) -> list[str]:
    return list(Entry.objects.filter(kind=kind).values_list("title", flat=True))


def test_a_draft_is_not_found_until_it_is_published() -> None:
    page = factories.news(factories.office("hcmc"), "Tin nháp", live=False)
    assert found("news") == []
    page.save_revision().publish()
    assert found("news") == ["Tin nháp"]
    page.refresh_from_db()
    page.unpublish()
    assert found("news") == []


def test_an_entry_tells_its_address_its_office_and_its_date() -> None:
    office = factories.office("cantho")
    page = factories.news(office, summary="Tóm tắt", body=[("heading", "Mở lớp xóa mù chữ")])
    entry = Entry.objects.get(kind="news")
    assert (entry.url, entry.office_id, entry.date) == (page.url, office.site_id, page.date)
    assert "xoa mu chu" in entry.search_fold


def test_guidance_and_duties_are_found() -> None:
    office = factories.office("hcmc")
    factories.guidance(office, "Cách tra cứu")
    factories.duty(office, "S1-09", text="Quản lý liên kết đào tạo", text_en="Joint training")
    assert found("guidance") == ["Cách tra cứu"]
    assert found("duty") == ["Nhiệm vụ S1-09"]
    assert "joint training" in Entry.objects.get(kind="duty").search_fold


def test_a_document_is_found_until_its_collection_is_private() -> None:
    office = factories.office("hcmc")
    drawer = own_collection(office)
    document = Document(title="Mẫu đơn đề nghị", collection=drawer)
    document.file.save("mau-don.pdf", ContentFile(b"%PDF-1.4"), save=True)
    assert found("document") == ["Mẫu đơn đề nghị"]
    entry = Entry.objects.get(kind="document")
    assert (entry.url, entry.office_id) == (document.url, office.site_id)
    CollectionViewRestriction.objects.create(collection=drawer, restriction_type="login")
    assert found("document") == []


def test_a_document_of_no_office_belongs_to_none() -> None:
    root = Collection.get_first_root_node()
    document = Document(title="Chung", collection=root)
    document.file.save("chung.pdf", ContentFile(b"%PDF-1.4"), save=True)
    assert Entry.objects.get(kind="document").office_id is None
