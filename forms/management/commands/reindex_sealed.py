"""Makes the blind index of every sent case anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from forms.models import Case, SealedIndex

AT_ONCE = 500


class Command(BaseCommand):
    """After BLIND_KEY was changed, or a kind declares other answers as findable or alike."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        sent = Case.objects.filter(submitted_at__isnull=False)
        pks = list(sent.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), AT_ONCE):
            reindex(pks[start : start + AT_ONCE])
        self.stdout.write(f"{len(pks)} cases indexed.")


def reindex(pks: list[int]) -> None:
    """Under the cases' locks, so that no answer changes meanwhile."""
    with transaction.atomic():
        cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=pks))
        SealedIndex.objects.filter(case__in=pks).delete()
        SealedIndex.objects.bulk_create(
            [row for case in cases for row in case.blind_index()], batch_size=200
        )
