"""How often one address may ask, counted in Django's cache: for search, and for the forms."""

import logging
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)


def allow(
    scope: str, key: str, limit: int, seconds: int, *, amount: int = 1, when_down: bool = True
) -> bool:
    """Counts one attempt of `key`, or an `amount`; False once it is over `limit` in `seconds`.

    `when_down` is the answer when the cache itself fails: reading stays open, while guessing at
    secrets may rather be refused.
    """
    name = f"throttle:{scope}:{key}"
    try:
        if cache.add(name, amount, seconds):
            return amount <= limit
        return int(cache.incr(name, amount)) <= limit
    except ValueError:  # it expired between the two calls
        return True
    except Exception:
        logger.exception("The cache is down; throttle %s answers %s", scope, when_down)
        return when_down


def client_ip(request: HttpRequest) -> str:
    """The caller's address: what the outermost of our proxies saw; a forged header has no say.

    Each of the TRUSTED_PROXIES appends the address that called it to X-Forwarded-For.
    """
    proxies = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(hops) >= proxies and hops[-proxies]:
        return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def caller(request: HttpRequest) -> str:
    """Whom a count is kept of: the address, or of IPv6 the /64 that one line is given."""
    typed = client_ip(request)
    try:
        address = ip_address(typed)
    except ValueError:
        return typed
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
