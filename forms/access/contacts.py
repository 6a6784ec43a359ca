"""Changing the address and the number of a case: asked for by its citizen, who proves to read both
mailboxes, or made by a clerk who saw whom they have before them."""

import hmac
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from forms.access.case_links import void_pin_links
from forms.models import Case, ContactChange, Event, Notice
from forms.models.events import record
from forms.notices.telling import tell, write
from forms.sealing import digest, seal

USABLE = timedelta(hours=24)
#: After so many wrong codes the change is off: a code has six digits.
MOST_WRONG = 5
#: The queue's columns that are a contact, by their names for people.
NAMES = {"email": _("thư điện tử"), "phone": _("số điện thoại")}
Contacts = dict[str, str]


def contacts_of(case: Case) -> Contacts:
    return {"email": case.email, "phone": case.phone}


def masked(value: str) -> str:
    """Enough of a contact to recognise it, too little to use it."""
    name, at, domain = value.partition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    return f"•••{value[-3:]}" if value else ""


def changed(case: Case, wanted: Contacts) -> Contacts:
    """Of what was typed, what is new; what was left empty stays."""
    now = contacts_of(case)
    return {name: value for name, value in wanted.items() if value and value != now[name]}


def ask(case: Case, new: Contacts) -> ContactChange:
    """Asks both mailboxes; a change asked for before is off. The caller holds the case's row."""
    waiting = case.contact_changes.alive().first()
    after = contacts_of(case) | new
    if waiting is not None and waiting.contacts["after"] == after:
        return waiting  # the button was pressed twice
    case.contact_changes.cancel()
    code = f"{secrets.randbelow(10**6):06}" if "email" in new else ""
    change = ContactChange.objects.create(
        case=case,
        sealed=seal({"before": contacts_of(case), "after": after}),
        expires_at=timezone.now() + USABLE,
        code_digest=code_digest(case, code) if code else "",
    )
    tell(case, Notice.Told.CONFIRM)
    if code:
        write(case, Notice.Told.CODE, new["email"], case.language, sealed=seal(code))
    return change


def code_digest(case: Case, code: str) -> str:
    return digest("contact-code", case.key.hex, code)


def held(change: ContactChange) -> tuple[Case, ContactChange | None]:
    """The row of the case, locked, and the change if it still waits."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=change.case_id)
    return case, case.contact_changes.alive().filter(pk=change.pk).first()


@transaction.atomic
def confirm_old(change: ContactChange) -> bool:
    """The old mailbox agrees; true unless the change is off."""
    case, waiting = held(change)
    if waiting is None:
        return False
    waiting.old_confirmed_at = waiting.old_confirmed_at or timezone.now()
    settle(case, waiting)
    return True


@transaction.atomic
def confirm_new(change: ContactChange, code: str) -> bool:
    """The new mailbox proves itself by its code; too many wrong ones end the change."""
    case, waiting = held(change)
    if waiting is None:
        return False
    right = hmac.compare_digest(code_digest(case, code), waiting.code_digest)
    if right:
        waiting.new_confirmed_at = waiting.new_confirmed_at or timezone.now()
    else:
        waiting.wrong_codes += 1
        if waiting.wrong_codes >= MOST_WRONG:
            waiting.cancelled_at = timezone.now()
    settle(case, waiting)
    return right


def settle(case: Case, change: ContactChange) -> None:
    """Saves the change, and makes it once everything is confirmed."""
    if change.confirmed and change.cancelled_at is None:
        make(case, change)
    change.save()


@transaction.atomic
def change_at_counter(case_id: int, new: Contacts, user: Any, said: str, ip: str) -> None:
    """A clerk changes it for somebody whose papers they have seen."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    new = changed(case, new)
    if not new:  # the button was pressed twice
        return
    case.contact_changes.cancel()
    now = timezone.now()
    contacts = {"before": contacts_of(case), "after": contacts_of(case) | new}
    change = ContactChange(case=case, sealed=seal(contacts), expires_at=now, actor=user)
    make(case, change, actor=user, ip=ip, said=said)
    change.save()


def make(
    case: Case, change: ContactChange, *, actor: Any = None, ip: str = "", said: str = ""
) -> None:
    """The answers and the queue's columns follow; the history says what changed, not to what.

    What was before stays sealed in the change. The old mailbox is told too: it may not know.
    """
    before, after = change.contacts["before"], change.contacts["after"]
    change.done_at = timezone.now()
    case.store({case.kind.columns[name]: after[name] for name in NAMES})
    void_pin_links(case)
    with override("vi"):
        what = ", ".join(str(NAMES[name]) for name in NAMES if before[name] != after[name])
    note = f"{what[:1].upper()}{what[1:]}.{f' {said}' if said else ''}"
    record(case, Event.Act.CONTACT, actor=actor, ip=ip, note=note)
    case.save()
    tell(case, Notice.Told.CONTACT)
    if before["email"] and before["email"] != after["email"]:
        write(case, Notice.Told.CONTACT, before["email"], case.language)
