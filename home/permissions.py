"""Who may do what with things that belong to an office, and which pages of the CMS one may see."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy

from home.models import roles_of

User = AbstractBaseUser | AnonymousUser


def offices_of(user: User, roles: Collection[str]) -> set[int]:
    """The ids of the offices where the user holds any of these roles."""
    wanted = set(roles)
    return {office for office, held in roles_of(user).items() if held & wanted}


def is_master(user: User) -> bool:
    """A superuser acts at every office."""
    return bool(user.is_active and getattr(user, "is_superuser", False))


class OfficePermissionPolicy(BasePermissionPolicy):
    """Staff act on the things of their own offices, as their roles allow; a superuser on all.

    `roles` names who may do what, for example `{"view": {"clerk"}, "change": {"admin"}}`;
    `office` is the lookup that leads from the model to its office's id.
    """

    def __init__(
        self, model: type[Model], roles: Mapping[str, Collection[str]], office: str = "office_id"
    ) -> None:
        super().__init__(model)
        self.roles = roles
        self.office = office

    def allowed(self, actions: Iterable[str]) -> set[str]:
        """The roles that may do any of the actions."""
        return {str(role) for action in actions for role in self.roles.get(action, ())}

    def known(self, actions: Iterable[str]) -> bool:
        """Whether any of the actions exists at all; what does not, no superuser may do either."""
        return any(action in self.roles for action in actions)

    def user_has_permission(self, user: User, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        actions = list(actions)
        if is_master(user):
            return self.known(actions)
        return bool(offices_of(user, self.allowed(actions)))

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Any
    ) -> bool:
        actions = list(actions)
        if is_master(user):
            return self.known(actions)
        return getattr(instance, self.office) in offices_of(user, self.allowed(actions))

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Any]:
        actions = list(actions)
        instances = self.model._default_manager.all()
        if is_master(user):
            return instances if self.known(actions) else instances.none()
        return instances.filter(**{f"{self.office}__in": offices_of(user, self.allowed(actions))})

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        member = Q(groups__office_group__role__in=self.allowed(actions))
        users = get_user_model()._default_manager.filter(is_active=True)
        return users.filter(member | Q(is_superuser=True)).distinct()


def may_see_page(user: User, page: Page) -> bool:
    """Whether the CMS shows the user this page: they work on it, or it is the root."""
    if page.is_root():
        return True
    can = page.permissions_for_user(user)
    return bool(can.can_edit() or can.can_publish() or can.can_add_subpage())
