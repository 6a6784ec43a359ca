"""`recount`: the due days of all open cases anew, by the calendars as they are."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from forms.clock.extending import complete
from forms.clock.recounting import EVER, go_on, start
from forms.models import Event
from home.models import Office


class Command(BaseCommand):
    """Whatever a change of a calendar may ever have left behind; run again, it moves nothing."""

    help = "Reckons the due days of open cases anew and says which moved; citizens are told."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("office", nargs="?", help="only this office, by its short code")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["office"]
        offices = Office.objects.filter(code=code) if code else Office.objects.all()
        if not offices:
            raise CommandError(f"There is no office {code!r}.")
        for office in offices:
            self.stdout.write(f"{office.code}: {recount(office)}")


def recount(office: Office) -> str:
    """All at once, and what became of it."""
    completed = complete(office)
    with override("vi"):
        begun = start(office, EVER, str(Event.Act.RECKONED.label), None)
    if begun is None:
        return f"{completed} extensions completed, no open cases"
    go_on.call(begun.pk)
    begun.refresh_from_db()
    unknown = begun.moved.filter(missing__isnull=False).count()
    moved = begun.moved.count() - unknown
    return (
        f"{completed} extensions completed, {begun.seen} cases seen, "
        f"{moved} days moved, {unknown} unknown"
    )
