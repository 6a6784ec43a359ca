"""The two jobs of a batch: reading its sheet and filing its rows, with progress that pages show."""

import base64
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task

from forms.batch.columns import columns_of
from forms.batch.filing import CHUNK, Stopped, file_rows
from forms.batch.judging import Judge, Judged
from forms.batch.known import person_digest
from forms.batch.reading import Sheet, Unreadable, read
from forms.models import Batch, BatchRow
from forms.sealing import seal, unseal


def start(batch: Batch, work: str, total: int = 0) -> None:
    """Hands the batch to its job once the caller's transaction, which holds the row, is through."""
    batch.begin(work, total)
    batch.save()
    job = {Batch.Work.CHECKING: check_sheet, Batch.Work.FILING: file_good_rows}[Batch.Work(work)]
    transaction.on_commit(lambda: job.enqueue(batch.pk, batch.version))


@task(backend="jobs")
def check_sheet(batch_id: int, version: int) -> None:
    """Reads and judges an uploaded sheet."""
    batch = at_work(batch_id, version, Batch.Work.CHECKING)
    if batch is None:
        return
    with translation.override(batch.language):
        columns = columns_of(batch.kind, batch.office)
        try:
            sheet = read(unpacked(unseal(batch.sheet) or ""), columns)
        except Unreadable as error:
            keep(batch, Sheet(remarks=error.problems), [])
            return
        advanced, judge, found = progress(batch, len(sheet.lines)), Judge(batch, columns), []
        for first in range(0, len(sheet.lines), CHUNK):
            found += judge.judge(sheet.lines[first : first + CHUNK])
            advanced(len(found))
        keep(batch, sheet, found)


@task(backend="jobs")
def file_good_rows(batch_id: int, version: int) -> None:
    """Files what is good; run twice, or two at once, it files once."""
    batch = at_work(batch_id, version, Batch.Work.FILING)
    if batch is None:
        return
    with translation.override(batch.language):
        try:
            file_rows(batch, progress(batch, batch.total))
        except Stopped as stopped:
            mine = Batch.objects.filter(pk=batch.pk, version=batch.version)
            mine.update(work=Batch.Work.NONE, problems=[str(stopped.stop.label)])


def packed(content: bytes) -> str:
    """A file as text, so that it can be sealed."""
    return base64.b64encode(content).decode()


def unpacked(text: str) -> bytes:
    return base64.b64decode(text)


def at_work(batch_id: int, version: int, work: str) -> Batch | None:
    """The batch, if this is still what is to be done with it."""
    batches = Batch.objects.select_related("office", "form_page", "agreed_text")
    return batches.filter(pk=batch_id, version=version, work=work).first()


def progress(batch: Batch, total: int) -> Callable[[int], object]:
    """Tells the pages how far the job is; a job that was overtaken tells nobody."""
    mine = Batch.objects.filter(pk=batch.pk, version=batch.version)

    def advanced(done: int) -> None:
        mine.update(done=done, total=total, worked_at=timezone.now())

    advanced(0)
    return advanced


def keep(batch: Batch, sheet: Sheet, found: list[Judged]) -> None:
    """Puts the rows that were read in the place of those of the sheet before."""
    rows = [row_of(batch, judged) for judged in found]
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if (held.work, held.version) != (Batch.Work.CHECKING, batch.version):
            return
        held.rows.filter(case=None).delete()
        BatchRow.objects.bulk_create(rows, batch_size=CHUNK)
        held.work, held.sheet = Batch.Work.NONE, ""
        held.problems, held.places = sheet.remarks, sheet.places
        held.save()


def row_of(batch: Batch, judged: Judged) -> BatchRow:
    return BatchRow(
        batch=batch,
        office=batch.office,
        kind_code=batch.kind_code,
        number=judged.line.number,
        standing=judged.standing,
        problems=[problem.stored() for problem in judged.problems],
        sealed=seal(judged.line.cells),
        person=person_digest(batch, judged.person) if judged.person else None,
    )
