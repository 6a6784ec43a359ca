"""Seals what must not be readable in the database, and finds equal values without reading them.

Sealed text is Fernet (AES-128-CBC with HMAC-SHA256) under the newest of `SEAL_KEYS`; older keys
still open. The blind index is HMAC-SHA256 under `BLIND_KEY`, so equal values have equal digests
and a stolen database alone tells nothing. Neither key is derived from SECRET_KEY.
"""

import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@cache
def ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(value: Any) -> str:
    """Encrypts anything that JSON can hold; nothing seals to the empty text."""
    if not value:
        return ""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return ring(tuple(settings.SEAL_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> Any:
    """What was sealed, or None. Raises ValueError when no key opens it."""
    if not sealed:
        return None
    try:
        return json.loads(ring(tuple(settings.SEAL_KEYS)).decrypt(sealed.encode()))
    except InvalidToken as error:
        raise ValueError("sealed under a key that is not in SEAL_KEYS") from error


def digest(purpose: str, *parts: str) -> str:
    """A keyed digest; values of different purposes never compare equal."""
    message = "\x1f".join((purpose, *parts))
    text = message.encode("utf-8", "surrogatepass")
    return hmac.new(settings.BLIND_KEY.encode(), text, hashlib.sha256).hexdigest()
