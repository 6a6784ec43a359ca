"""Puts the queue and the working calendar into the CMS."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from forms.clock import CalendarDay
from forms.models import Label, NoticeText, Reply
from forms.queue.calendar.hours import foresee_hours, recount_hours
from forms.queue.calendar.viewset import CALENDAR_POLICY, CalendarViewSet
from forms.queue.home.account import DigestPanel
from forms.queue.home.panel import MorningPanel
from forms.queue.home.work import Work
from forms.queue.labels import LABEL_POLICY, LabelViewSet
from forms.queue.menu import CasesMenuItem, CounterMenuItem
from forms.queue.replies import REPLY_POLICY, ReplyViewSet
from forms.queue.satisfaction.views import SatisfactionMenuItem
from forms.queue.steps.courses import CoursesMenuItem
from forms.queue.team.rules import RulesMenuItem
from forms.queue.team.workload import WorkloadMenuItem
from forms.queue.wordings import WORDING_POLICY, WordingViewSet

register_permission_policy(CalendarDay, CALENDAR_POLICY)
register_permission_policy(NoticeText, WORDING_POLICY)
register_permission_policy(Label, LABEL_POLICY)
register_permission_policy(Reply, REPLY_POLICY)


@hooks.register("register_admin_urls")
def queue_urls() -> list[URLPattern | URLResolver]:
    return [path("ho-so/", include("forms.queue.urls"))]


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    return CasesMenuItem()


@hooks.register("register_admin_menu_item")
def counter_menu_item() -> MenuItem:
    return CounterMenuItem()


@hooks.register("register_reports_menu_item")
def satisfaction_menu_item() -> MenuItem:
    return SatisfactionMenuItem()


@hooks.register("register_reports_menu_item")
def workload_menu_item() -> MenuItem:
    return WorkloadMenuItem()


@hooks.register("register_settings_menu_item")
def rules_menu_item() -> MenuItem:
    return RulesMenuItem()


@hooks.register("register_reports_menu_item")
def courses_menu_item() -> MenuItem:
    return CoursesMenuItem()


@hooks.register("construct_homepage_panels")
def morning_panel(request: HttpRequest, panels: list[Any]) -> None:
    work = Work(request.user)
    if work.offices:
        panels.append(MorningPanel(work))


@hooks.register("register_account_settings_panel")
def digest_panel(request: HttpRequest, user: Any, profile: Any) -> DigestPanel:
    return DigestPanel(request, user, profile)


@hooks.register("register_admin_viewset")
def calendar_viewset() -> CalendarViewSet:
    return CalendarViewSet("calendar", url_prefix="lich-lam-viec")


hooks.register("before_change_office", foresee_hours)
hooks.register("after_change_office", recount_hours)


@hooks.register("register_admin_viewset")
def wording_viewset() -> WordingViewSet:
    return WordingViewSet("wordings", url_prefix="loi-thong-bao")


@hooks.register("register_admin_viewset")
def label_viewset() -> LabelViewSet:
    return LabelViewSet("labels", url_prefix="nhan-ho-so")


@hooks.register("register_admin_viewset")
def reply_viewset() -> ReplyViewSet:
    return ReplyViewSet("replies", url_prefix="cau-mau")
