"""The registers in the CMS: entries of the user's own offices, under "Sổ đăng ký"."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSetGroup

from home.models import Role
from home.panels import fields
from home.permissions import OfficePermissionPolicy
from home.viewsets import OfficeForm, OfficeModelViewSet
from services.models import Dormitory, Institution, Licence, Recognition, Student

STAFF = frozenset(Role)
#: All who belong to the office; the Study Promotion Association is heard there on nominations.
ANYBODY = STAFF - {Role.ASSOCIATION}
EXPERTS = frozenset({Role.OFFICER, Role.DEPUTY, Role.LEADER, Role.ADMIN})
LEADERS = frozenset({Role.LEADER, Role.ADMIN})

#: Licences and recognitions come from decided cases; leaders correct them and enter older ones.
POLICIES: dict[type[Model], Mapping[str, Collection[str]]] = {
    Institution: {"view": ANYBODY, "add": EXPERTS, "change": EXPERTS, "delete": LEADERS},
    Dormitory: {"view": ANYBODY, "add": EXPERTS, "change": EXPERTS, "delete": LEADERS},
    Licence: {"view": ANYBODY, "add": LEADERS, "change": LEADERS, "delete": {Role.ADMIN}},
    Recognition: {"view": STAFF, "add": LEADERS, "change": LEADERS, "delete": {Role.ADMIN}},
    Student: {"view": {Role.OFFICER, Role.DEPUTY, Role.LEADER}},
}
#: As it stands today: a licence past its date has lapsed.
STATUS = Column("get_status_display", label=_("Tình trạng"))
OFFICE_POLICIES = {model: OfficePermissionPolicy(model, roles) for model, roles in POLICIES.items()}


class RegisterViewSet(OfficeModelViewSet):
    """One register: found by name without accents, exported as CSV or XLSX."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    search_fields = ["name", "folded"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return self._edit_handler.get_form_class()

    def get_edit_handler(self) -> Any:
        handler = super().get_edit_handler()
        handler.base_form_class = OfficeForm
        return handler


class InstitutionViewSet(RegisterViewSet):
    model = Institution
    icon = "home"
    list_display = ["name", "kind", "commune", "illustrative"]
    list_filter = ["kind", "illustrative"]
    list_export = ["name", "kind", "commune", "source_duty"]
    panels = [
        FieldPanel("office"),
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("commune"),
        FieldPanel("illustrative"),
    ]


class DormitoryViewSet(RegisterViewSet):
    model = Dormitory
    icon = "group"
    list_display = ["name", "code", "office"]
    list_export = ["name", "code"]
    search_fields = ["name"]
    panels = [FieldPanel("office"), FieldPanel("name"), FieldPanel("code")]


class LicenceViewSet(RegisterViewSet):
    model = Licence
    icon = "doc-full"
    list_display = ["name", "number", "commune", "valid_until", STATUS]
    list_filter = ["stored_status", "centre_type"]
    list_export = [
        *("name", "number", "decided_on", "valid_until", "stored_status", "centre_type"),
        *("parent_body", "address", "commune", "director", "phone"),
    ]
    search_fields = ["name", "folded", "number", "director"]
    panels = [
        FieldPanel("office"),
        fields(_("Trung tâm"), "name name_en centre_type parent_body director phone"),
        fields(_("Địa điểm"), "address commune"),
        fields(_("Giấy phép"), "number decided_on valid_until stored_status illustrative"),
        InlinePanel("events", label=_("Diễn biến")),
    ]


class RecognitionViewSet(RegisterViewSet):
    model = Recognition
    icon = "pick"
    list_display = ["name", "model_kind", "year", "grade", "commune"]
    list_filter = ["model_kind", "year"]
    list_export = ["name", "model_kind", "year", "grade", "number", "decided_on", "commune"]
    search_fields = ["name", "folded", "number"]
    panels = [
        FieldPanel("office"),
        FieldPanel("name"),
        FieldPanel("model_kind"),
        FieldPanel("commune"),
        fields(_("Quyết định"), "year grade number decided_on illustrative"),
    ]


class StudentViewSet(RegisterViewSet):
    """Read only: a student's record changes through cases and yearly confirmations."""

    model = Student
    icon = "user"
    list_display = ["record_no", "name", "nationality", "institution", "status"]
    list_filter = ["nationality", "status"]
    list_export = ["record_no", "name", "nationality", "institution", "level", "status"]
    search_fields = ["name", "record_no"]
    inspect_view_fields = [
        *("record_no", "name", "nationality", "gender", "institution", "level", "programme"),
        *("scholarship_category", "enrol_date", "expected_graduation", "status", "case_code"),
    ]
    panels = [FieldPanel("status")]


class RegisterGroup(ModelViewSetGroup):
    """The menu "Sổ đăng ký"."""

    menu_label = _("Sổ đăng ký")
    menu_name = "registers"
    menu_icon = "list-ul"
    menu_order = 250
    items = (
        InstitutionViewSet,
        DormitoryViewSet,
        LicenceViewSet,
        RecognitionViewSet,
        StudentViewSet,
    )
