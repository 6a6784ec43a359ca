"""A real server and a real Chromium: offices at their own hosts, phones and desks as contexts."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.town import Town

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


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
def reader(town: Town, browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser that knows nothing."""
    context = browser.new_context(viewport=PHONE, base_url=address)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def citizen(town: Town, browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser that may open every case of the town."""
    context = browser.new_context(viewport=PHONE, base_url=address)
    town.open_cases_in(context, address)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def officer(town: Town, browser: Browser, address: str) -> Iterator[Page]:
    """A page of a browser in which somebody is at work on the cases."""
    context = browser.new_context(viewport=DESK, base_url=address)
    town.sign_in(context, address)
    yield context.new_page()
    context.close()
