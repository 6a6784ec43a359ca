"""`load_calendar`: the days off of an office; its administrators own them afterwards."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.clock import CalendarDay
from forms.clock.holding import hold
from forms.clock.recounting import start
from forms.clock.years import SHIPPED, shipped
from forms.requests.arriving import start_late_clocks
from home.models import Office


class Command(BaseCommand):
    help = "Loads the years that the office's calendar does not hold yet; others stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("office", help="the office's short code, for example hcmc")
        parser.add_argument("--file", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office.objects.filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"There is no office {options['office']!r}.")
        try:
            years, kept = load(office, shipped(options["file"]))
        except ValidationError as wrong:
            raise CommandError(f"{options['file']}: {' '.join(wrong.messages)}") from wrong
        self.stdout.write(
            f"{office.code}: years loaded: {names(years)}; kept as they were: {names(kept)}."
        )


@transaction.atomic
def load(office: Office, given: dict[int, list[CalendarDay]]) -> tuple[set[int], set[int]]:
    """The years loaded, and those that were there: a day taken out by hand stays out."""
    hold(office)
    held: Iterable[date] = CalendarDay.objects.filter(office=office).values_list("date", flat=True)
    there = {day.year for day in held}
    new = [day for year, days in given.items() if year not in there for day in days]
    for day in new:
        day.office = office
        day.save()  # one by one, so that whoever keeps the calendar hears of it
    start_late_clocks(office)
    if new:
        with override("vi"):
            why = _("Nạp lịch năm %(years)s") % {"years": names({day.date.year for day in new})}
        start(office, min(day.date for day in new), why, None)
    return set(given) - there, set(given) & there


def names(years: set[int]) -> str:
    return ", ".join(map(str, sorted(years))) or "none"
