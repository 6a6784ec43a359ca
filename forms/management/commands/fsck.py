"""`fsck`: compares the private files with the rows that name them (R-33)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forms.files.orphans import check, repair


class Command(BaseCommand):
    help = (
        "Names private files that no row claims (older than an hour) and rows whose file is gone. "
        "With --repair such files are deleted and such rows are marked, never dropped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        try:
            unclaimed, lost = self.compare(repair)
        except OSError as error:
            raise CommandError(f"The files cannot be checked now: {error}") from error
        done = " (deleted)" if repair and unclaimed else ""
        said = f"{unclaimed} files without a row{done}, {lost} rows without a file."
        if lost or (unclaimed and not repair):
            raise CommandError(said)
        self.stdout.write(said)

    def compare(self, repairing: bool) -> tuple[int, int]:
        unclaimed = lost = 0
        for found in check():
            unclaimed, lost = unclaimed + len(found.unclaimed), lost + len(found.lost)
            for what in (*found.unclaimed, *found.lost):
                self.stderr.write(str(what))
            if repairing:
                repair(found)
        return unclaimed, lost
