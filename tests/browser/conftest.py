"""A real server and a real Chromium: offices at their own hosts, phones and desks as contexts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import TransactionTestCase
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.looking import equip
from tests.browser.town import Town

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
#: What a page needs on a machine that does much else; what is there is found at once all the same.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Shared out among workers (`--dist loadgroup`), a module and its town stay together; the
    screens, which are most of the work, are shared out by their languages."""
    for item in items:
        if item.path.parent == Path(__file__).parent and item.path.stem != "test_screens":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[LiveServer]:
    """Serves static files as the site itself does: by WhiteNoise, compressed."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda application: application
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def address(server: LiveServer) -> str:
    """The first office's."""
    return f"http://hcmc.localhost:{server.thread.port}"


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, server: LiveServer
) -> Iterator[Town]:
    """What all tests of a module read; whoever comes after gets a fresh database."""
    with django_db_blocker.unblock():
        yield Town(server.thread.port)
        TransactionTestCase()._fixture_teardown()


@pytest.fixture(scope="module")
def contexts(town: Town, browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers that a module uses for all its tests; nothing in them moves."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(base_url=address, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def reader(contexts: Callable[..., BrowserContext]) -> Page:
    """A page of a browser that knows nothing."""
    context = contexts(viewport=PHONE)
    equip(context)
    return context.new_page()


@pytest.fixture(scope="module")
def officer(contexts: Callable[..., BrowserContext], town: Town, address: str) -> Page:
    """A page of a browser in which somebody is at work on the cases."""
    context = contexts(viewport=DESK)
    equip(context)
    town.sign_in(context, address)
    return context.new_page()
