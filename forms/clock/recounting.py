"""A change of the calendar moves the days of open cases: foreseen before, made after, told of.

The office's day follows the law both ways (domain: section 8, rule 7), but one that comes earlier
leaves at least the next working day, for nobody could keep a day that is past. A citizen's own day
to complete a case only ever becomes later. What cannot be reckoned, for a year that the calendar
lacks, stays as it is and is reported.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from forms.clock.calendar import Calendar, MissingYear
from forms.clock.halves import AFTERNOON, Half
from forms.clock.holding import calendar_in_force
from forms.clock.reckoning import History, Limit, answer_due, derived, histories, set_limit
from forms.models import Case, Event, MovedDay, Notice, Recount, Supplement
from forms.models.events import record
from forms.notices.telling import TAKEN, tell
from forms.states import RUNNING, State, User
from home.models import Office

#: Cases that are locked, moved and told of together.
CHUNK = 100
#: Cases that are looked at before a change is saved; of more, only these are foreseen.
MOST_FORESEEN = 2_000
#: Since when, where every open case may move.
EVER = date(2000, 1, 1)
HEAVY = ("answers", "sealed", "visited", "chosen", "folded")
What = MovedDay.What


def open_cases(office: Office, since: date) -> QuerySet[Case]:
    """The cases that a change from this day on can move, the oldest first."""
    running = Q(state__in=RUNNING, next_on__gte=since, due_on__isnull=False)
    found = Case.objects.filter(running | Q(state=State.SUPPLEMENT), office=office)
    return found.defer(*HEAVY).order_by("pk")


@dataclass(frozen=True)
class Move:
    """One day that moves, or that cannot be reckoned."""

    case: Case
    what: What
    before: date | None
    after: date | None = None
    missing: int | None = None


@dataclass(frozen=True)
class Reckoned:
    """What a case's history leads to by the calendar as it is, or would be."""

    case: Case
    limit: Limit | None = None
    supplement: Supplement | None = None
    answer_on: date | None = None
    missing: int | None = None

    @property
    def moves(self) -> list[Move]:
        case = self.case
        if self.missing is not None:
            waits = case.state == State.SUPPLEMENT
            what, before = (
                (What.ANSWER, case.supplement_due_on) if waits else (What.RESULT, case.due_on)
            )
            return [Move(case, what, before, missing=self.missing)]
        found = []
        if self.limit and self.limit.due and case.due_on and self.limit.due.day != case.due_on:
            found.append(Move(case, What.RESULT, case.due_on, self.limit.due.day))
        if self.answer_on and self.answer_on != case.supplement_due_on:
            found.append(Move(case, What.ANSWER, case.supplement_due_on, self.answer_on))
        return found


def reckon(case: Case, history: History, calendar: Calendar) -> Reckoned:
    """Both days of a case, as kindly as the law lets them be."""
    asked = next((one for one in history.supplements if one.is_open), None)
    try:
        limit = derived(case, history, calendar)
        if limit is not None and limit.due is not None:
            limit = replace(limit, due=bearable(case, limit.due, calendar))
        answer_on = max(asked.due_on, answer_due(asked, calendar)) if asked else None
    except MissingYear as error:
        return Reckoned(case, missing=error.year)
    return Reckoned(case, limit, asked, answer_on)


def bearable(case: Case, due: Half, calendar: Calendar) -> Half:
    """A due day that comes earlier than was promised leaves the next working day."""
    if case.due_on is None or due.day >= case.due_on:
        return due
    first = calendar.after(timezone.localdate(), 1)
    if due.day >= first:
        return due
    return Half(min(case.due_on, first), AFTERNOON)


def reckoned(cases: list[Case], office: Office, calendar: Calendar) -> Iterator[Reckoned]:
    """Each of these cases of the office; two queries for all."""
    known = histories(cases)
    for case in cases:
        case.office = office
        yield reckon(case, known[case.pk], calendar)


@dataclass(frozen=True)
class Foreseen:
    """What a change would move. Of very many open cases, only the oldest are looked at."""

    moves: tuple[Move, ...]
    unknown: tuple[Move, ...]
    all_seen: bool

    def __bool__(self) -> bool:
        return bool(self.moves or self.unknown)


