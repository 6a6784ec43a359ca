"""What a browser is made to run, fetch, keep and pay for, as the browser itself sees it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, Request, expect
from wagtail.models import Page as CmsPage
from wagtail.models import get_page_models

from home.models import PortalPage
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.town import CASES, OWN_PAGES, PAGES, QUEUE, STEPS, Town

pytestmark = pytest.mark.browser

Contexts = Callable[..., BrowserContext]
PAGE_TYPES = [model for model in get_page_models() if issubclass(model, PortalPage)]
#: Forms that change something: sending them safely takes a cookie.
TO_BE_SENT = ("follow", "form in Lao")
WEIGHT = 60_000
REQUESTS = 6
LISTEN = """document.addEventListener("securitypolicyviolation", event => console.error(
    "refused:", event.effectiveDirective, event.blockedURI, event.sourceFile, event.lineNumber))"""


class Watched:
    """A page of a browser, with all that it was refused and all that it asked of other hosts."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.complaints = address, list[str]()
        context.add_init_script(LISTEN)
        context.on("request", self.on_request)
        context.on("console", self.on_message)
        self.page: Page = context.new_page()

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.complaints.append(f"asks for {request.url} at {self.page.url}")

    def on_message(self, message: ConsoleMessage) -> None:
        if message.text.startswith("refused:"):
            self.complaints.append(f"{message.text} at {self.page.url}")


@dataclass
class Visit:
    """What a page cost somebody who sees it for the first time."""

    weight: int = 0
    requests: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.weight:7,} bytes in {self.number} requests"

    @property
    def number(self) -> int:
        """Of what is fetched: with its cache off, a browser may ask for its icon twice."""
        return len(set(self.requests.values()))

    @property
    def heavy(self) -> bool:
        return not 1000 < self.weight <= WEIGHT or self.number > REQUESTS


class Scale:
    """Weighs what goes over the wire, headers included, as if nothing were in the cache."""

    def __init__(self, page: Page) -> None:
        self.page, self.visit, self.loader = page, Visit(), ""
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.requestWillBeSent", self.on_request)
        session.on("Network.loadingFinished", self.on_finished)

    def on_request(self, event: dict[str, Any]) -> None:
        """Notes what this page asks for; the icon of the page before may still be on its way."""
        self.loader = self.loader or (event["loaderId"] if event["type"] == "Document" else "")
        if event["loaderId"] == self.loader:
            self.visit.requests[event["requestId"]] = event["request"]["url"]

    def on_finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.visit.requests:
            self.visit.weight += int(event["encodedDataLength"])

    def weigh(self, path: str) -> Visit:
        self.visit, self.loader = Visit(), ""
        self.page.goto(path)
        return self.visit


def heavy(visits: dict[str, Visit]) -> dict[str, Visit]:
    """Those beyond the budget; `pytest -rP` shows what all of them cost."""
    for name, visit in visits.items():
        sys.stdout.write(f"{visit}: {name}\n")
    return {name: visit for name, visit in visits.items() if visit.heavy}


@pytest.fixture(scope="module")
def watched(town: Town, contexts: Contexts, address: str) -> Watched:
    """A phone that only reads."""
    return Watched(contexts(viewport=PHONE), address)


@pytest.fixture(scope="module")
def visits(town: Town, watched: Watched) -> dict[str, Visit]:
    """Every public page, visited once."""
    scale = Scale(watched.page)
    return {name: scale.weigh(town.addresses[name]) for name in PAGES}


def test_public_pages_need_nothing_that_is_refused_or_elsewhere(
    visits: dict[str, Visit], watched: Watched
) -> None:
    assert watched.complaints == []


def test_a_reader_who_only_reads_keeps_no_cookie(
    town: Town, contexts: Contexts, address: str
) -> None:
    page = contexts(viewport=PHONE).new_page()
    for name in PAGES:
        if name not in TO_BE_SENT:
            page.goto(town.addresses[name])
    page.goto("/")
    page.get_by_role("searchbox").first.fill("trung tâm")
    page.keyboard.press("Enter")
    expect(page.locator(".results li").first).to_be_visible()
    assert page.context.cookies() == []
    page.goto(town.addresses["follow"])
    assert [cookie["name"] for cookie in page.context.cookies()] == [settings.CSRF_COOKIE_NAME]


def test_a_first_visit_is_light(visits: dict[str, Visit]) -> None:
    assert heavy(visits) == {}


def test_pages_of_ones_own_are_no_exception(town: Town, contexts: Contexts, address: str) -> None:
    context = contexts(viewport=PHONE)
    town.open_cases_in(context, address)
    watched = Watched(context, address)
    scale = Scale(watched.page)
    paths = {name: town.own(name) for name in OWN_PAGES}
    paths |= {state: f"/tra-cuu/{town.cases[state].key}/" for state in CASES}
    paths |= {f"{kind} {slug}": town.step(kind, slug) for kind, slug in STEPS}
    assert heavy({name: scale.weigh(path) for name, path in paths.items()}) == {}
    assert watched.complaints == []


def test_what_the_policy_refuses_is_noticed(contexts: Contexts, address: str) -> None:
    watched = Watched(contexts(), address)
    watched.page.goto("/")
    with watched.page.expect_console_message(lambda message: "script-src" in message.text):
        watched.page.evaluate("document.body.setAttribute('onclick', 'alert(1)')")
    with watched.page.expect_console_message(lambda message: "img-src" in message.text):
        watched.page.evaluate("new Image().src = 'https://example.com/a.png'")
    assert len(watched.complaints) >= 2


@pytest.fixture(scope="module")
def at_work(town: Town, contexts: Contexts, address: str) -> Watched:
    """The desk of somebody who may do everything."""
    context = contexts(viewport=DESK)
    session = factories.signed_in(factories.superuser()).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
    return Watched(context, address)


def test_the_screens_of_the_cms_stay_within_their_policy(town: Town, at_work: Watched) -> None:
    news = CmsPage.objects.get(pk=town.news.pk)
    names = (
        "wagtailimages:index wagtailimages:add_multiple wagtaildocs:index wagtaildocs:add_multiple"
    )
    reports = "site_history aging_pages workflow"
    paths = [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[news.get_parent().pk]),
        reverse("wagtailadmin_pages:add_subpage", args=[news.get_parent().pk]),
        reverse("wagtailadmin_pages:history", args=[news.pk]),
        reverse("wagtail_localize:submit_page_translation", args=[news.pk]),
        *(reverse(name) for name in names.split()),
        *(reverse(f"wagtailadmin_reports:{name}") for name in reports.split()),
        *(town.queue(name) for name in QUEUE),
    ]
    for path in paths:
        answer = at_work.page.goto(path)
        assert answer is not None
        assert answer.status in (200, 403), path
    assert at_work.complaints == []


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_every_page_type_is_edited_and_previewed_within_the_policy(
    model: type[CmsPage], town: Town, at_work: Watched
) -> None:
    found = model._default_manager.filter(locale__language_code="vi").first()
    assert found is not None
    page = at_work.page
    page.goto(reverse("wagtailadmin_pages:edit", args=[found.pk]))
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    toggle = page.locator("[data-side-panel-toggle=preview]")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    shown = page.frame_locator("#w-preview-iframe").locator("#noi-dung h1, body.neterror")
    expect(shown).to_be_attached()
    assert shown.get_attribute("class") != "neterror"
    expect(shown).to_be_visible()
    assert at_work.complaints == []
