"""`erase_leftovers`: what an erasure had to leave until the last mails were sent."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.requests.erasing import leave_no_address


class Command(BaseCommand):
    help = "Takes the addresses off sent mails of erased cases and of the requests about them."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{leave_no_address()} notices without an address now.")
