"""Which version of a case somebody saw before they pressed a button or went on."""

from django.http import HttpRequest, QueryDict

from search.numbers import whole


def sent(request: HttpRequest) -> QueryDict:
    """What a page says of what it showed, when it is sent or leads to the next one."""
    return request.POST if request.method == "POST" else request.GET


def version_seen(request: HttpRequest) -> int:
    """The version that the page showed; whatever is no number was seen by nobody."""
    seen = whole(sent(request).get("version", ""))
    return -1 if seen is None else seen
