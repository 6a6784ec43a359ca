"""Who has been filed before: by this batch, which is told the code, or by somebody else."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from forms.kinds.batching import Person
from forms.models import Batch, BatchRow, SealedIndex
from forms.models.batches import ENDED
from forms.sealing import digest
from forms.states import State

CHUNK = 500
#: A case in any other state stands in the way of a second one for the same person. What was
#: returned to them is in the register, if it was granted.
NOT_LIVING = (State.DRAFT, State.RETURNED, *ENDED)


class Known:
    """Which of these people have a case that lives, or are in the register. A few queries for all.

    Of cases that this batch has not filed nothing is told but that there is one.
    """

    def __init__(self, batch: Batch, people: Sequence[Person]) -> None:
        self.batch = batch
        assert batch.kind.batching
        self.batching = batch.kind.batching
        #: Codes of the cases that this batch has filed.
        self.here: dict[Person, str] = {}
        self.elsewhere: set[Person] = set()
        self.read_claims(people)
        self.elsewhere |= set(self.with_a_case(people))
        self.elsewhere |= self.batching.registered(batch.office, people)
        self.elsewhere -= self.here.keys()

    def read_claims(self, people: Sequence[Person]) -> None:
        """What batches have filed."""
        by_digest = {person_digest(self.batch, person): person for person in people}
        for some in chunks(list(by_digest)):
            rows = BatchRow.objects.filter(
                office=self.batch.office,
                kind_code=self.batch.kind_code,
                person__in=some,
                case__isnull=False,
            ).exclude(case__state__in=ENDED)
            for found, batch_id, code in rows.values_list("person", "batch_id", "case__code"):
                person = by_digest[found or ""]
                if batch_id == self.batch.pk:
                    self.here[person] = code or ""
                else:
                    self.elsewhere.add(person)

    def with_a_case(self, people: Sequence[Person]) -> Iterator[Person]:
        """By the blind index, then by the answers that are open."""
        names = self.batching.identity
        sealed = [n for n, name in enumerate(names) if self.batch.kind.traits_of(name).find]
        by_digest: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            by_digest[digest("field", names[sealed[0]], person[sealed[0]])].append(person)
        for some in chunks(list(by_digest)):
            rows = (
                SealedIndex.objects.filter(field=names[sealed[0]], digest__in=some)
                .filter(case__office=self.batch.office, case__kind_code=self.batch.kind_code)
                .exclude(case__state__in=NOT_LIVING)
            )
            for found, answers in rows.values_list("digest", "case__answers"):
                yield from (
                    person
                    for person in by_digest[found]
                    if all(
                        answers.get(name) == person[n]
                        for n, name in enumerate(names)
                        if n not in sealed
                    )
                )


def release(batch: Batch, people: Sequence[Person]) -> None:
    """Lets those be filed again whose case has ended; their old row stays with its batch."""
    digests = [person_digest(batch, person) for person in people]
    for some in chunks(digests):
        BatchRow.objects.filter(
            office=batch.office, kind_code=batch.kind_code, person__in=some, case__state__in=ENDED
        ).update(person=None)


def person_digest(batch: Batch, person: Person) -> str:
    return digest("batch-person", batch.kind_code, *person)


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
