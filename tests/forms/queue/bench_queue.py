"""Measures the queue's lists as they grow: `python -m tests.forms.queue.bench_queue`.

Fills 10,000, 100,000 and 1,000,000 cases (or `SIZES=10000,100000`) and asks for the first page, the
middle, the last, each list, order and filter, and searches; beside it the list of submissions of
stock `wagtail.contrib.forms`, with as many rows on the same database server in the same run. Prints
milliseconds of CPU (of this process and of the database's, the median) and by the clock (the 95th
percentile), and the number of queries; fails where a goal is missed at the largest size.

`ENGINES=sqlite,postgresql` leaves one out; `ROUNDS=5` asks each page less often.
"""

import base64
import gc
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres import NoServer, server

ROOT = Path(__file__).parents[3]
SIZES = [int(size) for size in os.environ.get("SIZES", "10000,100000,1000000").split(",")]
ENGINES = os.environ.get("ENGINES", "sqlite,postgresql").split(",")
ROUNDS = {"ours": int(os.environ.get("ROUNDS", "15")), "stock": 5}
SETTINGS = {"ours": "motcua.settings", "stock": "tests.rivals.stock.settings"}
#: On PostgreSQL, of the largest size: cost beside that of the smallest, ms by the clock, queries.
GROWTH, SLOWEST, QUERIES = 1.5, 150.0, 20
#: On SQLite, at the largest size: how many times less CPU than stock, page for page.
LESS_CPU = 20.0
PAGES = ("first page", "middle page", "last page")
Measured = dict[str, dict[str, float]]


