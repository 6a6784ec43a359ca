"""`erase_leftovers`: what an erasure had to leave until the last mails were sent, who looked at
which case long ago, and what staff deleted long ago."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.models.bulk import drop_old
from forms.models.lists import forget_lists
from forms.models.visits import forget_visits
from forms.requests.erasing import leave_no_address


class Command(BaseCommand):
    help = (
        "Takes the addresses off sent mails of erased cases and of the requests about them, and "
        "forgets visits to cases of half a year ago, and bulk runs and deleted lists that are no "
        "longer kept."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{leave_no_address()} notices without an address now.")
        self.stdout.write(f"{forget_visits()} visits forgotten.")
        self.stdout.write(f"{drop_old()} bulk runs deleted.")
        self.stdout.write(f"{forget_lists()} deleted lists forgotten.")
