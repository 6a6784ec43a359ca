"""The command `send_digests`: for a timer, every quarter of an hour in the morning."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.queue.home.digests import prepare


class Command(BaseCommand):
    """Run again, it sends nobody a second mail that day; the worker sends them."""

    help = "Queues the morning's digest of each member of staff whose hour has come."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{prepare()} digests queued.")
