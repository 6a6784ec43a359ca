"""How often one address may post: enough for a school behind one line, too little for guessing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forms.citizen.kept import Kept
from forms.sealing import digest
from search.throttle import allow, client_ip

#: Times and seconds, by what is done.
LIMITS = {
    "step": (240, 60),
    "begin": (60, 600),
    "typing": (1200, 60),  # what scripts save has counts of its own: it never uses up a person's
    "begin-typing": (120, 600),
    "submit": (60, 600),
    "sheet": (30, 600),
    "template": (60, 600),
    "pin": (30, 600),  # of one address, which a whole school or village may share
    "code": (10, 600),  # for one code, from wherever
    "link": (20, 3600),  # mails of one address
    "link-to": (3, 3600),  # mails to one mailbox
    "bytes": (3 * 1024**3, 24 * 3600),  # of files
}
#: What is refused rather than let through uncounted when the cache is down.
GUARDED = {"pin", "code", "link", "link-to"}


def exceeded(request: HttpRequest, scope: str, key: str = "", amount: int = 1) -> bool:
    """Counts this try; true when it is one too many for this address (or for this `key`)."""
    times, seconds = LIMITS[scope]
    who = digest("throttle", key) if key else client_ip(request)
    when_down = scope not in GUARDED
    return not allow(f"forms-{scope}", who, times, seconds, amount=amount, when_down=when_down)


def too_many(request: HttpRequest, scope: str) -> HttpResponse:
    """The plain answer to one try too many."""
    response = render(request, "errors/429.html", {"kept": Kept.of(request)}, status=429)
    response.headers["Retry-After"] = str(LIMITS[scope][1])
    return response
