"""What becomes of a file's scan: it waits, it is clean, or it is withheld (R-31).

A file waits from the moment it is kept. A job scans it after commit; `scan_files` tries again what
failed, and asks anew about files scanned long ago, because signatures learn. Nothing a citizen does
waits for the scanner.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from forms.files.clamd import NotScanned, ScannerDown, threat_in
from forms.models import Attachment, Case, Event
from forms.models.events import record

logger = logging.getLogger(__name__)

#: A verdict older than this is asked for anew.
TRUSTED = timedelta(days=7)


def scan_later(attachments: Iterable[Attachment]) -> None:
    """Has new files scanned once they are surely kept; a queue that fails leaves them to the sweep.

    Call inside the transaction that keeps them.
    """
    pks = [attachment.pk for attachment in attachments]
    if settings.CLAMD_URL and pks:
        transaction.on_commit(lambda: scan_new.enqueue(pks), robust=True)


@task(backend="jobs")
def scan_new(pks: list[int]) -> None:
    scan_all(Attachment.every.filter(pk__in=pks, scan=Attachment.Scan.WAITING))


def waiting() -> QuerySet[Attachment]:
    return Attachment.every.filter(scan=Attachment.Scan.WAITING).order_by("pk")


def stale() -> QuerySet[Attachment]:
    """Files whose verdict is old, the oldest first; one found infected may turn out clean."""
    since = timezone.now() - TRUSTED
    return Attachment.every.filter(scanned_at__lt=since).order_by("scanned_at", "pk")


def scan_all(attachments: Iterable[Attachment]) -> tuple[int, int]:
    """How many files got a verdict, and how many did not; stops asking when nobody answers."""
    asked = list(attachments)
    done = 0
    for attachment in asked:
        try:
            with attachment.file.open("rb") as stream:
                threat = threat_in(stream)
        except ScannerDown as error:
            logger.warning("The scanner does not answer: %s", error)
            break
        except Exception as error:  # any failure of scanner or storage leaves the file as it was
            why = str(error) if isinstance(error, NotScanned) else type(error).__name__
            logger.warning("File %d was not scanned: %s", attachment.pk, why)
        else:
            conclude(attachment, threat)
            done += 1
    return done, len(asked) - done


@transaction.atomic
def conclude(attachment: Attachment, threat: str) -> None:
    """Keeps the verdict; a submitted case's history tells of a file that is now withheld."""
    cases = Case.objects.select_for_update(of=("self",))
    case = cases.filter(pk=attachment.case_id or 0).first()
    Attachment.every.filter(pk=attachment.pk).update(
        scan=Attachment.Scan.INFECTED if threat else Attachment.Scan.CLEAN,
        scanned_at=timezone.now(),
        threat=threat[:100],
    )
    if threat and not attachment.infected and case is not None and not case.is_draft:
        note = f"{attachment.label or attachment.slot} (#{attachment.pk}): {threat[:100]}"
        record(case, Event.Act.WITHHELD, note=note)
        case.save(update_fields=["history_length", "history_head"])
