"""The command `apologies`: for a timer, every night and at noon."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.clock.apologising import prepare
from home.models import Office


class Command(BaseCommand):
    """Run again, it writes nothing twice."""

    help = "Prepares the apology of each case that went overdue; a leader of its office signs it."

    def handle(self, *args: Any, **options: Any) -> None:
        for office in Office.objects.all():
            self.stdout.write(f"{office.code}: {prepare(office)} apologies prepared")
