"""The working calendar in the CMS, kept by the administrators of each office."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from forms.clock import CalendarDay
from forms.queue.calendar_years import take_in, this_year, year_view
from home.models import Role
from home.permissions import OfficePermissionPolicy
from home.viewsets import ACTIONS, OfficeForm, OfficeModelViewSet

CALENDAR_POLICY = OfficePermissionPolicy(CalendarDay, {action: [Role.ADMIN] for action in ACTIONS})


class CalendarViewSet(OfficeModelViewSet):
    """Days off and weekends worked; whoever adds a year adds all of it."""

    model = CalendarDay
    icon = "calendar"
    menu_label = _("Lịch làm việc")
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["date", "name", "kind", "certainty", "office"]
    list_filter = ["kind"]
    ordering = ["-date"]
    panels = [FieldPanel(name) for name in ("office", "date", "kind", "name", "certainty")]

    @property
    def menu_url(self) -> str:
        """The year at one glance; from there to its days."""
        return reverse(self.get_url_name("this_year"))

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("nam/", this_year, name="this_year"),
            path("nam/<int:number>/", year_view, name="year"),
            path("nam/<int:number>/nhap/", take_in, name="take_in"),
        ]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return self._edit_handler.get_form_class()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = OfficeForm
        return handler
