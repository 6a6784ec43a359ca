"""Which version of a case somebody saw before they pressed a button."""

from django.http import HttpRequest

from search.numbers import whole


def version_seen(request: HttpRequest) -> int:
    """The version that the page showed; whatever is no number was seen by nobody."""
    seen = whole(request.POST.get("version", ""))
    return -1 if seen is None else seen
