"""What every test stands on: a fresh copy of the database, empty caches, no files left behind."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from tests import databases, stores

NO_CHROMIUM = "needs the program chromium (Debian: apt-get install chromium)"
NO_POSTGRES = "needs PostgreSQL: run pytest --engine=postgres"


def pytest_configure() -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False  # tests must not lock each other out


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what this engine or machine cannot run.

    With CI=true a missing browser fails, and the tests of the other engine are not even selected:
    they have a run of their own.
    """
    ci = os.environ.get("CI") == "true"
    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    if ci and not on_postgres:
        left_out = [item for item in items if item.get_closest_marker("postgres")]
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason=NO_POSTGRES))
        if item.get_closest_marker("browser") and not ci and not shutil.which("chromium"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with django_db_blocker.unblock(), databases.prepared():
        yield


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Each test starts with empty caches and without files of the one before."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()
    for folder in ("media", "private"):
        shutil.rmtree(settings.VAR / folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def back_to_vietnamese() -> Iterator[None]:
    """A page in another language leaves its language to the thread that asked for it."""
    yield
    translation.deactivate()


@pytest.fixture(params=stores.KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[stores.Place]:
    """A folder, and then a bucket, where cases keep their files."""
    with stores.private(request.param, tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}
