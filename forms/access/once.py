"""Forms that make a PIN: sent twice they make one, which is shown both times and stored nowhere.

The form carries a sealed ticket with a random number; the PIN is derived from that. A ticket is
good for one case, for an hour.
"""

import secrets
import time

from forms.models import Case
from forms.references import derived_pin
from forms.sealing import seal, unseal

GOOD_FOR = 3600  # seconds


def ticket(purpose: str, case: Case) -> str:
    return seal([purpose, case.key.hex, case.pin_digest, int(time.time()), secrets.token_hex(16)])


def pin_of(purpose: str, case: Case, sent: str) -> tuple[str, str] | None:
    """The PIN of a ticket, and what the owner's PIN was when it was handed out; nothing for what is
    no ticket of this case, or is too old."""
    try:
        found = unseal(sent)
    except ValueError:
        return None
    if not isinstance(found, list) or found[:2] != [purpose, case.key.hex] or len(found) != 5:
        return None
    _purpose, _key, before, at, number = found
    if time.time() - at > GOOD_FOR:
        return None
    return derived_pin(purpose, number), before
