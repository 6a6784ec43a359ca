"""Registers the registers with the CMS."""

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from services.viewsets import OFFICE_POLICIES, RegisterGroup

for model, policy in OFFICE_POLICIES.items():
    register_permission_policy(model, policy)


@hooks.register("register_admin_viewset")
def register_registers() -> ViewSetGroup:
    return RegisterGroup()
