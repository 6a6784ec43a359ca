"""The command `end_supplements`: for a timer, every night."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.clock import Calendar
from forms.supplements.deadlines import is_due_for_reminder, remind, return_expired, waiting
from home.models import Office


class Command(BaseCommand):
    """Run again, it does nothing twice."""

    help = (
        "Reminds citizens of supplements that are due soon, and returns cases whose supplement is "
        "overdue where the office wants that."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for office in Office.objects.all():
            reminded, returned = self.work_through(office)
            self.stdout.write(f"{office.code}: {reminded} reminded, {returned} returned")

    def work_through(self, office: Office) -> tuple[int, int]:
        """How many were reminded and how many returned; each in a transaction of its own."""
        calendar, days = Calendar.of(office), office.supplement_reminder
        reminded = returned = 0
        for supplement in waiting(office):
            if is_due_for_reminder(supplement, calendar, days):
                reminded += remind(supplement.pk)
            elif supplement.late and office.returns_expired:
                returned += return_expired(supplement.pk)
        return reminded, returned
