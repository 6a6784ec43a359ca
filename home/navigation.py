"""The menu, the breadcrumbs and the language switch of one public page, in two queries."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from wagtail.models import Page

from home.models import Office

#: The guidance on personal data, which every page's foot links to; each office writes its own.
PRIVACY_SLUG = "bao-ve-du-lieu-ca-nhan"


@dataclass(frozen=True)
class Language:
    """An entry of the language switch."""

    code: str
    name: str
    url: str
    current: bool


class Navigation:
    """Reads lazily what the frame around every page shows; `request` tells office and page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def staff(self) -> bool:
        """Whether someone may be logged in; asked of the cookie, so readers cost no session."""
        return settings.SESSION_COOKIE_NAME in self.request.COOKIES

    @property
    def unverified(self) -> str | Promise:
        return settings.UNVERIFIED_NOTICE

    @cached_property
    def office(self) -> Office | None:
        return Office.for_request(self.request)

    @cached_property
    def page(self) -> Page | None:
        """The Wagtail page being served, if the answer is one."""
        route = getattr(self.request, "_wagtail_route_for_request", None)
        return route[0] if route else None

    @cached_property
    def pages(self) -> list[Page]:
        """In one query: the home pages and their menus, this page's ancestors and translations."""
        if self.office is None:
            return []
        root = self.office.site.root_page
        wanted = Q(translation_key=root.translation_key)
        wanted |= Q(show_in_menus=True, depth=root.depth + 1)
        wanted |= Q(slug=PRIVACY_SLUG, depth=root.depth + 2)
        if self.page is not None:
            wanted |= Q(translation_key=self.page.translation_key)
            steps = range(root.depth, self.page.depth)
            wanted |= Q(path__in=[self.page.path[: step * Page.steplen] for step in steps])
        found: QuerySet[Page] = Page.objects.live().filter(wanted)
        return list(found.select_related("locale").order_by("path"))

    @cached_property
    def home(self) -> Page | None:
        """The office's home page in the active language, else in the source language."""
        if self.office is None:
            return None
        homes = {page.locale.language_code: page for page in self.homes}
        return homes.get(get_language() or "", homes.get(settings.LANGUAGE_CODE))

    @cached_property
    def homes(self) -> list[Page]:
        key = self.office.site.root_page.translation_key if self.office else None
        return [page for page in self.pages if page.translation_key == key]

    @cached_property
    def menu(self) -> list[Page]:
        home = self.home
        return [
            page for page in self.pages if home and page.show_in_menus and page.is_child_of(home)
        ]

    @cached_property
    def breadcrumbs(self) -> list[Page]:
        """From the home page down to the parent of this page."""
        page = self.page
        if page is None:
            return []
        above = {other.path: other for other in self.pages}
        paths = [page.path[: step * Page.steplen] for step in range(2, page.depth)]
        return [above[path] for path in paths if path in above]

    @cached_property
    def languages(self) -> list[Language]:
        """Each language with the best address it has for what is shown here."""
        active = get_language() or settings.LANGUAGE_CODE
        return [
            Language(code, name, self.address(code), code == active)
            for code, name in settings.LANGUAGES
        ]

    def address(self, code: str) -> str:
        """This page in another language, else that language's home page."""
        match = self.request.resolver_match
        if self.page is None and match and match.url_name != "wagtail_serve":
            return translate_url(self.request.get_full_path(), code)
        for page in self.pages:
            if (
                self.page
                and page.translation_key == self.page.translation_key
                and page.locale.language_code == code
            ):
                return page.get_url(self.request) or "/"
        return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
