"""What was sent and could not be taken in goes back with the answer, to be sent again (R-11).

It is shown to nobody but who sent it: the answer is kept by no cache, nothing of it is stored, and
what another site made the browser send is not given a button.
"""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest

#: Forms that take time to fill in; those that ask for secrets are filled in anew.
LONG = {
    *("case_new", "case_step", "case_check", "supplement_step", "supplement_check"),
    *("follow_ask", "follow_withdraw", "follow_rate"),
}
#: What each page sends anew by itself.
OWN = {"csrfmiddlewaretoken", "pin"}


@dataclass(frozen=True)
class Kept:
    """The answers as they came, and where they were sent to; files must be chosen again."""

    to: str
    fields: tuple[tuple[str, str], ...]
    files: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """None where there is nothing to send again, or no person of ours to do it."""
        match = request.resolver_match
        if match is None or match.url_name not in LONG or not from_here(request):
            return None
        sent = request.POST.lists()
        fields = ((name, value) for name, values in sent for value in values if name not in OWN)
        kept = cls(request.get_full_path(), tuple(fields), bool(request.FILES))
        return kept if kept.fields else None


def from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent this, as the browser itself says; no other site can."""
    here = f"{request.scheme}://{request.get_host()}"
    if origin := request.headers.get("Origin"):
        return origin == here
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Referer", "").startswith(f"{here}/")
