"""`manage.py search_acceptance --file F --out R`: graded queries in a scratch database.

The file holds `corpus`, `queries` and `robustness`; nothing but its corpus can be found. The
results go to R as JSON: per query the keys found, its error and its milliseconds.
"""

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from wagtail.search.backends import get_search_backend

from search import acceptance, engines, index
from search.models import Entry


class Command(BaseCommand):
    help = "Runs a file of graded queries in a scratch database and writes what was found."
    requires_system_checks: list[str] = []  # they may ask a database that does not exist yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, help="YAML: corpus, queries, robustness")
        parser.add_argument("--out", "--R", required=True, help="where the JSON goes")
        parser.add_argument("--backend", default="default", help="a name in WAGTAILSEARCH_BACKENDS")

    def handle(self, *, file: str, out: str, backend: str, **options: Any) -> None:
        if backend not in settings.WAGTAILSEARCH_BACKENDS:
            raise CommandError(f"WAGTAILSEARCH_BACKENDS has no {backend!r}")
        asked = yaml.safe_load(Path(file).read_text("utf-8"))
        with (
            scratch_database(),
            scratch_engine(backend) as refresh,
            acceptance.corpus(asked["corpus"]) as keys,
        ):
            refresh()
            report = acceptance.run(asked["queries"], asked.get("robustness", []), keys, backend)
        report["backend"] = settings.WAGTAILSEARCH_BACKENDS[backend]["BACKEND"]
        Path(out).write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
        self.stdout.write(f"{len(report['results'])} queries answered, see {out}")


@contextmanager
def scratch_database() -> Iterator[None]:
    """A migrated database of our own, in memory on SQLite, gone afterwards."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = (
        None if connection.vendor == "sqlite" else f"search_acceptance_{os.getpid()}"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@contextmanager
def scratch_engine(name: str) -> Iterator[Any]:
    """An engine outside the database gets an index of our own, gone afterwards."""
    config = settings.WAGTAILSEARCH_BACKENDS[name]
    if "INDEX_PREFIX" not in config:
        yield lambda: None
        return
    before, config["INDEX_PREFIX"] = config["INDEX_PREFIX"], f"acceptance_{os.getpid()}_"
    engines.forget()
    own = get_search_backend(name).get_index_for_model(Entry)
    index.fill_engines()
    try:
        yield own.refresh
    finally:
        for behind in own.aliased_indices():
            behind.delete()
        config["INDEX_PREFIX"] = before
        engines.forget()
