"""The answers and files of a case, as far as one member of staff may read them."""

from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.kinds.authority import Authority, authority_of
from forms.kinds.display import answered
from forms.kinds.papers import owed as owed_on_paper
from forms.models import Attachment, Case
from forms.models.permissions import Allowed, allowed
from forms.queue.case.batches import FromBatch, owed
from forms.queue.cases import is_heard_on, opens, reads_all
from forms.states import Text, User

WITHHELD = _(
    "Tệp “%(name)s” có mã độc nên đã bị giữ lại, không ai mở được. "
    "Hãy yêu cầu người nộp gửi lại tệp khác."
)


class Dossier:
    """A case before a member of staff; who does not work it reads no sealed answer, no contact."""

    def __init__(self, case: Case, user: User) -> None:
        self.case, self.user = case, user
        self.works = reads_all(user, case)
        #: Heard on the case without working on it: reads answers and proof, nothing else.
        self.guest = is_heard_on(user, case)

    @property
    def unscanned_papers(self) -> list[Any]:
        """The components of a paper case that lie in the office and wait to be scanned."""
        labels = {item.name: item.label for section in self.sections for item in section.items}
        return [labels.get(slot, slot) for slot in owed_on_paper(self.answers, self.attached)]

    @cached_property
    def attached(self) -> dict[str, list[Attachment]]:
        """The case's files, and the paper by which its batch was filed."""
        found: dict[str, list[Attachment]] = {}
        papers = self.batch.papers if self.batch else []
        for attachment in [*papers, *self.case.attachments.all()]:
            found.setdefault(attachment.slot, []).append(attachment)
        return found

    @cached_property
    def openable(self) -> frozenset[int]:
        """The files that this user may open."""
        files = chain.from_iterable(self.attached.values())
        return frozenset(file.pk for file in files if opens(self.user, self.case, file))

    @cached_property
    def answers(self) -> dict[str, Any]:
        return self.case.all_answers if self.works else self.case.open_answers

    @cached_property
    def batch(self) -> FromBatch | None:
        return FromBatch.of(self.case)

    @property
    def owed(self) -> list[Any]:
        """The papers that a case of a batch is filed without."""
        return owed(self.checked, self.attached) if self.batch else []

    @cached_property
    def checked(self) -> list[Any]:
        case = self.case
        return case.kind.check(case.office, self.answers, self.attached, at_counter=case.at_counter)

    @cached_property
    def sections(self) -> list[Any]:
        case = self.case
        return list(
            answered(case.kind, case.office, self.answers, self.checked, asked=case.as_asked)
        )

    @property
    def authority(self) -> Authority | None:
        """For whom the case was filed, if not for the submitter."""
        return authority_of(self.case.kind, self.answers)

    @cached_property
    def allowed(self) -> list[Allowed]:
        """What the citizen allowed besides what the procedure needs."""
        return allowed(self.case)

    @cached_property
    def warnings(self) -> list[Text]:
        """What the scanner found, and what the kind's rules noticed without refusing it."""
        judged = [step for step in self.checked if step.is_valid()]
        noticed = [message for step in judged for _field, message in step.warnings()]
        return [*(WITHHELD % {"name": file.name} for file in self.infected), *noticed]

    @property
    def infected(self) -> list[Attachment]:
        return [file for files in self.attached.values() for file in files if file.infected]

    @property
    def unscanned(self) -> bool:
        """Whether there are files that no scanner has seen because there is none."""
        return bool(self.attached) and not settings.CLAMD_URL
