"""Test databases made by copying: Wagtail's migrations run once for every change of migrations."""

import contextlib
import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql

from forms.moves.listed_moves import guard

WORKER = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


class Database(Protocol):
    """A database that can be filled from the template, again and again."""

    def fill(self) -> None: ...
    def drop(self) -> None: ...


def fingerprint() -> str:
    """Changes whenever a migration of any installed app does, or the table of transitions."""
    digest = hashlib.sha256(settings.LANGUAGE_CODE.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    digest.update(guard(connection.vendor).encode())
    return digest.hexdigest()[:16]


def use(name: str) -> None:
    """Points Django's connection at another database of the same engine."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


class SQLite:
    """A template file under var/tests/, copied page by page into a file of this process."""

    def __init__(self) -> None:
        folder = settings.ROOT / "var" / "tests"
        folder.mkdir(parents=True, exist_ok=True)
        self.template = folder / f"{fingerprint()}.sqlite3"
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.template.exists():
                for old in folder.glob("*.sqlite3"):
                    old.unlink()  # of other migrations
                self.migrate(self.template.with_suffix(".new"))
        self.path = settings.VAR / f"{WORKER}.sqlite3"
        use(str(self.path))

    def migrate(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        use(str(path))
        call_command("migrate", verbosity=0)
        connection.cursor().execute("PRAGMA journal_mode=DELETE")
        connections.close_all()
        path.rename(self.template)

    def fill(self) -> None:
        source, target = sqlite3.connect(self.template), sqlite3.connect(self.path)
        with contextlib.closing(source), contextlib.closing(target):
            source.backup(target)

    def drop(self) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)


class PostgreSQL:
    """A template database on the server, copied by the server itself."""

    def __init__(self) -> None:
        parts = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        config = connection.settings_dict
        self.server: dict[str, Any] = {key: config[name] or None for key, name in parts.items()}
        self.template = f"template_{fingerprint()}"
        self.name = f"test_{WORKER}"
        with psycopg.connect(dbname="postgres", autocommit=True, **self.server) as session:
            session.execute("SELECT pg_advisory_lock(2611)")  # let go when the session ends
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if not session.execute(query, [self.template]).fetchone():
                self.migrate()
        use(self.name)

    def migrate(self) -> None:
        unready = f"{self.template}_new"
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", unready)
        self.run("CREATE DATABASE {}", unready)
        use(unready)
        call_command("migrate", verbosity=0)
        connections.close_all()
        self.run("ALTER DATABASE {} RENAME TO {}", unready, self.template)

    def run(self, query: str, *names: str) -> None:
        with psycopg.connect(dbname="postgres", autocommit=True, **self.server) as session:
            session.execute(sql.SQL(query).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

    def fill(self) -> None:
        self.drop()
        self.run("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)

    def drop(self) -> None:
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """Django's connection on a fresh copy; a test with real transactions gives a fresh one back."""
    database: Database = SQLite() if connection.vendor == "sqlite" else PostgreSQL()
    database.fill()
    flush = TransactionTestCase._fixture_teardown

    def refill(self: TransactionTestCase) -> None:
        connections.close_all()
        database.fill()

    TransactionTestCase._fixture_teardown = refill
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = flush
        connections.close_all()
        database.drop()
