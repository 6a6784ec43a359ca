"""Every screen of a citizen in four languages in a real browser: axe, and how it lies on screens.

The screens are those of `tests/screens/catalogue.py`, given to the browser as the server answered
them, under their own policy; whatever their scripts ask for is answered as well.
"""

from collections.abc import Iterator
from contextvars import copy_context
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from playwright.sync_api import Browser, Route
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.looking import (
    CONTRAST,
    HEIGHT,
    NARROW,
    REVEAL,
    SIZES,
    TIGHTEST,
    equip,
    misleading,
    misplaced,
    pale,
    violations,
)
from tests.screens.gallery import Gallery, Shown, opened
from tests.screens.world import LANGUAGES

pytestmark = pytest.mark.browser

ADDRESS = "http://hcmc.localhost/"
#: Colours do not depend on the language: they are looked at in one.
BUT_COLOURS = {"rules": {CONTRAST: {"enabled": False}}}


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Here the files stay as long as the gallery does."""


@pytest.fixture(scope="module")
def gallery(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Gallery]:
    with opened(django_db_blocker) as gallery:
        yield gallery


class Wall:
    """A browser's page on which the screens are hung, one after another."""

    def __init__(self, browser: Browser, gallery: Gallery) -> None:
        self.gallery, self.shown = gallery, None
        #: In which the database is open: Playwright answers in a context of its own.
        self.here = copy_context()
        context = browser.new_context(
            viewport={"width": NARROW, "height": HEIGHT},
            device_scale_factor=2,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.route("**/*", self.answer)
        equip(context)
        self.page = context.new_page()

    def hang(self, shown: Shown) -> None:
        self.shown = shown
        self.page.goto(ADDRESS)

    def answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if route.request.is_navigation_request():
            assert self.shown is not None
            route.fulfill(body=self.shown.html, headers=dict(self.shown.headers))
        elif address.path.startswith(settings.STATIC_URL):
            route.fulfill(path=finders.find(address.path.removeprefix(settings.STATIC_URL)))
        else:
            self.here.copy().run(self.serve, route, f"{address.path}?{address.query}")

    def serve(self, route: Route, path: str) -> None:
        """What a script asks for; whatever that changes is taken back."""
        asked = route.request
        with transaction.atomic():
            answer = self.gallery.browser().generic(
                asked.method,
                path,
                asked.post_data_buffer or b"",
                asked.headers.get("content-type", ""),
            )
            transaction.set_rollback(True)
        content = b"".join(answer) if answer.streaming else answer.content
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=content)


@pytest.fixture(scope="module")
def wall(browser: Browser, gallery: Gallery) -> Iterator[Wall]:
    wall = Wall(browser, gallery)
    yield wall
    wall.page.context.close()


def faults(wall: Wall, shown: Shown, turn: bool) -> list[str]:
    wall.hang(shown)
    found = misleading(wall.page)
    found += violations(wall.page, **({} if turn else BUT_COLOURS))
    wall.page.evaluate(REVEAL)
    if turn:
        found += pale(wall.page)
    in_vietnamese = shown.language == settings.LANGUAGE_CODE
    return found + misplaced(wall.page, SIZES if in_vietnamese else TIGHTEST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_accessible_at_every_size(
    language: str, gallery: Gallery, wall: Wall
) -> None:
    found = {
        shown.screen.name: faults(wall, shown, gallery.has_its_turn(shown.screen, language))
        for shown in gallery.shown([language])
    }
    assert {name: what for name, what in found.items() if what} == {}


#: A page on which everything lies badly.
SPOILT = """<!doctype html><html lang="vi"><meta charset="utf-8"><title>Thử – Một Cửa</title>
<link rel="stylesheet" href="/static/motcua/site.css">
<style>
  .wide { width: 2000px }
  .low { min-height: 0; padding: 0 }
  .over { margin-left: -4rem }
  .narrow { width: 2rem; overflow-wrap: normal }
  .hiding { width: 5rem; overflow: hidden; white-space: nowrap }
</style>
<main><h1>Thử</h1><p class="wide">Rộng</p>
<button class="btn low">Nút</button><button class="btn over">Đè</button>
<p class="narrow">Nghiêng</p><p class="hiding">Một dòng không xuống dòng</p></main>"""
SEEN = (
    "wider than the screen: <p",
    "lower than 44 px: <button",
    "lies on <button",
    'runs out of its box: <p class="narrow">',
    'cut off: <p class="hiding">',
)


def test_what_lies_badly_is_seen(wall: Wall, gallery: Gallery) -> None:
    wall.hang(
        Shown(gallery.screens["follow"], "vi", SPOILT, {"Content-Type": "text/html"}, frozenset())
    )
    found = "\n".join(misplaced(wall.page))
    assert [fault for fault in SEEN if fault not in found] == []
