"""Two officers on one case see each other, and each is told what came since they last looked.

A page that is shown costs two queries for it, one that says that it is still looked at costs two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.utils import timezone

from forms.models import Case, Visit
from forms.models.events import name_of
from forms.models.visits import VISIT
from forms.queue.cases import visible_to
from forms.states import User

#: A page that is looked at says so three times in this time.
LIVE = timedelta(seconds=60)
#: One without JavaScript says so only when it is opened.
LATELY = timedelta(minutes=10)
SHOWN = ("seen_at", "writing", "shown_at", "shown_line", "before_at", "before_line", "came_from")


@dataclass(frozen=True)
class Seen:
    """Somebody else who looks at the case, or did a moment ago."""

    name: str
    at: datetime
    #: Whether they still look, as far as their browser says.
    live: bool
    writing: bool


def visit(
    case: Case, user: User, *, writing: bool = False, came_from: str = ""
) -> tuple[Visit, list[Seen]]:
    """Notes that the user has the case before them now, and tells who else has.

    The page on which a decision is written shows nothing of what came since.
    """
    now, visits = timezone.now(), list(case.visits.select_related("user"))
    known = next((one for one in visits if one.user_id == user.pk), None)
    mine = known or Visit(case_id=case.pk, user_id=cast(int, user.pk))
    if known is None or not writing:
        show(mine, case, now, came_from)
    mine.seen_at, mine.writing = now, writing
    store(mine)
    return mine, others(visits, user, now)


def show(visit: Visit, case: Case, now: datetime, came_from: str) -> None:
    """The case is shown as it is; a new visit begins where it was not for a while."""
    is_new = visit.pk is None
    visit.begins = is_new or visit.shown_at < now - VISIT
    if visit.begins and not is_new:
        visit.before_at, visit.before_line = visit.shown_at, visit.shown_line
    visit.shown_at, visit.shown_line = now, case.history_length
    if came_from or visit.begins:
        visit.came_from = came_from


def store(visit: Visit) -> None:
    """One statement; the first time, whichever of two tabs comes first."""
    if visit.pk is not None:
        Visit.objects.filter(pk=visit.pk).update(**{name: getattr(visit, name) for name in SHOWN})
        return
    keys = ["case", "user"]
    Visit.objects.bulk_create(
        [visit], update_conflicts=True, unique_fields=keys, update_fields=[*SHOWN]
    )


def still_there(user: User, pk: int, *, writing: bool) -> list[Seen] | None:
    """A sign of life from a page that was shown; None where there is no such case for this user."""
    now, shown = timezone.now(), visible_to(user).filter(pk=pk)
    visits = list(Visit.objects.filter(case__in=shown).select_related("user"))
    mine = next((one for one in visits if one.user_id == user.pk), None)
    if mine is None:
        return None
    Visit.objects.filter(pk=mine.pk).update(seen_at=now, writing=writing)
    return others(visits, user, now)


def others(visits: Iterable[Any], user: User, now: datetime) -> list[Seen]:
    """Whoever else was there lately, those who still look first."""
    there = (one for one in visits if one.user_id != user.pk and one.seen_at > now - LATELY)
    return [
        Seen(name_of(one.user), one.seen_at, one.seen_at > now - LIVE, one.writing)
        for one in sorted(there, key=lambda one: one.seen_at, reverse=True)
    ]
