"""Follows what other apps save, publish, move, restrict and delete."""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search import index
from search.registry import SOURCES


def connect() -> None:
    post_save.connect(saved)
    post_delete.connect(deleted)
    page_published.connect(saved)  # its child objects are saved after the page itself
    page_unpublished.connect(saved)
    post_page_move.connect(moved)
    page_slug_changed.connect(moved)
    for signal in (post_save, post_delete):
        signal.connect(page_restricted, sender=PageViewRestriction)
        signal.connect(collection_restricted, sender=CollectionViewRestriction)


def saved(sender: type[models.Model], instance: models.Model, raw: bool = False, **_: Any) -> None:
    """Reads the row again: a page being edited holds an unpublished draft in memory."""
    if sender in SOURCES and not raw:
        fresh = sender._default_manager.filter(pk=instance.pk).first()
        if fresh is not None:
            index.update(fresh)


def deleted(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
    if sender in SOURCES:
        index.remove(sender, instance.pk)


def moved(sender: type[models.Model], instance: Page, **_: Any) -> None:
    """All pages below have a new address, and perhaps another office or restriction."""
    below(instance.path)


def page_restricted(sender: type[models.Model], instance: PageViewRestriction, **_: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        below(page.path)


def below(path: str) -> None:
    """A page and all under it, and their aliases, which are as private as they are."""
    models_of_pages = [model for model in SOURCES if issubclass(model, Page)]
    for model in models_of_pages:
        here = models.Q(path__startswith=path) | models.Q(alias_of__path__startswith=path)
        for page in model._default_manager.filter(here).iterator():
            index.update(page)


def collection_restricted(
    sender: type[models.Model], instance: CollectionViewRestriction, **_: Any
) -> None:
    """Documents and images are as private as their collection and those above it."""
    collections = instance.collection.get_descendants(inclusive=True)
    for model in SOURCES:
        if any(field.name == "collection" for field in model._meta.fields):
            for thing in model._default_manager.filter(collection__in=collections).iterator():
                index.update(thing)
