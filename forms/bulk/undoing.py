"""Undoing a run: a run of its own that puts each case back, where nobody has changed it since."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from forms.bulk.acts import PUT_BACK, acts
from forms.bulk.preparing import prepare
from forms.models import BulkLine, BulkRun, Event, Label
from forms.moves.transitions import CHANGING
from forms.queue.cases import visible_among

#: What undoes what; all else is told to citizens, or cannot be taken back.
UNDONE_BY = {"assign": PUT_BACK, "label": "unlabel", "unlabel": "label"}
Outcome = BulkLine.Outcome


def may_undo(run: BulkRun) -> bool:
    return run.act in UNDONE_BY and run.over and done_by(run).exists()


def done_by(run: BulkRun) -> QuerySet[BulkLine]:
    """The cases that the run changed; of one that was so already, its line says that."""
    return run.lines.filter(outcome=Outcome.DONE, remark="")


@transaction.atomic
def undoing(run: BulkRun, user: Any) -> BulkRun:
    """The run that undoes this one, ready to be started: a line for each case that it changed."""
    lines = done_by(run)
    after = {case: version + 1 for case, version in lines.values_list("case", "version")}
    labels, act = run.act != "assign", acts()[UNDONE_BY[run.act]]
    # A label leaves the version of a case as it is.
    made = prepare(user, act, visible_among(user, after), {} if labels else after, run.address)
    made.answers = run.answers
    changed = lines.filter(Exists(changes_since(run))).values_list("case", flat=True)
    made.lines.filter(case__in=list(changed), outcome=Outcome.READY).update(
        outcome=Outcome.SKIPPED, remark=_("Hồ sơ đã thay đổi.")
    )
    return made


def changes_since(run: BulkRun) -> QuerySet[Event]:
    """What came after a line of the run, and stays as it is: a change of the case, or that this
    label was put on or taken off."""
    since = Event.objects.filter(case=OuterRef("case"), at__gt=OuterRef("at"))
    if run.act == "assign":
        return since.filter(act__in=CHANGING)
    name = Label.objects.filter(pk=run.answers["label"]).values("name")
    return since.filter(act__in=(Event.Act.LABELLED, Event.Act.UNLABELLED), note__in=name)
