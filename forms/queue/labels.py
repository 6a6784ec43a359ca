"""Labels in the CMS: leaders and administrators make those of their own office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column

from forms.models import Label
from forms.models.labels import kinds
from home.models import Role
from home.permissions import OfficePermissionPolicy
from home.viewsets import ACTIONS, OfficeForm, OfficeModelViewSet

LABEL_POLICY = OfficePermissionPolicy(
    Label, dict.fromkeys(ACTIONS, frozenset({Role.LEADER, Role.ADMIN}))
)


class LabelForm(OfficeForm):
    """Which cases it is for is chosen from the kinds that there are."""

    kind_code = forms.ChoiceField(label=_("Dùng cho"), choices=kinds, required=False)


class LabelViewSet(OfficeModelViewSet):
    """The menu item "Nhãn hồ sơ", among the settings."""

    model = Label
    icon = "tag"
    menu_name = "labels"
    menu_label = _("Nhãn hồ sơ")
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = [
        "name",
        Column("kind_title", label=_("Dùng cho")),
        Column("get_colour_display", label=_("Màu")),
        "office",
    ]
    list_filter = ["colour"]
    ordering = ["name"]
    panels = [FieldPanel(name) for name in ("office", "name", "kind_code", "colour")]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return self._edit_handler.get_form_class()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = LabelForm
        return handler
