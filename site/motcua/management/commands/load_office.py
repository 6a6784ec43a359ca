"""`load_office`: an office with its site, pages, duties, procedures, forms, registers and groups.

It creates what no earlier run has created and changes nothing else: what an editor edited, moved
or deleted stays so. New duties, links and pages of the files are added by running it again.
"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from forms.loading import load as load_forms
from home.loading import OFFICES, link_duties, load_duties, load_sections
from home.models import Office
from home.opening import open_office
from home.places import PlacesError
from home.reading import DataError, read
from services.loading import load_institutions, load_procedures, load_registers


class Command(BaseCommand):
    help = "Opens an office, or adds to it what its files have and it never had."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("office", help="hcmc, cantho, or a folder with the same three files")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))

    def handle(self, *args: Any, office: str, port: int, **options: Any) -> None:
        folder = OFFICES / office if (OFFICES / office).is_dir() else Path(office)
        try:
            with transaction.atomic(), override(settings.LANGUAGE_CODE):
                opened = load(folder, port)
        except (DataError, PlacesError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{opened.short_name}: http://{opened.site.hostname}:{port}/")


def load(folder: Path, port: int) -> Office:
    """Reads all files before anything is made; the menu shows the sections in this order."""
    letterhead, duties, institutions = (
        read(folder / f"{name}.yaml") for name in ("office", "duties", "institutions")
    )
    office = open_office(letterhead, port)
    load_sections(office)
    load_procedures(office)
    load_institutions(office, institutions)
    load_forms(office)
    load_registers(office)
    load_duties(office, duties, letterhead.record("preamble"))
    link_duties(office, duties)
    return office
