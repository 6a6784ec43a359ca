"""A real server and a real Chromium: offices at their own hosts, phones and desks as contexts."""

from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

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


@pytest.fixture(scope="module")
def shared_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database that all tests of a module read; whoever comes after gets a fresh one."""
    with django_db_blocker.unblock():
        yield
        TransactionTestCase()._fixture_teardown()
