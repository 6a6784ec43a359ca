"""The public search page."""

from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Site

from search.models import Entry
from tests.search.conftest import Plant

pytestmark = pytest.mark.engines


def get(query: str, path: str = "/tim-kiem/") -> str:
    response = Client().get(f"{path}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_page_offers_a_labelled_field() -> None:
    page = get("")
    assert 'id="q"' in page
    assert 'for="q"' in page


def test_results_are_marked_and_link_to_their_page(plant: Plant) -> None:
    made = plant("Cấp phép hoạt động")
    page = get("q=cap+phep")
    assert "<mark>Cấp phép</mark>" in page
    assert f'href="/{made.slug}/"' in page


def test_what_was_typed_is_escaped(plant: Plant) -> None:
    plant("Học")
    page = get("q=<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_page_asks_not_to_be_indexed_and_sets_no_cookie(plant: Plant) -> None:
    plant("Học")
    response = Client().get("/tim-kiem/?q=học")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_a_cold_page_takes_at_most_eight_queries(plant: Plant) -> None:
    for place in range(12):
        plant("Cấp phép", kind="form" if place % 2 else "guide")
    Site.clear_site_root_paths_cache()
    for address in ("/tim-kiem/?q=cấp+phép", "/tim-kiem/?q=cấp+phép&loai=form"):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            Client().get(address)
        assert len(queries) <= 8, [query["sql"][:90] for query in queries]


def test_a_kind_narrows_and_its_link_widens_again(plant: Plant) -> None:
    plant("Cấp phép", kind="form")
    plant("Cấp phép", kind="guide")
    wide = get("q=phép")
    assert "?q=ph%C3%A9p&amp;loai=form" in wide
    narrow = get("q=phép&loai=form")
    assert narrow.count('class="result"') == 1
    assert 'aria-current="true"' in narrow


@pytest.mark.parametrize(
    "rest",
    ["trang=0", "trang=-1", "trang=x", "trang=999999999999", "don-vi=x", "loai=x'--", "trang="],
)
def test_odd_parameters_are_as_if_not_given(plant: Plant, rest: str) -> None:
    plant("Học")
    assert 'class="result"' in get(f"q=học&{rest}")


def test_nothing_found_gives_advice(plant: Plant) -> None:
    assert "Kiểm tra lại chính tả" in get("q=xyzzy")


def test_another_language_is_offered(plant: Plant) -> None:
    plant("Licence", locale="en")
    assert "/en/tim-kiem/?q=licence" in get("q=licence")


def test_each_language_searches_its_own(plant: Plant) -> None:
    plant("Visa", locale="en")
    plant("Visa")
    with translation.override("en"):
        page = get("q=visa", "/en/tim-kiem/")
    assert page.count('class="result"') == 1
    assert 'lang="en"' in page


def test_a_result_at_another_office_leads_to_its_site(plant: Plant) -> None:
    made = plant("Học")
    other = Site.objects.create(hostname="cantho.localhost", port=8000, root_page_id=1)
    Entry.objects.update(office=other)
    assert f'href="http://cantho.localhost:8000/{made.slug}/"' in get("q=học")


def test_too_many_searches_must_wait(plant: Plant) -> None:
    client = Client()
    for _ in range(30):
        assert client.get("/tim-kiem/?q=a").status_code == 200
    response = client.get("/tim-kiem/?q=a")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert client.get("/tim-kiem/").status_code == 200


def test_search_goes_on_without_a_cache(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("search.throttle.cache.add", down)
    plant("Học")
    assert 'class="result"' in get("q=học")


def test_the_page_is_well_formed(plant: Plant) -> None:
    for place in range(12):
        plant("Học", kind="form" if place % 2 else "guide")
    check = Balance()
    check.feed(get("q=học&trang=2"))
    assert check.open == []


class Balance(HTMLParser):
    """Keeps the elements that are still open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
