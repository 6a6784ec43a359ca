"""How often one address may post: enough for a school behind one line, too little for guessing.

Codes can be guessed, PINs cannot: a PIN has 40 random bits, so one try in 1.1 × 10¹² is right. That
alone decides how many pairs may be compared. An address gets `pairs` of them: at 50,000 a day it
finds one PIN in 60,000 years, a thousand addresses together (580 tries a second, around the clock)
one in 60 years, whichever codes they try.

So nobody is kept out of their own case by somebody who guesses at it, or beside them at the same
school: a right pair is right however many wrong ones came before. Only wrong pairs are counted.
Past `pin` from an address, or `code` at a code, a wrong pair is answered 429 instead of 404, with
the same page, for known and unknown codes alike. Past `pairs`, nothing is compared any more.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forms.citizen.kept import Kept
from forms.sealing import digest
from search.throttle import allow, caller

#: Times and seconds, by what is done.
LIMITS = {
    "step": (240, 60),
    "begin": (60, 600),
    "typing": (1200, 60),  # what scripts save has counts of its own: it never uses up a person's
    "begin-typing": (120, 600),
    "submit": (60, 600),
    "message": (60, 600),  # of one address; of one case far fewer (`forms.talking`)
    "sheet": (30, 600),
    "template": (60, 600),
    "pin": (30, 600),  # wrong pairs of one address, which a whole school or village may share
    "code": (10, 600),  # wrong pairs at one code, from wherever
    "pairs": (50_000, 24 * 3600),  # pairs of one address, right or wrong
    "link": (20, 3600),  # mails of one address
    "link-to": (3, 3600),  # mails to one mailbox
    "copy": (6, 3600),  # of one case: each reads all of its files
    "bytes": (3 * 1024**3, 24 * 3600),  # of files
}
#: What is refused rather than let through uncounted when the cache is down. Whoever has code and
#: PIN follows their case all the same (R-68).
GUARDED = {"pin", "code", "link", "link-to"}


def exceeded(request: HttpRequest, scope: str, key: str = "", amount: int = 1) -> bool:
    """Counts this try; true when it is one too many for this address (or for this `key`)."""
    times, seconds = LIMITS[scope]
    who = digest("throttle", key) if key else caller(request)
    when_down = scope not in GUARDED
    return not allow(f"forms-{scope}", who, times, seconds, amount=amount, when_down=when_down)


def too_many(request: HttpRequest, scope: str) -> HttpResponse:
    """The plain answer to one try too many."""
    response = render(request, "errors/429.html", {"kept": Kept.of(request)}, status=429)
    return later(response, scope)


def later(response: HttpResponse, scope: str) -> HttpResponse:
    """Says after how many seconds the count begins anew."""
    response.headers["Retry-After"] = str(LIMITS[scope][1])
    return response
