"""Keeps the CMS tidy: each role sees what it has a use for, and only pages of its own offices."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters.filters import QuerySetRequestMixin
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.models import roles_of
from home.permissions import is_master

#: Menu items that show other offices' titles, or lead out of the portal.
MASTERS_ONLY = {"translations", "page-types-usage", "help", "aging-pages"}


def hide_from_staff(request: HttpRequest, items: list[MenuItem]) -> None:
    """Removes the items that only a superuser has a use for."""
    if not is_master(request.user):
        items[:] = [item for item in items if not is_masters(item)]


def is_masters(item: MenuItem) -> bool:
    return item.name in MASTERS_ONLY or "/localize/reports/" in (item.url or "")


def hide_summary(request: HttpRequest, items: list[Any]) -> None:
    """The number of pages counts every office's."""
    if not is_master(request.user):
        items.clear()


def own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """The page chooser offers what the user may explore."""
    policy = policy_registry.get_by_type(Page)
    return pages.filter(pk__in=policy.explorable_instances(request.user).values("pk"))


def offer_colleagues_only() -> None:
    """Filters that choose a person list the user's colleagues; Wagtail's list everybody."""
    wagtails = QuerySetRequestMixin.get_queryset

    def get_queryset(self: QuerySetRequestMixin, request: HttpRequest | None) -> Any:
        found = wagtails(self, request)
        if found is None:
            found = self.extra.get("queryset")
        if request is None or found is None or found.model is not get_user_model():
            return found
        if is_master(request.user):
            return found
        return found.filter(groups__office_group__office__in=roles_of(request.user)).distinct()

    QuerySetRequestMixin.get_queryset = get_queryset
