"""Registers the offices' side of the CMS with Wagtail."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from home import cms
from home.models import Office
from home.planting import LOADED
from home.viewsets import OFFICE_POLICY, OfficeViewSet

register_permission_policy(Office, OFFICE_POLICY)
hooks.register("construct_main_menu", cms.hide_from_staff)
hooks.register("construct_reports_menu", cms.hide_from_staff)
hooks.register("construct_homepage_summary_items", cms.hide_summary)
hooks.register("construct_page_chooser_queryset", cms.own_pages)
cms.offer_colleagues_only()


@hooks.register("register_admin_viewset")
def register_offices() -> ViewSet:
    return OfficeViewSet("offices")


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(LOADED, _("Nạp từ tệp"), _("Được nạp từ tệp dữ liệu"))
