"""`manage.py rebuild_search`: makes the search index anew, for example after a bulk import."""

from typing import Any

from django.core.management.base import BaseCommand

from search import index


class Command(BaseCommand):
    help = "Rebuilds the public search index from everything that is registered with it."

    def handle(self, **options: Any) -> None:
        for label, count in index.rebuild().items():
            self.stdout.write(f"{label}: {count}")
