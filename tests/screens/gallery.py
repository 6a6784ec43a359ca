"""Shows the screens of a citizen in four languages, as the server answers them.

With CI=true every screen is shown in every language. Else the languages take turns.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client, override_settings
from django.utils.translation import override
from pytest_django.plugin import DjangoDbBlocker

from forms.citizen.access import COOKIE
from forms.models import Case
from forms.sealing import seal
from tests.screens.catalogue import screens
from tests.screens.screen import PAGE, Answers, Screen
from tests.screens.world import LANGUAGES, World

EVERY_LANGUAGE = os.environ.get("CI") == "true"
ADDRESS = map(IPv4Address, count(int(IPv4Address("10.9.0.1"))))
#: With a scanner files wait for it; nothing is sent there, as nothing is kept.
SCANNER = "tcp://127.0.0.1:1"


@dataclass(frozen=True)
class Shown:
    """A screen in one language, as it was answered."""

    screen: Screen
    language: str
    html: str
    headers: Mapping[str, str]
    templates: frozenset[str]


class Gallery:
    """All screens, each of which is asked for anew; whatever asking changes is taken back."""

    def __init__(self) -> None:
        self.world = World()
        with override(settings.LANGUAGE_CODE):
            self.screens = {screen.name: screen for screen in screens(self.world)}

    def shown(self, languages: Iterable[str] = LANGUAGES) -> Iterator[Shown]:
        for screen in self.screens.values():
            for language in languages:
                if EVERY_LANGUAGE or self.has_its_turn(screen, language):
                    yield self.show(screen, language)

    def has_its_turn(self, screen: Screen, language: str) -> bool:
        """Whether this is the one language in which all of a screen is looked at."""
        number = list(self.screens).index(screen.name)
        return LANGUAGES.index(language) == number % len(LANGUAGES)

    def show(self, screen: Screen, language: str) -> Shown:
        here = override(settings.LANGUAGE_CODE)  # and again afterwards, whatever was asked for
        with here, transaction.atomic(), override_settings(CLAMD_URL=SCANNER):
            if screen.draft is not None:
                store(screen.draft, screen.answers or {})
            response = self.ask(screen, language)
            transaction.set_rollback(True)
        caches["default"].clear()  # of what limits have counted
        assert response.status_code == screen.status, (screen.name, response.status_code)
        templates = frozenset(str(template.name) for template in response.templates)
        html = response.content.decode()
        return Shown(screen, language, html, dict(response.headers), templates)

    def ask(self, screen: Screen, language: str) -> Any:
        client = self.browser()
        path = screen.path if language == settings.LANGUAGE_CODE else f"/{language}{screen.path}"
        page = client.get(path, follow=True)
        if screen.route == PAGE and page.status_code == 404:  # not translated into every language
            page = client.get(screen.path)
        if screen.sent is None:
            return page
        return client.post(path, hidden_in(page) | {**screen.sent}, follow=True)

    def browser(self) -> Client:
        """A browser that holds every case, at an address that no limit has seen."""
        host = self.world.office.site.hostname
        headers = {"host": host, "origin": f"http://{host}"}
        client = Client(headers=headers, REMOTE_ADDR=str(next(ADDRESS)))
        client.cookies[COOKIE] = seal(self.world.pins)
        return client


def store(case: Case, answers: Answers) -> None:
    """The case with these answers only."""
    case.answers, case.sealed = {}, ""
    case.__dict__.pop("all_answers", None)
    case.store(answers)
    case.save()


def hidden_in(page: Any) -> dict[str, str]:
    """What a page sends back of itself."""
    html = page.content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


@contextmanager
def opened(blocker: DjangoDbBlocker) -> Iterator[Gallery]:
    """The gallery, made in a transaction that is taken back in the end."""
    with blocker.unblock(), transaction.atomic():
        yield Gallery()
        transaction.set_rollback(True)
    for folder in ("media", "private"):
        shutil.rmtree(settings.VAR / folder, ignore_errors=True)
