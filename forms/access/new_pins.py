"""A lost PIN is replaced, through the contact that the case already has or by a clerk at the
counter. The old PIN opens nothing more, nor does anything that was granted by it."""

from typing import Any

from django.db import transaction
from django_tasks import task

from forms.access.case_links import void_pin_links
from forms.models import Case, Event, Notice, PinLink
from forms.models.events import record
from forms.notices.channels import contact_of
from forms.notices.telling import tell
from forms.references import derived_pin, pin_digest, pin_matches
from forms.sealing import seal, unseal
from forms.states import State


@task(backend="jobs")
def send_pin_link(office_id: int, sealed: str) -> None:
    """Sends a link to a new PIN, if this code has this contact.

    A job, so that whoever asks learns nothing from how long the answer takes.
    """
    code, contact = unseal(sealed)
    case = Case.objects.filter(office_id=office_id, code=code).exclude(state=State.DRAFT).first()
    if case is not None and contact_of(case).lower() == contact.lower():
        with transaction.atomic():
            tell(case, Notice.Told.PIN_LINK)


def redeem(link: PinLink, token: str, browser: str) -> str | None:
    """The new PIN of the link's case, once; again only where the same browser asks again at once.

    It is derived from the token, so it need not be kept to be shown to a second click.
    """
    pin = derived_pin("link-pin", token)
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=link.case_id)
        pressed_twice = pin_matches(case.key.hex, pin, case.pin_digest)
        if (link.used_by and not pressed_twice) or not link.open(browser):
            return None
        if not pressed_twice:
            replace_pin(case, pin)
            tell(case, Notice.Told.NEW_PIN, sealed=seal(pin))
    return pin


def replace_pin(case: Case, pin: str, **said: Any) -> None:
    """The caller holds the case's row. What waits to be sent no longer tells the old PIN; requests
    about the case, which open with its PIN, open with the new one."""
    case.pin_digest = pin_digest(case.key.hex, pin)
    for asked in case.requests.only("key", "sealed_pin"):
        Case.objects.filter(pk=asked.pk).update(
            pin_digest=pin_digest(asked.key.hex, pin),
            sealed_pin=seal(pin) if asked.sealed_pin else "",
        )
    case.helpers.take_back()
    case.contact_changes.cancel()
    void_pin_links(case)
    told = case.notices.filter(topic=State.SUBMITTED, status=Notice.Status.WAITING)
    told.update(sealed="")
    record(case, Event.Act.NEW_PIN, **{"actor": None, **said})
    case.save(update_fields=["pin_digest", "history_length", "history_head"])
