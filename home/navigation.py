"""The frame around a public page, and the page itself: found together, in two queries."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Q, QuerySet
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction, get_page_models

from home.models import NewsPage, Office, PortalPage

#: The guidance on personal data, which every page's foot links to; each office writes its own.
PRIVACY_SLUG = "bao-ve-du-lieu-ca-nhan"
#: Deeper addresses are no page's: a tree has sections, pages and entries below them.
MAX_PARTS = 8
FEATURED = 8


@dataclass(frozen=True)
class Language:
    """An entry of the language switch."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Card:
    """A page as the front page offers it."""

    page: Page
    summary: str


class Navigation:
    """Reads lazily what is shown around an answer; `parts` is the address where a page is asked."""

    def __init__(self, request: HttpRequest, parts: list[str] | None = None) -> None:
        self.request = request
        self.parts = parts

    @classmethod
    def of(cls, request: HttpRequest) -> "Navigation":
        """The one that found the page being served, else a new one."""
        found: Navigation | None = getattr(request, "_navigation", None)
        return found or cls(request)

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
    def pages(self) -> list[Page]:
        """Home pages, menus, the page asked for, those above it, its translations.

        Each condition is on an indexed column and none can match many pages, whatever their number.
        """
        if self.office is None:
            return []
        root = self.office.site.root_page
        types = [model for model in get_page_models() if model not in (Page, NewsPage)]
        listed = ContentType.objects.get_for_models(*types).values()
        wanted = Q(translation_key=root.translation_key)
        wanted |= Q(show_in_menus=True, content_type__in=listed)
        wanted |= Q(slug=PRIVACY_SLUG)
        if self.parts:
            here = Q(slug__in=self.parts, depth__lte=root.depth + len(self.parts))
            keys = Page.objects.filter(here).values("translation_key")
            wanted |= Q(translation_key__in=keys)
        found: QuerySet[Page] = Page.objects.filter(wanted)
        found = found.annotate(some_restricted=Exists(PageViewRestriction.objects.all()))
        return list(found.select_related("locale").order_by("path"))

    @cached_property
    def homes(self) -> list[Page]:
        """The office's home page in every language it has."""
        key = self.office.site.root_page.translation_key if self.office else None
        return [page for page in self.pages if page.translation_key == key]

    @cached_property
    def home(self) -> Page | None:
        """The office's home page in the active language, else in the source language."""
        homes = {page.locale.language_code: page for page in self.homes}
        return homes.get(get_language() or "", homes.get(settings.LANGUAGE_CODE))

    @cached_property
    def trail(self) -> list[Page]:
        """From the home page down to the page asked for, as far as the address names pages."""
        if self.home is None or self.parts is None or len(self.parts) > MAX_PARTS:
            return []
        trail = [self.home]
        for part in self.parts:
            below = [p for p in self.pages if p.slug == part and p.is_child_of(trail[-1])]
            if not below:
                break
            trail += below
        return trail

    @property
    def rest(self) -> list[str]:
        """What the address says beyond the last page it names: an entry of a register."""
        return (self.parts or [])[len(self.trail) - 1 :]

    @property
    def page(self) -> Page | None:
        """The Wagtail page being served, if the answer is one."""
        return self.trail[-1] if self.trail else None

    @property
    def breadcrumbs(self) -> list[Page]:
        """From the home page down to the parent of this page."""
        return [page for page in self.trail[:-1] if page.live]

    @cached_property
    def offered(self) -> list[Page]:
        """What editors ticked "show in menus" below the home page, at any depth."""
        home = self.home
        return [
            page
            for page in self.pages
            if home and page.live and page.show_in_menus and page.is_descendant_of(home)
        ]

    @property
    def menu(self) -> list[Page]:
        """The sections."""
        return [page for page in self.offered if self.home and page.is_child_of(self.home)]

    @property
    def featured(self) -> list[Page]:
        """Pages below the sections, which the front page shows as cards."""
        return [page for page in self.offered if page not in self.menu][:FEATURED]

    @cached_property
    def cards(self) -> list[Card]:
        """What the front page offers, each with its summary: one query for all types together."""
        pages = self.featured or self.menu
        known = ContentType.objects.get_for_models(*get_page_models())
        summaries = [
            model.objects.filter(pk__in=keys).order_by().values_list("pk", "summary")
            for model, content_type in known.items()
            if issubclass(model, PortalPage)
            and (keys := [page.pk for page in pages if page.content_type_id == content_type.pk])
        ]
        told = dict(summaries[0].union(*summaries[1:])) if summaries else {}
        return [Card(page, page.search_description or told.get(page.pk, "")) for page in pages]

    @cached_property
    def privacy(self) -> Page | None:
        """The guidance on personal data in the active language, else in another."""
        found = [
            page
            for page in self.pages
            if page.live
            and page.slug == PRIVACY_SLUG
            and any(page.is_descendant_of(home) for home in self.homes)
        ]
        mine = [page for page in found if self.home and page.is_descendant_of(self.home)]
        return next(iter(mine or found), None)

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
        if self.parts is None:
            return translate_url(self.request.get_full_path(), code)
        for page in self.pages:
            if (
                self.page
                and page.live
                and page.translation_key == self.page.translation_key
                and page.locale.language_code == code
            ):
                return page.get_url(self.request) or "/"
        return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
