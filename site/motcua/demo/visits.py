"""Officers have read each case up to its last line but one, so that the last is news to them."""

from datetime import timedelta

from forms.models import Event, Visit
from home.models import Office
from motcua.demo.cases import LEADER, OFFICER, staff


def load_visits() -> None:
    """Creates what is missing; an office where somebody has looked at a case is left alone."""
    for office in Office.objects.all():
        if not Visit.objects.filter(case__office=office).exists():
            Visit.objects.bulk_create(visits(office))


def visits(office: Office) -> list[Visit]:
    people = [staff(office)[role] for role in (OFFICER, LEADER)]
    lines = Event.objects.filter(case__office=office, number__gt=1).order_by("number")
    last = {line.case_id: line for line in lines}
    return [
        Visit(
            case_id=case,
            user=person,
            seen_at=line.at - timedelta(hours=1),
            shown_at=line.at - timedelta(hours=1),
            shown_line=line.number - 1,
        )
        for case, line in last.items()
        for person in people
    ]
