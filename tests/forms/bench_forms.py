"""Measures how many submissions a second are accepted: `python -m tests.forms.bench_forms`.

The licence form (25 answers, three rows, consent) beside a stock `wagtail.contrib.forms` page of 25
fields and a bare Django view of one INSERT, each on gunicorn with two processes of four threads, in
turns, sent by eight clients; on SQLite (WAL) and on a PostgreSQL that waits for the disk. Prints
submissions a second by the clock and per second of CPU (of the server and its database), each the
median of the rounds; fails where ours is slower than it may be, or a submission is lost or doubled.
"""

import contextlib
import importlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import psycopg

from tests.postgres import NoServer, server
from tests.serving import ROOT, Gunicorn, cpu

CLIENTS = 8
ROUNDS = 3
WARMING = 40
TOKEN = "t" * 32  # a CSRF secret, as cookie and as field
#: What ours must reach of each rival, by the clock.
GOALS = {"stock": 2.5, "bare": 0.2}


@dataclass
class Rival:
    """A site that is measured, and how many requests of it make a round."""

    name: str
    settings: str
    application: str
    number: int
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)


def rivals() -> list[Rival]:
    return [
        Rival("ours", "motcua.settings", "motcua.wsgi", 320),
        Rival("stock", "tests.rivals.stock.settings", "tests.rivals.stock.wsgi", 160),
        Rival("bare", "", "tests.rivals.bare", 1600),
    ]


def main() -> int:
    if len(sys.argv) > 1:
        globals()[f"prepare_{sys.argv[1]}"](int(sys.argv[2]))
        return 0
    code = measure("SQLite", None)
    try:
        with server(durable=True) as url:
            code |= measure("PostgreSQL", url)
    except NoServer as missing:
        say(f"PostgreSQL is left out: {missing}")
    return code


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


# ── each site in a database of its own ──


def measure(engine: str, url: str | None) -> int:
    """Prepares all three, sends to each in turn, and prints a line for each."""
    with contextlib.ExitStack() as stack:
        running = []
        for rival in rivals():
            var = stack.enter_context(tempfile.TemporaryDirectory())
            environment = surroundings(rival, var, url)
            total = WARMING + ROUNDS * rival.number
            requests = prepared(rival, environment, total)
            site = Gunicorn(environment, rival.application)
            stack.callback(site.kill)
            site.start()
            running.append((rival, site, requests, environment["DATABASE_URL"]))
        for _rival, site, requests, _database in running:
            send(site.port, [next(requests) for _one in range(WARMING)])
        for _round in range(ROUNDS):
            for rival, site, requests, database in running:
                one_round(rival, site, requests, database)
        found = {rival.name: rival for rival, *_rest in running}
        return report(engine, found) | kept(engine, running[0][3])


def surroundings(rival: Rival, var: str, url: str | None) -> dict[str, str]:
    """The environment of a site: a database in a file, or one on the server."""
    database = f"sqlite:///{var}/db.sqlite3"
    if url:
        with psycopg.connect(url, autocommit=True) as session:
            session.execute(f"CREATE DATABASE {rival.name}")  # type: ignore[arg-type]
        database = f"{url.rpartition('/')[0]}/{rival.name}"
    return {
        "DEMO": "true",
        "DJANGO_SETTINGS_MODULE": rival.settings,
        "DATABASE_URL": database,
        "VAR_DIR": var,
        "TRUSTED_PROXIES": "1",  # every citizen comes from an address of their own
    }


