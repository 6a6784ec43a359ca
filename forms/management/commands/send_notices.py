"""Sends the notices that nobody sends: the worker tries again by itself while it runs."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forms.models import Notice
from forms.notices.telling import deliver, waiting

#: Whoever runs the server should know of notices that wait for longer (R-64).
LONG = timedelta(hours=1)


class Command(BaseCommand):
    help = "Sends every notice that is due, oldest first; fails while some have waited for an hour."

    def handle(self, *args: Any, **options: Any) -> None:
        waits = list(waiting().order_by("created_at", "pk").values_list("pk", flat=True))
        sent = sum(deliver(pk) for pk in waits)
        self.stdout.write(f"{sent} of {len(waits)} waiting notices sent.")
        since = timezone.now() - LONG
        late = Notice.objects.filter(status=Notice.Status.WAITING, created_at__lt=since).count()
        if late:
            raise CommandError(f"{late} notices have been waiting for over an hour.")
