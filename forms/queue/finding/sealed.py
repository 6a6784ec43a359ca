"""What was typed, as it stands in an address: sealed, so that no name and no number does (R-15).

The search box is posted and answered with the list's address, in which the typed text is a token
that only this installation opens. So it can be paged, shared and bookmarked, and neither an access
log nor a browser's history tells whom somebody looked for.
"""

from dataclasses import dataclass

from django.http import QueryDict

from forms.queue.finding.reading import LONGEST
from forms.sealing import seal, unseal

#: The name in addresses, and in what is sealed: another sealed value is no search.
NAME = "tim"
LONGEST_SEALED = 3000


@dataclass(frozen=True)
class Typed:
    """A search, in the open and as addresses have it."""

    text: str
    sealed: str

    @classmethod
    def read(cls, query: QueryDict) -> "Typed":
        """What the address says; a plain `q` is taken as well, and no link repeats it."""
        sealed = query.get(NAME, "")
        if text := opened(sealed):
            return cls(text, sealed)
        return cls.of(query.get("q", ""))

    @classmethod
    def of(cls, text: str) -> "Typed":
        tidy = text.strip()[:LONGEST]
        return cls(tidy, seal({NAME: tidy}) if tidy else "")


def opened(sealed: str) -> str:
    """The text in a token; none in what is no token of a search, or no longer opens."""
    try:
        found = unseal(sealed[:LONGEST_SEALED])
    except ValueError:
        return ""
    text = found.get(NAME) if isinstance(found, dict) and len(found) == 1 else None
    return text if isinstance(text, str) else ""
