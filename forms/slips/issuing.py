"""Issuing a paper: its number, its facts and its line in the history, in one transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.models import Case, Event, Slip
from forms.models.events import record
from forms.references import new_decision_number
from forms.slips.facts import PERSONAL, Source, facts_for
from forms.slips.papers import OFFICIAL, PAPERS, Paper, called_for
from forms.slips.rendering import render
from forms.states import PROCEDURE, User


class Incomplete(Exception):
    """The case lacks something that the paper must carry."""


def issue(case: Case, event: Event, user: User) -> list[Slip]:
    """Makes out the papers that this line of the history calls for.

    The caller holds the case's row lock, and saves the case: papers are lines of its history too.
    """
    papers = called_for(event) if case.kind.way == PROCEDURE else ()
    return [make_out(paper, case, event, user, event.ip) for paper in papers]


def issue_on_demand(case_id: int, paper: Paper, user: User, ip: str) -> Slip:
    """The paper for the last line that it tells of; asked for again, it is the same one."""
    with transaction.atomic():
        cases = Case.objects.select_for_update(of=("self",)).select_related("office__site")
        case = cases.get(pk=case_id)
        event = last_told_of(case, paper)
        if event is None:
            raise Incomplete
        slip = Slip.objects.filter(event=event, form=paper.code).first()
        if slip is None:
            slip = make_out(paper, case, event, user, ip)
            case.save(update_fields=["history_length", "history_head"])
    return slip


def last_told_of(case: Case, paper: Paper) -> Event | None:
    if case.kind.way != PROCEDURE:
        return None
    lines = case.events.filter(act__in=paper.acts).order_by("-number")
    return next(filter(paper.follows, lines), None)


def make_out(paper: Paper, case: Case, event: Event, user: Any, ip: str) -> Slip:
    """Writes what it says, in Vietnamese and in the citizen's language; the worker draws it."""
    source, facts = Source(case, event, user), {}
    for language in dict.fromkeys([OFFICIAL, case.language if paper.for_citizen else OFFICIAL]):
        with override(language):
            facts[language] = facts_for(paper, source)
    if not all(facts[OFFICIAL][name] for name in paper.must):
        raise Incomplete
    slip = Slip(
        case=case,
        event=event,
        form=paper.code,
        number=new_decision_number(case.office, paper.book),
        issued_at=timezone.now(),
        issued_by=user if user.is_authenticated else None,
        language=case.language,
    )
    slip.tell(facts, PERSONAL)
    slip.save()
    with override(OFFICIAL):
        note = _("%(paper)s, số %(number)s") % {"paper": paper.title, "number": slip.number}
    record(case, Event.Act.ISSUED, actor=user, ip=ip, note=note)
    render.enqueue(slip.pk)
    return slip


def to_be_issued(
    case: Case, slips: list[Slip], history: Sequence[Event] | None = None
) -> list[Paper]:
    """Papers that the history calls for, or allows, and that nobody has made out for its last
    line that they tell of. Give the `history`, newest first, where it is at hand."""
    if case.kind.way != PROCEDURE:
        return []
    acts = {act for paper in PAPERS.values() for act in paper.acts}
    if history is None:
        history = list(case.events.filter(act__in=acts).order_by("-number"))
    lines = [line for line in history if line.act in acts]
    made = {(slip.event_id, slip.form) for slip in slips}
    last = [(paper, next(filter(paper.follows, lines), None)) for paper in PAPERS.values()]
    return [paper for paper, line in last if line and (line.pk, paper.code) not in made]
