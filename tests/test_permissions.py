"""Every address of the site × every role × both offices: who gets which answer (R-17, R-18, R-51).

The answers are data, in `tests/permissions/`. A new address fails the build until it has a row.
With CI=true every cell of the table is asked. Else every refusal is, while those who are let in
take turns: a page shown costs more than all refusals of its row.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.urls import resolve, reverse
from django.utils.translation import override
from pytest_django.plugin import DjangoDbBlocker

from home.models import Role
from tests.permissions import table
from tests.permissions.makers import MAKERS
from tests.permissions.routes import Route, routes
from tests.permissions.table import Post, Row
from tests.permissions.world import MARKERS, STAFF, VIEWERS, World

#: Who walks through the things of office B as their like at office A through those of office A.
MIRRORED = ("leader_b", "editor_b")
OTHER_LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
#: Pages exist in the languages that they were translated into.
PAGES = r"/^(?!_util/)((?:[\w\-]+/)*)$"
#: What Wagtail and Django keep for themselves at any request.
HARMLESS = {"django_session", "wagtailimages_rendition"}
WRITING = ("INSERT", "UPDATE", "DELETE")
EVERY_CELL = os.environ.get("CI") == "true"


def has_its_turn(row: Row, viewer: str) -> bool:
    """Whether this cell is asked in this run."""
    if EVERY_CELL or row.expected[viewer] != "200":
        return True
    let_in = [name for name in VIEWERS if row.expected[name] == "200"]
    return let_in.index(viewer) == len(row.address) % len(let_in)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Here the files stay as long as the world does; what is counted against an address goes."""
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once, in a transaction that is taken back in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World(MAKERS)
        transaction.set_rollback(True)
    for folder in ("media", "private"):
        shutil.rmtree(settings.VAR / folder, ignore_errors=True)


@pytest.fixture
def as_it_was(world: World) -> Iterator[None]:
    """Takes back what the test changed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answer(response: HttpResponseBase) -> str:
    """In the table's words: `login` and `home` for the redirects that refuse, else the status."""
    if response.status_code not in (301, 302, 303):
        return str(response.status_code)
    to = response.headers["Location"]
    if to.startswith(reverse("wagtailadmin_login")):
        return "login"
    return "home" if to == reverse("wagtailadmin_home") else "302"


def text(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace").lower()


def told(response: Any, viewer: str) -> list[str]:
    """The markers in an answer that this viewer must not read."""
    said = text(response)
    return [word for word, readers in MARKERS.items() if word in said and viewer not in readers]


class Writes:
    """Notes which tables are written to."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITING):
            self.tables.add(sql.split('"')[1])
        return execute(sql, *args)


def faults(world: World, row: Row, viewer: str, address: str, expected: str) -> Iterator[str]:
    """What is wrong with the answer to one viewer at one address."""
    written = Writes()
    with connection.execute_wrapper(written):
        response = world.browser(viewer).get(address.format(**world.things))
        got, leaked = answer(response), told(response, viewer)
    allowed = {name for key, name in table.writes() if key == row.key} | HARMLESS
    if got != expected:
        yield f"{row.key} {address}: {got}, the table says {expected}"
    if leaked:
        yield f"{row.key} {address}: tells {viewer} of {', '.join(leaked)}"
    if written.tables - allowed:
        yield f"{row.key} {address}: reading it writes to {written.tables - allowed}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    known, written = set(routes()), {row.key for row in table.rows()}
    missing = "".join(
        f"\n  add to tests/permissions/table/: {key},<address>,<policy>"
        for key in sorted(known - written)
    )
    left = "".join(
        f"\n  remove from tests/permissions/table/: {key}" for key in sorted(written - known)
    )
    assert not missing + left, missing + left


def test_each_row_leads_to_the_address_of_its_key(world: World) -> None:
    keys = {route.path: key for key, route in routes().items()}
    with override(settings.LANGUAGE_CODE):
        found = [
            (row, keys[resolve(row.url(world.things).split("?")[0]).route]) for row in table.rows()
        ]
    wrong = [f"{row.address} is {key}, not {row.key}" for row, key in found if key != row.key]
    assert wrong == []


def test_each_policy_speaks_of_every_viewer_and_is_used() -> None:
    used = [row.expected for row in table.rows()]
    for name, policy in table.policies().items():
        assert list(policy) == ["policy", *VIEWERS, "meaning"]
        assert all(policy[viewer] for viewer in VIEWERS), name
        assert policy in used, name


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_viewer_gets_the_answers_of_the_table(world: World, viewer: str) -> None:
    wrong = [
        fault
        for row in table.rows()
        if has_its_turn(row, viewer)
        for fault in faults(world, row, viewer, row.address, row.expected[viewer])
    ]
    assert wrong == [], "\n" + "\n".join(wrong)


@pytest.mark.parametrize("viewer", MIRRORED)
def test_each_office_is_to_its_own_staff_what_the_other_is(world: World, viewer: str) -> None:
    like = viewer.replace("_b", "_a")
    wrong = [
        fault
        for row in table.rows()
        if row.address.startswith("/cms/") and row.mirrored != row.address
        if row.expected[like] == "200" and has_its_turn(row, like)
        for fault in faults(world, row, viewer, row.mirrored, "200")
    ]
    assert wrong == [], "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_language_answers_alike(world: World, language: str) -> None:
    known: dict[str, Route] = routes()
    wrong = [
        fault
        for row in table.rows()
        if known[row.key].translated and row.key != PAGES
        for viewer in ("anonymous", "citizen")
        for fault in faults(world, row, viewer, f"/{language}{row.address}", row.expected[viewer])
    ]
    assert wrong == [], "\n" + "\n".join(wrong)


def send(world: World, post: Post) -> Any:
    form, address = post.form.format(**world.things), post.address.format(**world.things)
    browser = world.browser(post.viewer)
    return browser.generic(post.method, address, form, "application/x-www-form-urlencoded")


@pytest.mark.parametrize("post", table.posts(), ids=str)
def test_what_is_sent_to_the_wrong_thing_changes_nothing(
    post: Post, world: World, as_it_was: None
) -> None:
    written = Writes()
    with connection.execute_wrapper(written):
        response = send(world, post)
    assert written.tables <= HARMLESS
    assert told(response, post.viewer) == []
    assert answer(response) == post.answer


@pytest.mark.parametrize("viewer", [f"{role}_a" for role in Role.values])
def test_rights_end_with_the_role_and_with_the_account(
    world: World, as_it_was: None, viewer: str
) -> None:
    user, client = world.users[viewer], world.browser(viewer)
    assert answer(client.get("/cms/recognition/")) == "200"
    user.groups.clear()
    assert answer(client.get("/cms/recognition/")) == "login"
    user.groups.add(world.offices["a"].groups.get(role=Role.OFFICER).group)
    assert answer(client.get("/cms/recognition/")) == "200"
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert answer(client.get("/cms/recognition/")) == "login"


def test_no_role_below_superuser_holds_a_right_on_users_or_groups(world: World) -> None:
    for viewer in STAFF:
        held = world.users[viewer].get_all_permissions()
        assert not {name for name in held if name.startswith("auth.")}, viewer