def foresee(office: Office, calendar: Calendar, since: date) -> Foreseen:
    """The days that would move if the office had this calendar, and its hours as given."""
    cases = list(open_cases(office, since)[: MOST_FORESEEN + 1])
    moves = [
        move for one in reckoned(cases[:MOST_FORESEEN], office, calendar) for move in one.moves
    ]
    return Foreseen(
        tuple(move for move in moves if move.missing is None),
        tuple(move for move in moves if move.missing is not None),
        len(cases) <= MOST_FORESEEN,
    )


def start(office: Office, since: date, why: str, by: User | None) -> Recount | None:
    """Has the open cases reckoned by the calendar that this transaction leaves behind; None where
    there are none."""
    if not open_cases(office, since).exists():
        return None
    recount = Recount.objects.create(
        office=office, since=since, why=why[:300], by_id=by.pk if by else None
    )
    go_on.enqueue(recount.pk)  # a row of the same transaction
    return recount


@task(backend="jobs")
def go_on(recount_id: int) -> None:
    """Works through a recount from where it stands; run twice, or two at once, it moves each case
    once. A job for later is queued first: should this one be killed, that one goes on."""
    wake = UUID(go_on.using(run_after=timezone.now() + TAKEN).enqueue(recount_id).id)
    while one_chunk(recount_id):
        pass
    DBTaskResult.objects.filter(pk=wake).delete()


@transaction.atomic
def one_chunk(recount_id: int) -> bool:
    """Moves the next cases, all or none; False when there is nothing left to do."""
    unfinished = Recount.objects.select_for_update(of=("self",)).filter(finished_at=None)
    recount = unfinished.select_related("office__site", "by").filter(pk=recount_id).first()
    if recount is None:
        return False
    office = recount.office
    waiting = open_cases(office, recount.since).filter(pk__gt=recount.last_pk)
    cases = list(waiting.select_for_update(of=("self",))[:CHUNK])
    for one in reckoned(cases, office, calendar_in_force(office)):
        make(one, recount)
    recount.seen += len(cases)
    recount.last_pk = cases[-1].pk if cases else recount.last_pk
    recount.finished_at = None if len(cases) == CHUNK else timezone.now()
    recount.save(update_fields=["seen", "last_pk", "finished_at"])
    return recount.finished_at is None


def make(one: Reckoned, recount: Recount) -> None:
    """Writes the new days of a case, whose row is locked, into it and its history."""
    case, moves = one.case, one.moves
    MovedDay.objects.bulk_create(
        MovedDay(
            recount=recount,
            case=case,
            what=move.what,
            before=move.before,
            after=move.after,
            missing=move.missing,
        )
        for move in moves
    )
    if one.missing is not None:
        return
    if one.supplement is not None:
        keep_asked(one.supplement, one.limit, one.answer_on)
    if not moves:
        return
    if one.answer_on:
        case.supplement_due_on = one.answer_on
    if one.limit is not None:
        set_limit(case, one.limit)
    with override("vi"):
        record(case, Event.Act.RECKONED, actor=recount.by, note=f"{told(moves)}\n{recount.why}")
    days = ("due_on", "due_part", "supplement_due_on")
    case.save(update_fields=[*days, "history_length", "history_head"])
    with override(case.language):
        note = told(moves)
    tell(case, Notice.Told.RECKONED, note=note)


def keep_asked(asked: Supplement, limit: Limit | None, answer_on: date | None) -> None:
    """The open supplement with its day, and with what the office has left when it comes back."""
    kept = (asked.due_on, asked.days_used, asked.days_left)
    asked.due_on = answer_on or asked.due_on
    if limit is not None and limit.left is not None:
        asked.days_used, asked.days_left = limit.used, limit.left
    if kept != (asked.due_on, asked.days_used, asked.days_left):
        asked.save(update_fields=["due_on", "days_used", "days_left"])


def told(moves: Iterable[Move]) -> str:
    """Which days moved, from when to when, a line each."""
    said = _("%(what)s: %(before)s → %(after)s.")
    return "\n".join(
        said % {"what": move.what.label, "before": day(move.before), "after": day(move.after)}
        for move in moves
    )


def day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else "–"
