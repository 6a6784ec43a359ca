"""Inner notes on a case, and telling the colleagues whom they name."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.utils import timezone

from forms.models import Assignment, Case, Event, Mention
from forms.models.absences import away
from forms.models.events import append
from forms.queue.cases import CASE_ROLES
from forms.states import User, stand_ins
from forms.talking import SAME_WITHIN
from home.permissions import offices_of

#: Among absences, instead of the id of an office.
CASE = 0


def write_note(case_id: int, text: str, author: User, named: Iterable[Any], ip: str = "") -> Event:
    """One line of the history, and a mention for each of the named but the author. A second click
    writes no second one."""
    people = {person.pk: person for person in named if person.pk != author.pk}
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).only("pk").get(pk=case_id)
        if again := written_before(case_id, text, author, people.keys()):
            return again
        event = append(case_id, Event.Act.NOTED, actor=author, ip=ip, note=text)
        Mention.objects.bulk_create(
            Mention(case_id=case_id, event=event, user=person) for person in people.values()
        )
    return event


def written_before(case_id: int, text: str, author: User, named: Collection[int]) -> Event | None:
    """The same words of the same author a moment ago, which told whoever is named now."""
    own = Event.objects.filter(case=case_id, act=Event.Act.NOTED, actor=author.pk)
    last = own.filter(at__gt=timezone.now() - SAME_WITHIN).order_by("-number").first()
    if last is None or last.note != text:
        return None
    told = Mention.objects.filter(event=last).values_list("user", flat=True)
    return last if {*named} <= {*told} else None


def has_seen(user: User, case: Case) -> None:
    """Whoever opens a case has read what names them there, and knows that it is theirs."""
    now = timezone.now()
    Mention.unread(user).filter(case=case).update(read_at=now)
    if case.assignee_id == user.pk:
        case.assignments.filter(ended_at=None, seen_at=None).update(seen_at=now)


@dataclass(frozen=True)
class Personal:
    """What the lists say to one person: whose deputy they are today, and how many cases wait for
    them to look, because a note names them there or because they were given them."""

    absent: frozenset[int]
    waiting: int


def personal(user: User, today: date) -> Personal:
    """One query. What is of an office where the user works no more waits for nobody."""
    offices = offices_of(user, CASE_ROLES)
    absences = away(today).filter(office__in=offices).values_list("office", "user", "deputy")
    found = absences.order_by().union(
        *(
            waiting.filter(case__office__in=offices)
            .order_by()
            .values_list(Value(CASE), "case", Value(CASE))
            for waiting in (Mention.unread(user), Assignment.unseen(user))
        )
    )
    cases: set[int] = set()
    deputies: dict[int, dict[int, int]] = {}
    for office_id, one, deputy in found:
        if office_id == CASE:
            cases.add(one)
        else:
            deputies.setdefault(office_id, {})[one] = deputy
    absent = {
        one for known in deputies.values() for one in known if user.pk in stand_ins(one, known)
    }
    return Personal(frozenset(absent - {user.pk}), len(cases))
