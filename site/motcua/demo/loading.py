"""The stages of loading the demonstration, in order; each may run again and makes nothing twice."""

import secrets
from collections.abc import Callable
from io import StringIO

from django.conf import settings
from django.core.management import call_command

from home.models import Office
from motcua.demo.cases import load_cases
from motcua.demo.counter import load_counter
from motcua.demo.courses import load_courses
from motcua.demo.labels import load_labels
from motcua.demo.pages import load_guidance, load_news
from motcua.demo.registers import load_centres
from motcua.demo.replies import load_replies
from motcua.demo.school import load_batch
from motcua.demo.staff import load_admin, load_staff
from motcua.demo.team import load_team
from motcua.demo.visits import load_visits
from motcua.demo.voices import load_voices

OFFICES = ("hcmc", "cantho")


def password() -> str:
    """One password for all demonstration accounts, made at the first start and kept."""
    path = settings.VAR / "demo.password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"motcua-{secrets.token_hex(3)}")
    return path.read_text()


def quietly(command: str, *arguments: str) -> None:
    """A command of ours without its own words: the demonstration says what it is doing."""
    call_command(command, *arguments, stdout=StringIO())


def offices() -> None:
    quietly("load_places")
    for code in OFFICES:
        quietly("load_office", code)


def rules() -> None:
    quietly("load_criteria")
    for office in Office.objects.filter(code__in=OFFICES):
        quietly("load_calendar", office.code)
        load_courses(office)


def pages() -> None:
    for office in Office.objects.filter(code__in=OFFICES):
        load_news(office)
        load_guidance(office)
        # Some duties are carried out by pages that came only now.
        quietly("load_office", office.code)


def people() -> None:
    load_admin(password())
    for office in Office.objects.filter(code__in=OFFICES):
        load_staff(office, password())


STAGES: tuple[tuple[str, Callable[[], None]], ...] = (
    ("The two offices with their duties, procedures and forms", offices),
    ("Working calendar and criteria", rules),
    ("News and guidance", pages),
    ("Registers", load_centres),
    ("Staff", people),
    ("Cases", load_cases),
    ("Paper cases at the counter", load_counter),
    ("A school's batch", load_batch),
    ("Who works what", load_team),
    ("Questions, answers and ratings", load_voices),
    ("Who has read what", load_visits),
    ("Canned replies", load_replies),
    ("Labels", load_labels),
)
