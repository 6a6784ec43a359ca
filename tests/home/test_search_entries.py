"""What the public finds of news, guidance and duties: what is live, never a draft."""

import pytest

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
