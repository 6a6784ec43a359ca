"""Measures search beside the stock engine on the same rows: `python -m tests.search.bench_search`.

Prints CPU milliseconds (of this process and, on PostgreSQL, of the server's) for the top ten with
its count, at 1,000 and 10,000 entries; fails where ours costs more than it may.
"""

import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SIZES = (1_000, 10_000)
LIMIT = 60.0  # ms of CPU at the larger size
ROUNDS = 5
SYLLABLES = 100
RARE = 0.003  # the share of texts that hold the rare word
QUERIES = {
    "common phrase": "giáo dục thường xuyên",
    "common word": "học",
    "everywhere": "giáo dục",
    "unaccented": "dao tao",
    "rare": "hải đăng",
    "phrase apart": "xuyên giáo thường dục",
    "nothing": "xylophon quốc",
}
#: Of other themes, so that not every text is about the same few words.
PLAIN = (
    "bàn biển bông cát cây chim chợ cơm đá đảo đèn đường gạo gió gỗ hoa hồ khói làng"
    " lúa mây mưa nắng núi nước phố rừng sao sông suối thuyền trăng tre vườn xe áo ruộng cầu"
)


def main() -> int:
    """Each engine in a process of its own, since Django has one database."""
    if len(sys.argv) > 1:
        return measure()
    from tests.postgres import NoServer, server

    code = again("sqlite:///")
    try:
        with server() as url:
            code |= again(url)
    except NoServer as missing:
        say(f"PostgreSQL is left out: {missing}")
    return code


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def again(url: str) -> int:
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "DEMO": "true", "DATABASE_URL": url, "VAR_DIR": var}
        environment |= {
            "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "motcua.settings")
        } | PATHS
        command = [sys.executable, "-m", "tests.search.bench_search", "here"]
        return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


PATHS = {"PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT), *sys.path[1:]])}


def measure() -> int:
    """Fills a scratch database step by step and prints one line for each query."""
    import django

    django.setup()
    from django.db import connection

    from search.management.commands.search_acceptance import scratch_database

    costs: dict[tuple[str, int], float] = {}
    with scratch_database():
        texts = sentences()
        for size in SIZES:
            fill(texts, size)
            say(f"\n{connection.vendor}, {size:,} entries: CPU ms, ours | stock | hits")
            for name, query in QUERIES.items():
                costs[name, size] = line(name, query)
    slow = [name for (name, size), ms in costs.items() if size == SIZES[-1] and ms > LIMIT]
    say(f"\n{connection.vendor}: at most {LIMIT:.0f} ms: {'no, ' + str(slow) if slow else 'yes'}")
    return 1 if slow else 0


def line(name: str, query: str) -> float:
    from search.query import search

    found = search(query, locale="vi")
    ours = cpu(lambda: search(query, locale="vi"), ROUNDS)
    theirs = stock(query)
    hits = f"{found.total}{'+' if found.more else ''}"
    say(f"  {name:15} {ours:8.1f} | {theirs:9.1f} | {hits}")
    return ours


def sentences() -> Iterator[tuple[str, str]]:
    """Endless titles and texts: runs of real words from the offices' duties, and plain words."""
    chance = random.Random(26)
    real, plain = duty_words(), PLAIN.split()
    while True:
        words: list[str] = []
        while len(words) < SYLLABLES:
            start = chance.randrange(len(real))
            words += real[start : start + chance.randint(2, 8)]
            words += chance.choices(plain, k=chance.randint(2, 10))
        if chance.random() < RARE:
            words += ["hải", "đăng"]
        at = chance.randrange(len(real))
        yield " ".join(real[at : at + 6] or plain[:6]), " ".join(words)


def duty_words() -> list[str]:
    duties = [
        duty
        for path in sorted(ROOT.glob("home/offices/*/duties.yaml"))
        for duty in yaml.safe_load(path.read_text("utf-8"))["duties"]
    ]
    return re.findall(r"[^\W\d_]+", " ".join(f"{duty['title']} {duty['text']}" for duty in duties))


def fill(texts: Iterator[tuple[str, str]], size: int) -> None:
    """Rows up to `size`, written to the engine in bulk as a rebuild does."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from wagtail.models import Locale, Site

    from search import index
    from search.models import Entry
    from search.registry import EntryData

    kind, locale = ContentType.objects.get_for_model(Site), Locale.objects.get(language_code="vi")
    office = Site.objects.get().pk
    rows = []
    for place in range(Entry.objects.count(), size):
        title, body = next(texts)
        entry = Entry(content_type=kind, object_pk=str(place), locale=locale)
        code = ("news", "guide", "procedure", "form")[place % 4]
        summary, text = body[:160], body[160:]
        data = EntryData(code, title, summary, text, f"/{place}/", None, locale.pk, office)
        index.fill(entry, data)
        rows.append(entry)
    Entry.objects.bulk_create(rows, batch_size=500)
    index.fill_engines()
    with connection.cursor() as cursor:
        # What autovacuum does by itself: without it PostgreSQL reads unmerged index pages.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def stock(query: str) -> float:
    """Wagtail's own engine on the same index, without what our migration adds to it."""
    from django.db import connection, transaction
    from wagtail.search.query import PlainText

    from search.models import Entry
    from search.text import words

    asked = PlainText(" ".join(words(query)), operator="and")
    backend = stock_backend()

    def top_ten() -> None:
        found = backend.search(asked, Entry.objects.filter(locale__isnull=False))
        list(found[:10])
        found.count()

    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("DROP INDEX search_title_body_gin")
        spent = cpu(top_ten, 1)
        transaction.set_rollback(True)
    return spent


def stock_backend() -> Any:
    from django.db import connection
    from wagtail.search.backends import get_search_backend

    engine = "postgres.postgres" if connection.vendor == "postgresql" else "sqlite.sqlite"
    return get_search_backend(f"modelsearch.backends.database.{engine}")


def cpu(work: Callable[[], object], rounds: int) -> float:
    """The median CPU time in ms of this process and the database's."""
    spent = []
    for _ in range(rounds):
        began = time.process_time() + server_cpu()
        work()
        spent.append(time.process_time() + server_cpu() - began)
    return statistics.median(spent) * 1000


def server_cpu() -> float:
    """Seconds of CPU that PostgreSQL's process for this connection has used."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return int(stat.split()[0]) / 1e9


if __name__ == "__main__":
    sys.exit(main())
