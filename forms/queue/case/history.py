"""The history of a case as officers read it: who did what and when, the newest line first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms.models import Case, Event
from forms.states import Text, staff_name

SCANNER = _("Trình quét vi-rút")
NIGHTLY = _("Hệ thống, tự động")
CITIZEN = _("Người nộp")
#: Reading leaves lines too; they are kept, and not shown among what was done.
READING = (Event.Act.READ, Event.Act.OPENED)


@dataclass(frozen=True)
class Entry:
    """One line."""

    number: int
    at: datetime
    actor_id: int | None
    who: str
    act: str
    what: Text
    note: str


def lines(case: Case, *, guest: bool = False) -> list[Event]:
    """All that happened, the newest first; one query. A guest reads how the case moved, no more."""
    found = case.events.filter(act=Event.Act.MOVED) if guest else case.events.all()
    return list(found.exclude(act__in=READING).order_by("-number"))


def entries(
    kind: str, events: Iterable[Event], *, works: bool = True, guest: bool = False
) -> list[Entry]:
    """The same as lines to read. What officers noted for each other is for those who read all of
    the case; a guest reads no words beside the lines."""
    found = [entry(kind, event) for event in events]
    return [
        replace(one, note="") if guest or (one.act == Event.Act.NOTED and not works) else one
        for one in found
    ]


def entry(kind: str, event: Event) -> Entry:
    moved = event.act == Event.Act.MOVED
    return Entry(
        number=event.number,
        at=event.at,
        actor_id=event.actor_id,
        who=str(event.actor_name or by_whom(event)),
        act=event.act,
        what=staff_name(kind, event.to_state) if moved else event.get_act_display(),
        note=event.note,
    )


def by_whom(event: Event) -> Text:
    """Who did what no member of staff did."""
    if event.act == Event.Act.WITHHELD:
        return SCANNER
    return NIGHTLY if event.by_nobody else CITIZEN
