"""No day is promised by a calendar that is just being changed.

Whoever reckons a day that is stored shares the office's row until the transaction ends; whoever
changes the office's calendar or hours has that row alone. So a change waits for all that was
reckoned as it was before, and its recount finds it; what begins later reads what is new. SQLite,
which has one writer at a time, needs no lock for that.
"""

from django.db import connection

from forms.clock.calendar import Calendar
from home.models import Office

SHARE = "SELECT 1 FROM home_office WHERE id = %s FOR SHARE"


def calendar_in_force(office: Office) -> Calendar:
    """The calendar to reckon by in this transaction; the office's hours are read anew with it."""
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(SHARE, [office.pk])
    office.refresh_from_db(fields=["morning_ends", "afternoon_ends"])
    return Calendar.of(office)


def hold(office: Office) -> None:
    """For whoever changes the calendar: two changes at once take turns, too."""
    Office.objects.select_for_update(no_key=True).only("pk").get(pk=office.pk)