def main() -> int:
    if len(sys.argv) > 1:
        say(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
        return 0
    code = 0
    if "sqlite" in ENGINES:
        with tempfile.TemporaryDirectory(prefix="bench") as var:
            code |= on_engine("SQLite", lambda site: f"sqlite:///{var}/{site}.sqlite3")
    if "postgresql" in ENGINES:
        try:
            with server() as url:
                code |= on_engine("PostgreSQL", lambda site: made_database(url, site))
        except NoServer as missing:
            say(f"PostgreSQL is left out: {missing}")
    return code


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def made_database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    return f"{url.rpartition('/')[0]}/{name}"


# ── each site in processes of its own, since Django has one set of settings ──


def on_engine(engine: str, database: Callable[[str], str]) -> int:
    found: dict[tuple[str, int], Measured] = {}
    with tempfile.TemporaryDirectory() as var:
        urls = {site: database(site) for site in SETTINGS}
        for size in SIZES:
            for site in SETTINGS:
                found[site, size] = again(site, size, urls[site], var)
            report(engine, size, found)
    return goals(engine, found)


def again(site: str, size: int, url: str, var: str) -> Measured:
    environment = {
        **os.environ,
        "DEMO": "true",
        "DJANGO_SETTINGS_MODULE": SETTINGS[site],
        "DATABASE_URL": url,
        "VAR_DIR": var,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "tests.forms.queue.bench_queue", site, str(size)]
    run = subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    result: Measured = json.loads(run.stdout.splitlines()[-1])
    return result


def measured(site: str, size: int) -> Measured:
    """Fills the site's database to this size, and asks for each of its pages some times over."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    client, pages = PREPARED[site](size)
    gc.collect()
    gc.freeze()  # as `motcua.wsgi` does; on both sites
    return {name: cost(client, address, ROUNDS[site]) for name, address in pages}


def ours(size: int) -> tuple[Any, Iterator[tuple[str, str]]]:
    from tests import cases, factories
    from tests.forms.queue.filling import fill, offices

    office = offices()[0]
    for each in offices():
        cases.calendar(each)
    fill(size)
    officer = office.groups.get(role="officer").group.user_set.first()
    client = factories.signed_in(officer)
    client.defaults["HTTP_HOST"] = "hcmc.localhost"
    return client, our_pages(office)


def our_pages(office: Any) -> Iterator[tuple[str, str]]:
    """Each page that is measured, by name."""
    from forms.models import Case, Label
    from forms.queue.lists.sorts import SORTS
    from forms.queue.lists.tabs import TABS

    mine = Case.objects.filter(office=office).order_by("submitted_at", "id")
    number = mine.count()
    commune = mine[number // 3].commune_id
    colleague = mine.filter(assignee__isnull=False).last().assignee_id
    label = Label.objects.filter(office=office).order_by("pk")
    some = mine[number // 2]
    year = some.submitted_at.year
    for name, place in zip(PAGES, ("", cursor(some), cursor(mine[20])), strict=True):
        yield name, f"muc=tat-ca&tu={place}"
    for tab in TABS:
        yield f"list: {tab.code}", f"muc={tab.code}"
    for sort in SORTS:
        yield f"order: {sort}", f"muc=tat-ca&sap-xep={sort}"
        yield f"order of work: {sort}", f"muc=cua-toi&sap-xep={sort}"
    for name, asked in {
        "kind": "loai=licence",
        "state": "trang-thai=signing",
        "state, closed": "trang-thai=expired",
        "assignee": f"nguoi={colleague}",
        "nobody": "nguoi=khong",
        "commune": f"xa={commune}",
        "label, common": f"nhan={label.first().pk}",
        "label, rare": f"nhan={label.last().pk}",
        "round, long past": f"loai=nomination&nomination.year={year - 2}",
        "answer": "loai=licence&licence.centre_type=tin_hoc",
        "submitted in a month": f"nop-tu={year}-03-01&nop-den={year}-03-31",
        "due from": "han-tu=2020-01-01",
        "overdue": "qua-han=co",
        "kind and commune by subject": f"loai=licence&xa={commune}&sap-xep=viec",
        "state, person, round by applicant": (
            f"loai=nomination&trang-thai=refused&nguoi={colleague}&nomination.year={year}"
            "&sap-xep=nguoi-nop"
        ),
    }.items():
        yield f"filter: {name}", f"muc=tat-ca&{asked}"
    yield "filter of work: kind, answer", "muc=qua-han&loai=student&student.nationality=LAO"
    for name, text in {
        "code": some.code,
        "end of a code": some.code.rpartition("-")[2],
        "name": some.applicant,
        "word in every fifth": "Bình Minh",
        "nothing": "không có tên này đâu",
    }.items():
        yield f"search: {name}", f"muc=tat-ca&q={text.replace(' ', '+')}"


def cursor(case: Any) -> str:
    """The place after a case, as the list's own links write it."""
    text = f"+{case.pk} {case.submitted_at.isoformat()}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def stock(size: int) -> tuple[Any, Iterator[tuple[str, str]]]:
    from django.contrib.auth import get_user_model
    from django.test import Client

    models = importlib.import_module("tests.rivals.stock.models")
    if not models.FormPage.objects.exists():
        models.publish()
        get_user_model().objects.create_superuser("admin", password="x")
    page = models.FormPage.objects.get()
    models.fill(page, size)
    client = Client()
    client.force_login(get_user_model().objects.get())
    last = -(-size // 20)
    address = f"/admin/forms/submissions/{page.pk}/"
    asked = ("", f"?p={last // 2}", f"?p={last}")
    pages = list(zip(PAGES, (f"{address}{one}" for one in asked), strict=True))
    return client, iter(
        [*pages, ("dates", f"{address}?submit_time_from=2024-03-01&submit_time_to=2024-03-02")]
    )


PREPARED = {"ours": ours, "stock": stock}


def cost(client: Any, address: str, rounds: int) -> dict[str, float]:
    """CPU (median) and clock (95th percentile) in ms, and queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = address if address.startswith("/") else f"/cms/ho-so/?{address}"
    with CaptureQueriesContext(connection) as captured:
        for _warming in range(2):
            captured.initial_queries = len(connection.queries_log)
            response = client.get(address)
            if response.status_code != 200:
                raise RuntimeError(f"{address}: {response.status_code}")
        queries = len(connection.queries_log) - captured.initial_queries
    spent, waited = [], []
    for _round in range(rounds):
        began, clock = time.process_time() + server_cpu(), time.perf_counter()
        client.get(address)
        waited.append(time.perf_counter() - clock)
        spent.append(time.process_time() + server_cpu() - began)
    late = statistics.quantiles(waited, n=20, method="inclusive")[-1]
    return {"cpu": statistics.median(spent) * 1000, "late": late * 1000, "queries": queries}


def server_cpu() -> float:
    """Seconds of CPU that PostgreSQL's process for this connection has used."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return int(stat.split()[0]) / 1e9


# ── what came of it ──


def report(engine: str, size: int, found: dict[tuple[str, int], Measured]) -> None:
    for site in SETTINGS:
        say(f"\n{engine}, {size:,} rows, {site}: CPU ms | p95 ms | queries | CPU × {SIZES[0]:,}")
        for name, one in found[site, size].items():
            growth = one["cpu"] / found[site, SIZES[0]][name]["cpu"]
            say(
                f"  {name:36} {one['cpu']:8.0f} | {one['late']:7.0f} | {one['queries']:3.0f}"
                f" | {growth:5.2f}"
            )


def goals(engine: str, found: dict[tuple[str, int], Measured]) -> int:
    """Whether each goal is reached, with the page that comes nearest to missing it."""
    first, last = found["ours", SIZES[0]], found["ours", SIZES[-1]]
    rival = found["stock", SIZES[-1]]
    growth = {name: one["cpu"] / first[name]["cpu"] for name, one in last.items()}
    asked = [
        ("most CPU beside the smallest", growth, GROWTH),
        ("p95 by the clock, ms", {name: one["late"] for name, one in last.items()}, SLOWEST),
        ("queries", {name: one["queries"] for name, one in last.items()}, QUERIES),
    ]
    if engine == "SQLite":
        shares = {name: last[name]["cpu"] / rival[name]["cpu"] for name in PAGES}
        asked = [("CPU as a share of stock's", shares, 1 / LESS_CPU), asked[-1]]
    code = 0
    say(f"\n{engine}, {SIZES[-1]:,} rows:")
    for what, values, most in asked:
        worst = max(values, key=lambda name: values[name])
        missed = [name for name, value in values.items() if value > most]
        code |= bool(missed)
        verdict = f"no: {', '.join(missed)}" if missed else "yes"
        say(f"  {what}: {values[worst]:.2f} ({worst}), at most {most:.2f}: {verdict}")
    return code


if __name__ == "__main__":
    sys.exit(main())