def prepared(rival: Rival, environment: dict[str, str], total: int) -> Iterator[bytes]:
    """The requests that will be sent, made by a process that fills the site's database."""
    paths = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    made = subprocess.run(
        [sys.executable, "-m", "tests.forms.bench_forms", rival.name, str(total)],
        env={**os.environ, **environment, "PYTHONPATH": paths},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    return (request(*json.loads(line)) for line in made.stdout.splitlines() if line[:1] == b"[")


def request(host: str, path: str, cookies: str, body: str) -> bytes:
    """A POST as bytes, so that sending it costs next to nothing."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n"
        f"X-Forwarded-For: 2001:db8:{uuid.uuid4().hex[:4]}:{uuid.uuid4().hex[:4]}::1\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def tell(host: str, path: str, cookies: str, body: dict[str, str]) -> None:
    say(json.dumps([host, path, cookies, urlencode(body)]))


def prepare_ours(total: int) -> None:
    """An office with the licence form, and complete drafts that wait to be sent."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    call_command("load_places", verbosity=0)
    from forms.citizen.access import COOKIE
    from forms.sealing import seal
    from tests import factories
    from tests.forms.kinds import answers as given

    accepted = {"csrfmiddlewaretoken": TOKEN}
    with transaction.atomic():
        office = factories.office("hcmc")
        given.plant(office)
        page = factories.form_page(office, "licence")
        for number in range(total):
            case, pin = draft(office, page, number)
            cookies = f"csrf={TOKEN}; {COOKIE}={seal({case.key.hex: pin})}"
            tell("hcmc.localhost", f"/ho-so/{case.key}/kiem-tra/", cookies, accepted | shown(case))


def draft(office: Any, page: Any, number: int) -> tuple[Any, str]:
    """A complete draft with three rows and its file, and the PIN that opens it."""
    from forms.citizen import drafts
    from tests import cases
    from tests.forms.kinds import answers as given

    case, pin = drafts.begin(page, office, uuid.uuid4())
    programmes = [{**given.PROGRAMME, "name": f"Tiếng Anh {n}"} for n in range(3)]
    procedure = page.procedure.slug if page.procedure.application_kind else ""
    answers = given.licence(programmes=programmes, procedure=procedure)
    answers["centre_name_vi"] = f"Trung tâm Ngoại ngữ Bình Minh {number}"
    case.store(answers)
    case.visited = [step.slug for step in case.kind.steps_for(answers)]
    case.save()
    for slot in given.files("licence", answers):
        cases.attach(case, f"{slot}.pdf", slot)
    return case, pin


def shown(case: Any) -> dict[str, str]:
    """What the check page, which every citizen sees before, gives to be sent."""
    from forms.citizen import drafts
    from forms.citizen.final import Judged, remembered
    from tests.journeys import agreed

    return {**agreed(case), "good": remembered(case, Judged.of(case, drafts.check(case)))}


def prepare_stock(total: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    stock = importlib.import_module("tests.rivals.stock.models")
    stock.publish()
    for _number in range(total):
        body = stock.answers() | {"csrfmiddlewaretoken": TOKEN}
        tell("localhost", stock.ADDRESS, f"csrftoken={TOKEN}", body)


def prepare_bare(total: int) -> None:
    bare = importlib.import_module("tests.rivals.bare")
    stock = {f"question_{n}": "Trung tâm Ngoại ngữ Bình Minh" for n in range(25)}
    bare.publish()
    for _number in range(total):
        tell("localhost", bare.ADDRESS, "", stock)


# ── sending ──


def one_round(rival: Rival, site: Gunicorn, requests: Iterator[bytes], database: str) -> None:
    batch = [next(requests) for _one in range(rival.number)]
    spent, began = site.cpu() + database_cpu(database), time.monotonic()
    waited = send(site.port, batch)
    seconds = time.monotonic() - began
    spent = site.cpu() + database_cpu(database) - spent
    rival.wall.append(len(batch) / seconds)
    rival.cpu.append(len(batch) / spent)
    rival.late.append(statistics.quantiles(waited, n=20)[-1] * 1000)


def send(port: int, requests: Iterable[bytes], clients: int = CLIENTS) -> list[float]:
    """Sends all of them from so many clients; returns how long each waited, in seconds."""
    waiting, lock = iter(requests), threading.Lock()
    waited: list[float] = []
    failed: list[Exception] = []

    def work() -> None:
        try:
            with Line(port) as line:
                while True:
                    with lock:
                        one = next(waiting, None)
                    if one is None:
                        return
                    waited.append(line.accepted(one))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return waited


class Line:
    """A connection that is kept open, as a browser does."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def accepted(self, one: bytes) -> float:
        """Sends a request; anything but a redirect or the page of thanks is an error."""
        began = time.perf_counter()
        self.socket.sendall(one)
        head, _blank, body = self.read(b"", lambda text: b"\r\n\r\n" in text).partition(b"\r\n\r\n")
        if length := re.search(rb"(?i)\r\ncontent-length: *(\d+)", head):
            body = self.read(body, lambda text: len(text) >= int(length[1]))
        else:  # in chunks, of which the last is empty
            body = self.read(body, lambda text: text.endswith(b"0\r\n\r\n"))
        took = time.perf_counter() - began
        if head[9:12] != b"302" and not (head[9:12] == b"200" and b"<form" not in body):
            raise RuntimeError(f"not accepted: {head!r} {body[:2000]!r}")
        return took

    def read(self, text: bytes, enough: Callable[[bytes], bool]) -> bytes:
        while not enough(text):
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("the server hung up")
            text += more
        return text


def database_cpu(url: str) -> float:
    """What PostgreSQL has used; SQLite works within the server's own processes."""
    if not url.startswith("postgres"):
        return 0.0
    with psycopg.connect(url) as session:
        pids = session.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        return cpu(pid for (pid,) in pids)


# ── what came of it ──


def report(engine: str, found: dict[str, Rival]) -> int:
    """A line for each, and whether ours is as fast as it has to be."""
    say(f"\n{engine}, {CLIENTS} clients: submissions a second | per CPU second | p95 ms")
    for rival in found.values():
        wall, spent, late = map(statistics.median, (rival.wall, rival.cpu, rival.late))
        say(f"  {rival.name:6} {wall:8.0f} | {spent:8.0f} | {late:6.0f}")
    code = 0
    for name, goal in GOALS.items():
        wall, spent = (
            statistics.median(getattr(found["ours"], unit))
            / statistics.median(getattr(found[name], unit))
            for unit in ("wall", "cpu")
        )
        reached = wall >= goal
        code |= not reached
        say(
            f"  ours is {wall:.2f} × {name} by the clock, {spent:.2f} × by CPU"
            f" (goal {goal}: {'yes' if reached else 'no'})"
        )
    return code


def kept(engine: str, url: str) -> int:
    """Whether each submission that was accepted is one case with its own code and history."""
    expected = WARMING + ROUNDS * rivals()[0].number
    query = (
        "SELECT count(*), count(DISTINCT code), (SELECT count(*) FROM forms_event),"
        " (SELECT count(*) FROM forms_notice) FROM forms_case WHERE state = 'submitted'"
    )
    if url.startswith("postgres"):
        with psycopg.connect(url) as session:
            row = session.execute(query).fetchone()
    else:
        import sqlite3

        with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as session:
            row = session.execute(query).fetchone()
    whole = tuple(row or ()) == (expected,) * 4
    say(f"  {expected} accepted; cases, codes, histories, notices: {row}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
