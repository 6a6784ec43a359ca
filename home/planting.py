"""Makes the pages and rows of an office, each once: what was ever loaded is never made again.

The rule of all loading: an object is created when no earlier run has created it. What an editor
changed, moved, renamed or deleted since therefore stays changed, moved, renamed or deleted. What
was loaded is remembered by the audit log.
"""

from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Locale, ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.signals import page_published

from home.models import Office

#: Registered with its name for people in `wagtail_hooks.py`.
LOADED = "motcua.load"


class Planter:
    """Creates what belongs to one office, from the top down."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @cached_property
    def loaded(self) -> set[str]:
        """The keys of all that earlier runs created at this office."""
        found: set[str] = set()
        for entries in (PageLogEntry.objects, ModelLogEntry.objects):
            marks = entries.filter(data__loaded_at=self.office.code)
            for keys in marks.values_list("data__loaded", flat=True):
                found.update(keys)
        return found

    @cached_property
    def locales(self) -> dict[str, Locale]:
        return {locale.language_code: locale for locale in Locale.objects.all()}

    def remember(self, thing: Model, *keys: str, action: str = LOADED) -> None:
        """Notes that these keys were loaded."""
        data = {"loaded_at": self.office.code, "loaded": list(keys)}
        log(instance=thing, action=action, data=data, content_changed=True)
        self.loaded.update(keys)

    def page_key(self, path: str) -> UUID:
        """The translation key of a page: the same in every language, whoever creates it."""
        return uuid5(NAMESPACE_URL, f"motcua:{self.office.code}/{path}")

    def find(self, path: str, language: str = "vi") -> Page | None:
        """The page that was loaded for this path, wherever it is now; else the page now there."""
        pages = Page.objects.filter(locale__language_code=language)
        loaded = pages.filter(translation_key=self.page_key(path)).first()
        home = self.office.site.root_page
        there = pages.filter(url_path=f"{home.url_path}{path}/" if path else home.url_path)
        found = loaded or there.first()
        return found.specific if found else None

    def page(
        self, path: str, model: type[Page], parent: Page | None, language: str = "vi", **fields: Any
    ) -> Page | None:
        """The page for this path: created and published if that was never done before."""
        key = f"{language}:{path}"
        if parent is None or key in self.loaded:
            return self.find(path, language) if key in self.loaded else None
        slug = fields.setdefault("slug", path.rpartition("/")[2])
        taken = parent.get_children().filter(slug=slug).first()
        if taken is not None:
            return taken.specific
        page = model(
            locale=self.locales[language],
            translation_key=self.page_key(path),
            first_published_at=timezone.now(),
            last_published_at=timezone.now(),
            **fields,
        )
        parent.add_child(instance=page)
        publish(page)
        self.remember(page, key)
        return page

    def row(self, key: str, thing: Model) -> bool:
        """Saves a thing that is no page, if that was never done before."""
        if key in self.loaded:
            return False
        thing.save()
        self.remember(thing, key)
        return True


def publish(page: Page) -> None:
    """Gives a page that is live the revision that editors go on from, and tells the index.

    As `save_revision().publish()`, but without saving, indexing and cleaning the page twice more.
    """
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision = page.live_revision = revision
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision,
        live_revision=revision,
        latest_revision_created_at=revision.created_at,
        draft_title=page.title,
    )
    page_published.send(sender=type(page), instance=page, revision=revision)
