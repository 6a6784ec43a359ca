"""`load_places`: provinces and communes, from the files shipped or another of the same form."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.places import DATA, PlacesError, load_communes, load_provinces


class Command(BaseCommand):
    help = "Adds and updates provinces and communes; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--communes",
            type=Path,
            default=DATA / "communes.csv",
            help="A CSV file with the columns code, province_code, kind, name, full_name.",
        )

    def handle(self, *args: Any, communes: Path, **options: Any) -> None:
        try:
            provinces, found = load_provinces(), load_communes(communes)
        except PlacesError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{provinces} provinces, {found} communes")
