"""Who is the same student: nationality and passport number, as one digest that tells nothing."""

from collections.abc import Iterable

from forms.kinds.batching import Person
from forms.sealing import digest
from home.models import Office
from services.models import Student

CHUNK = 500


def passport_digest(nationality: str, passport_no: str) -> str:
    """By this the register knows a student again."""
    return digest("student", nationality, passport_no)


def registered(office: Office, people: Iterable[Person]) -> set[Person]:
    """Those of these people who are in the office's register of students."""
    by_digest = {passport_digest(*person): person for person in people}
    digests, known = list(by_digest), set()
    for start in range(0, len(digests), CHUNK):
        rows = Student.objects.filter(
            office=office, passport_digest__in=digests[start : start + CHUNK]
        )
        known |= {by_digest[found] for found in rows.values_list("passport_digest", flat=True)}
    return known
