"""`verify_history`: proves that no line of any case's history was changed or removed."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from forms.models import Case, Event
from forms.models.events import faults
from forms.models.exports import faults_of_exports
from home.models import Office

CHUNK = 2000


class Command(BaseCommand):
    help = "Checks the history of every case; names what is wrong and fails when anything is."

    def handle(self, *args: Any, **options: Any) -> None:
        cases = lines = wrong = 0
        for case, events in histories():
            cases += 1
            lines += len(events)
            if faults(case, events) and (found := faults_now(case.pk)):
                wrong += 1
                self.stderr.write(f"{case} (#{case.pk}): {'; '.join(found)}")
        journals = [fault for office in Office.objects.all() for fault in told(office)]
        for fault in journals:
            self.stderr.write(fault)
        if wrong:
            raise CommandError(f"{wrong} of {cases} cases have a history that is not whole.")
        if journals:
            raise CommandError("The journal of exports is not whole.")
        self.stdout.write(f"{cases} cases, {lines} lines: every history is whole.")


def told(office: Office) -> list[str]:
    return [f"{office.code}: {fault}" for fault in faults_of_exports(office)]


def histories() -> Iterator[tuple[Case, list[Event]]]:
    """Each case with its lines, read side by side in chunks: two queries, however many cases."""
    ordered = Event.objects.order_by("case_id", "number").iterator(CHUNK)
    by_case = groupby(ordered, key=attrgetter("case_id"))
    case_id, group = next(by_case, (None, iter(())))
    columns = ("code", "state", "history_length", "history_head")
    for case in Case.objects.only(*columns).order_by("pk").iterator(CHUNK):
        while case_id is not None and case_id < case.pk:  # written while we read
            case_id, group = next(by_case, (None, iter(())))
        yield case, list(group) if case_id == case.pk else []


def faults_now(case_id: int) -> list[str]:
    """Judged again under the case's lock: somebody may have worked on it while we read."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
        return faults(case) if case else []
