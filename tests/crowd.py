"""A crowd of citizens at a real server that is killed under them, again and again.

Each citizen is a thread with a browser of its own, who tries again what got no answer, as people
do, and writes down what the server said it has: `Ledger`. What is in the database afterwards must
agree with it.
"""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from forms.models import FormPage
from forms.references import CODE
from tests.journeys import form_data
from tests.serving import Seeded

PATIENCE = 120.0  # seconds, for which a citizen tries again what gets no answer
AGREED = {"declaration": "on", "consent_notice_ack": "on"}


def database_url() -> str:
    """The database of this test, as a server in another process finds it."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    return f"postgresql://{config['USER']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


def site(**options: Any) -> Seeded:
    """The site on the database of this test, in processes that may be killed."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(settings.VAR),
        "TRUSTED_PROXIES": "1",  # every citizen comes from an address of their own
    }
    return Seeded(environment, also=["motcua.urls"], **options)


@dataclass
class Answer:
    """What came back: where it leads, if it leads on, and the page."""

    status: int
    location: str
    page: str

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        assert found, f"no {name} in {self.status} {self.page[:500]}"
        return found[1]


class Browser:
    """Keeps its cookies, and sends again what got no answer."""

    def __init__(self, port: int, host: str, address: str) -> None:
        self.port, self.host, self.address = port, host, address
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, data: Mapping[str, Any]) -> Answer:
        return self.ask("POST", path, {**data, "csrfmiddlewaretoken": self.cookies["csrf"]})

    def ask(self, method: str, path: str, data: Mapping[str, Any] | None = None) -> Answer:
        body = encode_multipart(BOUNDARY, data) if data is not None else None
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.once(method, path, body)
            except (OSError, HTTPException):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def once(self, method: str, path: str, body: bytes | None) -> Answer:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Host": self.host, "X-Forwarded-For": self.address}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = MULTIPART_CONTENT
        try:
            line.request(method, path, body, headers)
            response = line.getresponse()
            page = response.read().decode()
        finally:
            line.close()
        for _name, header in (one for one in response.getheaders() if one[0] == "Set-Cookie"):
            self.cookies |= {name: one.value for name, one in SimpleCookie(header).items()}
        return Answer(response.status, response.headers.get("Location", ""), page)


@dataclass
class Ledger:
    """What the server told its citizens: codes by case, and the answers that it took."""

    receipts: list[tuple[str, str]] = field(default_factory=list)
    steps: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def walk(browser: Browser, page: FormPage, answers: Mapping[str, Any], ledger: Ledger) -> None:
    """One citizen's way from the first page to the receipt."""
    kind = page.kind
    first = f"/ho-so/moi/{page.pk}/"
    opening = browser.get(f"{first}?moi=1").hidden("key")
    steps = kind.steps_for(answers)
    begun = browser.post(first, {**form_data(steps[0], answers), "key": opening, "act": "next"})
    key = urlsplit(begun.location).path.split("/")[2] if begun.status == 302 else ""
    assert key, f"{begun.status} {begun.page[:2000]}"
    ledger.steps.append((key, asked(steps[0], answers)))
    for step in steps[1:]:
        sent = browser.post(
            f"/ho-so/{key}/buoc/{step.slug}/", {**form_data(step, answers), "act": "next"}
        )
        assert sent.status == 302, f"{step.slug} {sent.status} {sent.page[:2000]}"
        ledger.steps.append((key, asked(step, answers)))
    check = f"/ho-so/{key}/kiem-tra/"
    done = browser.post(check, {**AGREED, "seen": browser.get(check).hidden("seen")})
    assert done.location.endswith("/bien-nhan/"), f"{done.status} {done.page[:2000]}"
    code = CODE.search(browser.get(done.location).page)
    assert code
    ledger.receipts.append((key, code[0]))


def asked(step: Any, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of one step, as they are to be stored."""
    return {name: answers[name] for name in step.base_fields if name in answers}


@contextmanager
def crowd(number: int, one_way: Callable[[int, int], None], ledger: Ledger) -> Iterator[None]:
    """So many citizens at once, each going one way after another until the block ends.

    `one_way` gets the citizen's number and the number of the way; a way once begun is ended.
    """
    over = threading.Event()

    def live(citizen: int) -> None:
        way = 0
        while not over.is_set():
            try:
                one_way(citizen, way)
            except Exception as trouble:
                ledger.troubles.append(repr(trouble))
                return
            way += 1

    citizens = [threading.Thread(target=live, args=(n,), daemon=True) for n in range(number)]
    for citizen in citizens:
        citizen.start()
    try:
        yield
    finally:
        over.set()
        for citizen in citizens:
            citizen.join(2 * PATIENCE)


def kill_again_and_again(server: Seeded, rounds: int, chance: random.Random) -> None:
    """Kills the running server at moments that nobody expects, and starts it again."""
    for _round in range(rounds):
        time.sleep(chance.uniform(0.2, 1.5))
        server.kill()
        server.start()
