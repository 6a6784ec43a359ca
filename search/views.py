"""The public search page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from wagtail.models import Site

from search.models import Entry
from search.numbers import whole
from search.query import search
from search.registry import KINDS
from search.results import Facet, Hit, Results
from search.throttle import allow, client_ip

PER_MINUTE = 30
LAST_PAGE = 100


@dataclass(frozen=True)
class Link:
    """A result or a choice, and where it leads."""

    to: Hit | Facet
    url: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """`q` what is sought, `loai` of which kind, `don-vi` at which office, `trang` which page."""
    query, kind = request.GET.get("q", ""), request.GET.get("loai", "")
    if query and not allow("search", client_ip(request), PER_MINUTE, 60):
        return too_many(request)
    found = search(
        query,
        locale=get_language() or settings.LANGUAGE_CODE,
        kinds=[kind] if kind in KINDS else [],
        office=whole(request.GET.get("don-vi", "")),
        page=min(whole(request.GET.get("trang", "")) or 1, LAST_PAGE),
    )
    context = {
        "results": found,
        "hits": [Link(hit, address(request, hit.entry)) for hit in found.hits],
        "kinds": [Link(facet, choice(request, "loai", facet)) for facet in found.kinds],
        "offices": [Link(facet, choice(request, "don-vi", facet)) for facet in found.offices],
        "elsewhere": elsewhere(found),
        "hide_search": True,
    }
    response = render(request, "search/search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "search/too_many.html", {"hide_search": True}, status=429)
    response.headers["Retry-After"] = "60"
    return response


def address(request: HttpRequest, entry: Entry) -> str:
    """A path on the reader's own site, else the whole address at the other office's."""
    site = entry.office
    if site is None or site == Site.find_for_request(request):
        return entry.url
    return f"{site.root_url}{entry.url}"


def choice(request: HttpRequest, name: str, facet: Facet) -> str:
    """This search narrowed to the choice; if it is chosen already, without it."""
    query = request.GET.copy()
    query.pop("trang", None)
    query[name] = facet.value
    if facet.chosen:
        del query[name]
    return f"?{query.urlencode()}"


def elsewhere(found: Results) -> list[tuple[str, str, int]]:
    """The same search in the languages that have results: name, address, how many."""
    names, offers = dict(settings.LANGUAGES), []
    for code, count in found.elsewhere:
        with override(code):
            url = reverse("search", query={"q": found.text})
        offers.append((names.get(code, code), url, count))
    return offers
