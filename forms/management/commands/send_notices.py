"""Sends the notices that still wait, for example after the mail server was down: run it by cron."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.notices import deliver, waiting


class Command(BaseCommand):
    help = "Sends every waiting notice, oldest first. Safe to run again, and twice at once."

    def handle(self, *args: Any, **options: Any) -> None:
        waits = list(waiting().order_by("created_at", "pk").values_list("pk", flat=True))
        sent = sum(deliver(pk) for pk in waits)
        self.stdout.write(f"{sent} of {len(waits)} waiting notices sent.")
