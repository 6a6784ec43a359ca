"""All that the case page shows, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property

from forms.access.contacts import masked
from forms.clock import Calendar
from forms.clock.extending import EXTENSION, may_extend
from forms.clock.reckoning import History, histories
from forms.duplicates.likely import Likely, likely
from forms.models import Case, Event, Mention, Supplement, Visit
from forms.models.events import name_of
from forms.queue.case.as_it_was import changes_since
from forms.queue.case.clock_drawing import Drawing, draw
from forms.queue.case.desk import lets_in, serves
from forms.queue.case.dossier import Dossier
from forms.queue.case.due import Due, Spent, due_of, spent
from forms.queue.case.history import Entry, entries, lines
from forms.queue.case.labels import Labels
from forms.queue.case.neighbours import CameFrom, Neighbours
from forms.queue.case.news import News
from forms.queue.case.notes import Note, mentions_of
from forms.queue.case.requested import Answering
from forms.queue.case.told import Told, told
from forms.queue.case.visiting import Seen, visit
from forms.queue.cases import reads_all
from forms.queue.steps.standing import Steps
from forms.queue.team.choosing import Handing
from forms.slips.issuing import to_be_issued
from forms.slips.papers import Paper
from forms.slips.showing import Shown
from forms.states import CITIZEN, State, Text, Transition, open_to
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


class Sheet(Dossier):
    """All that is known of a case, as one member of staff is told of it."""

    #: This user's visit, and who else looks, where the page itself is shown.
    visit: Visit | None = None
    others: Sequence[Seen] = ()
    neighbours: Neighbours | None = None

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
    def steps(self) -> Steps:
        """Of the course of its kind: the step it is in, and what its steps left behind."""
        return Steps(self.case, self.user, self.happened, self.calendar)

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
