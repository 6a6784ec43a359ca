"""Filing the good rows of a batch: everything is judged and built beforehand, then one short
transaction makes all the cases, or none."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forms.batch.judging import Judge, Judged
from forms.batch.known import Known, person_digest, release
from forms.batch.reading import Line
from forms.citizen.final import Final
from forms.filing.origins import Origin
from forms.filing.submitting import MOST_TAKEN, complete
from forms.filing.taking import Stop, claim
from forms.kinds.batching import Person
from forms.models import Batch, BatchRow, Case, Event, Facet, KeptText, SealedIndex
from forms.models.events import line
from forms.models.facets import facets_of
from forms.notices.telling import notify
from forms.references import new_codes, pin_digest
from forms.states import State

CHUNK = 100
#: Another filing may take some of the people meanwhile; then what is left is judged anew.
TRIES = 3
Progress = Callable[[int], object]


@dataclass(frozen=True)
class Ready:
    """A row with the case that it becomes and its blind index; nothing of it is saved yet."""

    row: BatchRow
    person: Person
    case: Case
    texts: list[KeptText]
    index: list[SealedIndex]


class Stopped(Exception):
    """The form takes no more cases, or not so many."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop)
        self.stop = stop


class Overtaken(Exception):
    """Somebody else filed one of these people since they were judged."""


def file_rows(batch: Batch, progress: Progress) -> int:
    """Files all good rows and returns how many; those that are good no more are marked."""
    for _try in range(TRIES):
        ready, spoilt = prepare(batch, progress)
        try:
            return commit(batch, ready, spoilt)
        except (Overtaken, IntegrityError):
            continue
    raise Overtaken


def prepare(batch: Batch, progress: Progress) -> tuple[list[Ready], list[BatchRow]]:
    """Judges and builds, chunk by chunk, outside of any transaction."""
    judge = Judge(batch)
    rows = list(batch.rows.filter(case=None, standing=BatchRow.Standing.GOOD))
    ready: list[Ready] = []
    spoilt: list[BatchRow] = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        found = judge.judge([Line(row.number, row.cells) for row in some])
        for row, judged in zip(some, found, strict=True):
            if judged.good and judged.person:
                case, texts = new_case(batch, judged)
                ready.append(Ready(row, judged.person, case, texts, case.blind_index()))
            else:
                spoilt.append(marked(row, judged))
        progress(min(start + CHUNK, len(rows)))
    return ready, spoilt


def marked(row: BatchRow, judged: Judged) -> BatchRow:
    row.standing = judged.standing
    row.problems = [problem.stored() for problem in judged.problems]
    return row


def new_case(batch: Batch, judged: Judged) -> tuple[Case, list[KeptText]]:
    """The case as a citizen's own submission would make it, with a PIN that the batch derives; and
    the texts that it names."""
    case = Case(
        key=uuid.uuid4(),
        office=batch.office,
        form_page_id=batch.form_page_id,
        kind_code=batch.kind_code,
        language=batch.language,
        origin=Origin.BATCH,
        visited=[step.slug for step in judged.steps],
        submitted_at=batch.handed_in_at,
    )
    assert batch.agreed_text is not None
    texts = complete(case, Final.of(judged.steps), batch.agreed_text)
    case.pin_digest = pin_digest(case.key.hex, batch.pin_of(case))
    return case, texts


def commit(batch: Batch, ready: Sequence[Ready], spoilt: Sequence[BatchRow]) -> int:
    """The short transaction. Of several jobs one gets here first; the others find nothing to do."""
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if (held.work, held.version) != (Batch.Work.FILING, batch.version):
            return 0
        if stop := claim(batch.form_page, batch.handed_in_at or timezone.now(), len(ready)):
            raise Stopped(stop)
        people = [one.person for one in ready]
        release(batch, people)
        known = Known(batch, people)
        if known.here or known.elsewhere:
            raise Overtaken
        save_all(batch, ready)
        BatchRow.objects.bulk_update(spoilt, ["standing", "problems"], batch_size=CHUNK)
        held.work, held.done = Batch.Work.NONE, len(ready)
        held.save(update_fields=["work", "done", "changed_at"])
        if ready:
            notify(ready[0].case, State.SUBMITTED)
    return len(ready)


def save_all(batch: Batch, ready: Sequence[Ready]) -> None:
    """Codes in one go, then cases, histories, blind index and rows, each in bulk."""
    cases = [one.case for one in ready]
    KeptText.keep(*{text.digest: text for one in ready for text in one.texts}.values())
    for case, code in zip(cases, free_codes(batch, len(cases)), strict=True):
        case.code, case.history_length = code, 1
    Case.objects.bulk_create(cases, batch_size=CHUNK)
    Event.objects.bulk_create(list(first_lines(cases)), batch_size=CHUNK)
    SealedIndex.objects.bulk_create(
        [index for one in ready for index in one.index], batch_size=CHUNK
    )
    Facet.objects.bulk_create(
        [facet for case in cases for facet in facets_of(case)], batch_size=CHUNK
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE forms_case SET history_head = %s WHERE id = %s",
            [(case.history_head, case.pk) for case in cases],
        )
        cursor.executemany(
            "UPDATE forms_batchrow SET case_id = %s, person = %s, standing = %s, sealed = '' "
            "WHERE id = %s",
            [
                (
                    one.case.pk,
                    person_digest(batch, one.person),
                    BatchRow.Standing.FILED,
                    one.row.pk,
                )
                for one in ready
            ],
        )


def first_lines(cases: Sequence[Case]) -> Iterator[Event]:
    """The line that a submission leaves, chained as `events.record` does; needs the cases' ids."""
    for case in cases:
        case.history_length = 0
        yield line(case, Event.Act.MOVED, from_state=State.DRAFT, to_state=State.SUBMITTED)


def free_codes(batch: Batch, count: int) -> list[str]:
    """Codes from the counter, which stays locked; those of another office are passed over."""
    free: list[str] = []
    for _attempt in range(MOST_TAKEN):
        if len(free) == count:
            return free
        codes = new_codes(batch.office, count - len(free))
        taken = set(Case.objects.filter(code__in=codes).values_list("code", flat=True))
        free += [code for code in codes if code not in taken]
    raise RuntimeError("every code that was tried is taken: are two agency codes the same?")
