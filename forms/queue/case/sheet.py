"""All that the case page shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forms.access.contacts import masked
from forms.clock import Calendar
from forms.clock.extending import EXTENSION, may_extend
from forms.clock.reckoning import History, histories
from forms.duplicates.likely import Likely, likely
from forms.kinds.authority import Authority, authority_of
from forms.kinds.display import answered
from forms.kinds.papers import owed as owed_on_paper
from forms.models import Attachment, Case, Event, Mention, Supplement, Visit
from forms.models.events import name_of
from forms.models.permissions import Allowed, allowed
from forms.queue.case.as_it_was import changes_since
from forms.queue.case.batches import FromBatch, owed
from forms.queue.case.clock_drawing import Drawing, draw
from forms.queue.case.desk import lets_in, serves
from forms.queue.case.due import Due, Spent, due_of, spent
from forms.queue.case.history import Entry, entries, lines
from forms.queue.case.labels import Labels
from forms.queue.case.neighbours import CameFrom, Neighbours
from forms.queue.case.news import News
from forms.queue.case.notes import Note, mentions_of
from forms.queue.case.requested import Answering
from forms.queue.case.told import Told, told
from forms.queue.case.visiting import Seen, visit
from forms.queue.cases import is_heard_on, opens, reads_all
from forms.queue.steps.standing import Steps
from forms.queue.team.choosing import Handing
from forms.slips.issuing import to_be_issued
from forms.slips.papers import Paper
from forms.slips.showing import Shown
from forms.states import CITIZEN, State, Text, Transition, User, open_to
from forms.supplements.comparison import Comparison
from forms.talking import Said, thread
from home.models import Role
from home.templatetags.phones import national


@dataclass(frozen=True)
class Way:
    """A move from here: its row of the table, whether this user may make it, and why not."""

    row: Transition
    allowed: bool
    reason: Text


WITHHELD = _(
    "Tệp “%(name)s” có mã độc nên đã bị giữ lại, không ai mở được. "
    "Hãy yêu cầu người nộp gửi lại tệp khác."
)


class Sheet:
    """A case before a member of staff; who does not work it reads no sealed answer, no contact."""

    #: This user's visit, and who else looks, where the page itself is shown.
    visit: Visit | None = None
    others: Sequence[Seen] = ()
    neighbours: Neighbours | None = None

    def __init__(self, case: Case, user: User) -> None:
        self.case, self.user = case, user
        self.works = reads_all(user, case)
        #: Heard on the case without working on it: reads answers and proof, nothing else.
        self.guest = is_heard_on(user, case)

    def is_shown(self, came: CameFrom | None = None) -> bool:
        """Leaves word that the user looks at it; says whether a visit begins with that."""
        address = came.address if came else ""
        self.visit, self.others = visit(self.case, self.user, came_from=address)
        return self.visit.begins

    @cached_property
    def news(self) -> News | None:
        """What others did since the user's last visit."""
        return News(self.visit, self.history) if self.visit else None

    @cached_property
    def changed(self) -> frozenset[str]:
        """The answers that read otherwise since then, by their name."""
        if self.news is None or self.news.at is None or not self.news.changes_answers:
            return frozenset()
        changes = changes_since(self.case, self.news.at, works=self.works)
        return frozenset(change.name for change in changes)

    @property
    def serves(self) -> bool:
        """Whether this reader stands at the counter."""
        return serves(self.user, self.case)

    @property
    def lets_in(self) -> bool:
        """Whether this reader gives its citizen a new PIN or another contact."""
        return lets_in(self.user, self.case)

    @property
    def phone(self) -> str:
        return national(self.case.phone) if self.works else masked(self.case.phone)

    @property
    def email(self) -> str:
        return self.case.email if self.works else masked(self.case.email)

    @property
    def assignee(self) -> str:
        return name_of(self.case.assignee) if self.case.assignee else ""

    @property
    def handing(self) -> Handing:
        """What the reader may do about whose case it is."""
        return Handing(self.user, self.case, self.calendar)

    @cached_property
    def labels(self) -> Labels:
        return Labels.of(self.case)

    @property
    def taken_in_by(self) -> str:
        return name_of(self.case.taken_in_by) if self.case.taken_in_by else ""

    @property
    def unscanned_papers(self) -> list[Any]:
        """The components of a paper case that lie in the office and wait to be scanned."""
        labels = {item.name: item.label for section in self.sections for item in section.items}
        return [labels.get(slot, slot) for slot in owed_on_paper(self.answers, self.attached)]

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.of(self.case.office)

    @cached_property
    def due(self) -> Due:
        return due_of(self.case, self.calendar, timezone.localdate())

    @cached_property
    def known(self) -> History:
        """What happened to the time limit."""
        longer = self.case.extended_from is not None
        return histories([self.case])[self.case.pk] if longer else History(tuple(self.supplements))

    @cached_property
    def spent(self) -> Spent | None:
        """How much of the time limit is used."""
        return spent(self.case, self.known, self.calendar, timezone.localdate())

    @cached_property
    def clock(self) -> Drawing | None:
        return draw(self.case, self.known, self.calendar, timezone.localdate())

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
    def steps(self) -> Steps:
        """Of the course of its kind: the step it is in, and what its steps left behind."""
        return Steps(self.case, self.user, self.happened, self.calendar)

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

    @cached_property
    def thread(self) -> list[Said]:
        """What citizen and office wrote to each other."""
        return thread(self.case, chain.from_iterable(self.attached.values()))

    @cached_property
    def ways(self) -> list[Way]:
        """Every move on from here, those that this user may make first."""
        ways = [Way(*way) for way in open_to(self.user, self.case)]
        return sorted(ways, key=lambda way: not way.allowed)

    @cached_property
    def mine(self) -> list[Way]:
        """The moves that this user may make now. To reopen what is closed is nobody's turn."""
        return [way for way in self.ways if way.allowed and not way.row.reopens]

    @property
    def onward(self) -> Way | None:
        """The move that leads on: its button stands out."""
        onward = (way for way in self.mine if not way.row.grave and way.row.asks != "supplement")
        return next(onward, None)

    @property
    def awaited(self) -> list[Text]:
        """Whose turn it is, where it is not this user's: the roles that move it on from here."""
        course, state = self.case.course, self.case.state
        rows = [way.row for way in self.ways if not way.row.reopens]
        roles = dict.fromkeys(role for row in rows for role in course.roles(row, state))
        return [Role(role).label for role in roles if role != CITIZEN]

    @property
    def extension(self) -> Way | None:
        """The extension of the time limit, where that runs."""
        if self.case.state not in EXTENSION.sources:
            return None
        return Way(EXTENSION, *may_extend(self.user, self.case))

    @cached_property
    def slips(self) -> list[Shown]:
        return [Shown(slip) for slip in self.case.slips.all()]

    @cached_property
    def to_be_issued(self) -> list[Paper]:
        return to_be_issued(self.case, [shown.slip for shown in self.slips], self.happened)

    @cached_property
    def happened(self) -> list[Event]:
        """The lines of the history, the newest first, as far as this reader is told of them."""
        return lines(self.case, guest=self.guest)

    @cached_property
    def history(self) -> list[Entry]:
        kind = self.case.kind_code
        return entries(kind, self.happened, works=self.works, guest=self.guest)

    @cached_property
    def mentions(self) -> dict[int, list[Mention]]:
        """Whom each note names, by the number of its line."""
        return mentions_of(self.case)

    @cached_property
    def notes(self) -> list[Note]:
        """What officers noted for each other."""
        noted = [entry for entry in self.history if entry.act == Event.Act.NOTED]
        return [Note(entry, self.mentions.get(entry.number, [])) for entry in noted]

    @property
    def names_reader(self) -> bool:
        """Whether a note names this reader, who has not read it yet."""
        mentions = chain.from_iterable(self.mentions.values())
        return any(one.user_id == self.user.pk and one.read_at is None for one in mentions)

    @cached_property
    def supplements(self) -> list[Supplement]:
        """The requests to complete the case, newest first."""
        return list(self.case.supplements.order_by("-number").prefetch_related("remarks"))

    @property
    def comparison(self) -> Comparison | None:
        """What came of the last of them."""
        if not self.supplements:
            return None
        return Comparison(self.case, self.supplements[0], works=self.works)

    @cached_property
    def notices(self) -> list[Told]:
        return told(self.case, works=self.works)

    @cached_property
    def likely(self) -> list[Likely]:
        """Cases that may be this one filed twice."""
        return likely(self.case, self.user) if self.works else []

    @cached_property
    def answering(self) -> Answering | None:
        """Of a request about personal data: what is asked, and what doing it would mean; told to
        whoever may read the case that it is about."""
        about = self.case.about
        told = about is not None and self.works and reads_all(self.user, about)
        return Answering(self.case) if told else None

    @cached_property
    def requests(self) -> list[Case]:
        """What its citizen asked about the data of this case."""
        found = self.case.requests.exclude(state=State.DRAFT)
        return list(found.only("pk", "code", "kind_code", "state").order_by("-pk"))

    @property
    def language(self) -> str:
        return dict(settings.LANGUAGES).get(self.case.language, self.case.language)
