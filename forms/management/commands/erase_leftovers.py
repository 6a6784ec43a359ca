"""`erase_leftovers`: what an erasure had to leave until the last mails were sent, and all that
nobody needs any more after a while (`forms.retention`)."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.requests.erasing import leave_no_address
from forms.retention import forget_leftovers


class Command(BaseCommand):
    help = (
        "Takes the addresses off sent mails of erased cases and of the requests about them, and "
        "forgets what nobody needs any more: links and sessions that ran out, visits, digests, "
        "absences, bulk runs, deleted lists, jobs that are done, old logins."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{leave_no_address()} notices without an address now.")
        for one, number in forget_leftovers():
            self.stdout.write(f"{number} rows of {one.model._meta.label} forgotten.")
