"""How other apps register what can be found."""

import pytest
from wagtail.models import Page, PageViewRestriction

from search import registry
from tests.search.conftest import Plant


def test_a_kind_is_one_plain_word() -> None:
    for kind in ("two words", "đơn", "Form", ""):
        with pytest.raises(ValueError, match="ASCII"):
            registry.register(Page, kind=kind, label="x", entries=lambda page: [])


def test_a_kind_nobody_registered_shows_its_code() -> None:
    assert registry.label("other") == "other"


def test_a_page_entry_knows_address_office_and_language(plant: Plant) -> None:
    page = plant("Học bổng", "Cho lưu học sinh")
    [entry] = registry.page_entry(page, "guide")
    assert entry.url == f"/{page.slug}/"
    assert entry.office_id == page.get_site().pk
    assert entry.locale_id == page.locale_id
    assert entry.summary == "Cho lưu học sinh"


def test_drafts_private_pages_and_pages_of_no_site_have_no_entry(plant: Plant) -> None:
    draft = plant("Nháp")
    draft.live = False
    assert registry.page_entry(draft, "guide") == []
    assert registry.page_entry(Page.objects.get(depth=1), "guide") == []
    private = plant("Riêng")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert registry.page_entry(private, "guide") == []
