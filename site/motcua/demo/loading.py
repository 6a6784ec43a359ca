"""The stages of loading the demonstration, in order; each may run again and makes nothing twice."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from home.models import Office

OFFICES = ("hcmc", "cantho")


def password() -> str:
    """One password for all demonstration accounts, made at the first start and kept."""
    path = settings.VAR / "demo.password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"motcua-{secrets.token_hex(3)}")
    return path.read_text()


def offices() -> None:
    call_command("load_places", verbosity=0)
    for code in OFFICES:
        call_command("load_office", code, verbosity=0)


def rules() -> None:
    call_command("load_criteria", verbosity=0)
    for office in Office.objects.filter(code__in=OFFICES):
        call_command("load_calendar", office.code, verbosity=0)


STAGES: tuple[tuple[str, Callable[[], None]], ...] = (
    ("The two offices with their duties, procedures and forms", offices),
    ("Working calendar and criteria", rules),
)
