"""A judged draft becomes a case: sent by its citizen, or taken in by a clerk from paper."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms.assigning.following import share_out_request
from forms.citizen.agreement import NOTICE_VERSION, Agreement
from forms.citizen.final import Final
from forms.filing.claims import claim_of, claimed_by_another
from forms.filing.taking import Stop, claim
from forms.kinds import OFFERED
from forms.kinds.place import commune_code
from forms.models import Case, Event, GivenPermission, KeptText
from forms.models.attachments import drop
from forms.models.events import record
from forms.models.facets import facets_of
from forms.models.statements import insert, update
from forms.notices.telling import notify
from forms.references import new_code
from forms.requests.arriving import start_answering
from forms.states import State

#: What sending a draft does not change; all other columns are saved.
UNTOUCHED = {
    *("id", "key", "pin_digest", "office", "form_page", "kind_code", "visited", "created_at"),
    *("about", "restricted_at", "erased_at", "origin", "taken_in_by"),
    *("assignee", "received_at", "book_number", "working_days", "due_on", "supplement_due_on"),
    *("decided_at", "decision_number", "closed_at", "next_on", "asked_at", "late_since"),
}
SENT = frozenset(field.name for field in Case._meta.concrete_fields) - UNTOUCHED
UNLESS_TAKEN = "AND NOT EXISTS (SELECT 1 FROM forms_case other WHERE other.code = %s)"
#: Codes passed over because they are taken (two offices with one agency code), before giving up.
MOST_TAKEN = 100


class Overtaken(Exception):
    """The draft is not what was judged any more, or its code went to another: judge it again."""


class Stopped(Exception):
    """The form takes no case at this moment."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop)
        self.stop = stop


class Claimed(Exception):
    """Another case is about the same thing, of which there may be but one."""


@contextmanager
def handing_in(case: Case, final: Final, at: datetime) -> Iterator[None]:
    """The transaction in which a judged draft is submitted; nothing of it stays if this raises.

    Raises Overtaken, Stopped or Claimed. Whoever catches them must read the case anew.
    """
    try:
        with transaction.atomic():
            if not case.lock_unchanged():
                raise Overtaken
            if case.kind_code in OFFERED and (stop := claim(case.form_page, at)):
                raise Stopped(stop)
            case.submitted_at = at
            yield
    except IntegrityError as error:
        if case.code and Case.objects.filter(code=case.code).exists():
            raise Overtaken from error  # another office, with the same agency code, was faster
        if claimed_by_another(case, final.answers) is None:
            raise
        raise Claimed from error


def submit(
    case: Case,
    final: Final,
    pin: str,
    agreement: Agreement,
    permissions: Iterable[str] = (),
    **by: Any,
) -> None:
    """Makes a case of a draft: history, index, notice, code. In the caller's transaction.

    `by` says in the history who did it, where it was not the citizen. The code comes last, because
    from there to the commit all others who submit to the office wait.
    """
    if final.left_out:
        drop(final.left_out)
    KeptText.keep(*complete(case, final, agreement.text))
    assert case.consented_at
    record(case, Event.Act.MOVED, from_state=State.DRAFT, to_state=State.SUBMITTED, **by)
    insert(*case.blind_index())
    insert(*facets_of(case))
    insert(
        *(GivenPermission(case=case, code=code, given_at=case.consented_at) for code in permissions)
    )
    notify(case, State.SUBMITTED, pin=pin)
    save_numbered(case)
    if case.about_id:
        start_answering(case)
        share_out_request(case)


def complete(case: Case, final: Final, agreed: KeptText) -> list[KeptText]:
    """Gives a draft all that a submitted case has but its code and history. Saves nothing: the
    texts that the case names, word for word, are returned to be kept before it is."""
    case.sealed_pin = ""
    case.replace_answers(final.answers)
    case.commune_id = commune_code(case.kind.column("commune", case.all_answers))
    case.kind_version = case.kind.version
    case.state = State.SUBMITTED
    case.submitted_at = case.consented_at = case.submitted_at or timezone.now()
    case.notice_version = NOTICE_VERSION
    case.version += 1
    case.chosen, case.claim = final.chosen, claim_of(case.kind, final.answers)
    case.agreed_text_id, case.asked_text_id = agreed.digest, final.asked
    return [agreed, *final.texts]


def save_numbered(case: Case) -> None:
    """Saves the case under the next code of the day; one that is taken is passed over (R-10)."""
    for _attempt in range(MOST_TAKEN):
        case.code = new_code(case.office)
        if update(case, SENT, UNLESS_TAKEN, case.code):
            return
    raise RuntimeError("every code that was tried is taken: are two agency codes the same?")
