"""How a public page is found."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from wagtail import views
from wagtail.models import Page

from home.gazetteer import gazetteer
from home.navigation import Navigation


def page(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, told beforehand which page: three queries where its own way takes eight."""
    nav = Navigation(request, [part for part in path.split("/") if part])
    if nav.office is not None:
        request._navigation = nav  # type: ignore[attr-defined]
        request._wagtail_route_for_request = route(nav)  # type: ignore[attr-defined]
    response: HttpResponse = views.serve(request, path)
    return response


def route(nav: Navigation) -> object | None:
    """What Wagtail calls a route result: a page and what its view is told; None for no page."""
    if nav.page is None or (nav.rest and nav.page == nav.home):
        return None
    specific: Page = nav.page.specific
    specific.locale = nav.page.locale
    specific.open_to_all = not nav.page.some_restricted
    try:
        return specific.route(nav.request, nav.rest)
    except Http404:
        return None


@gzip_page
@require_safe
def places(request: HttpRequest, version: str) -> HttpResponse:
    """Every commune by province, for suggestions while one types. An address never changes what it
    says; one of an older version gives the newest, not to be kept for long."""
    known = gazetteer()
    response = JsonResponse(
        {
            province: [known.provinces[province], [[one.code, one.name] for one in communes]]
            for province, communes in known.by_province.items()
        },
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
    kept = "max-age=31536000, immutable" if version == known.version else "max-age=600"
    response.headers["Cache-Control"] = f"public, {kept}"
    response.headers["ETag"] = f'"{known.version}"'
    return response
