"""The working calendar in the CMS, kept by the administrators of each office."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from forms.clock import CalendarDay
from home.models import Role
from home.permissions import OfficePermissionPolicy
from home.viewsets import ACTIONS, OfficeModelViewSet

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
