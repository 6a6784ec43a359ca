"""Scans the files that still wait, and those whose verdict is old: run it by cron, at night too."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forms.files.scanning import scan_all, stale, waiting


class Command(BaseCommand):
    help = "Has waiting files scanned, and asks anew about files scanned more than 7 days ago."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="of each sort, in this run")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        if not settings.CLAMD_URL:
            raise CommandError("CLAMD_URL is not set: nothing is scanned.")
        done = missed = 0
        for files in (waiting(), stale()):
            scanned, left = scan_all(list(files[:most]))
            done, missed = done + scanned, missed + left
        self.stdout.write(f"{done} files scanned.")
        if missed:
            raise CommandError(f"{missed} files were not scanned; they wait for the next run.")
