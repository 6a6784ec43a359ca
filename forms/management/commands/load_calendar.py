"""`load_calendar`: the days off of an office; its administrators own them afterwards."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from forms.clock import CalendarDay
from home.models import Office

FILE = Path(__file__).resolve().parents[2] / "data" / "calendar.yaml"


class Command(BaseCommand):
    help = "Loads the years that the office's calendar does not hold yet; others stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("office", help="the office's short code, for example hcmc")
        parser.add_argument("--file", type=Path, default=FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"There is no office {options['office']!r}.")
        rows = yaml.safe_load(options["file"].read_text("utf-8"))["days"]
        years, kept = load(office, rows)
        self.stdout.write(
            f"{office.code}: years loaded: {names(years)}; kept as they were: {names(kept)}."
        )


@transaction.atomic
def load(office: Office, rows: list[dict[str, Any]]) -> tuple[set[int], set[int]]:
    """The years loaded, and those that were there: a day taken out by hand stays out."""
    Office.objects.select_for_update().get(pk=office.pk)  # two loads at once take turns
    held: set[date] = set(CalendarDay.objects.filter(office=office).values_list("date", flat=True))
    there = {day.year for day in held}
    given = {row["date"].year for row in rows}
    CalendarDay.objects.bulk_create(
        CalendarDay(
            office=office,
            date=row["date"],
            kind=row["kind"],
            name=row["name_vi"],
            certainty=row.get("certainty", ""),
        )
        for row in rows
        if row["date"].year not in there
    )
    return given - there, given & there


def names(years: set[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "none"
