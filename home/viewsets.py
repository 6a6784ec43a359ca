"""Views of the CMS for things that belong to an office; another office's answer 404."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from home.models import Commune, Office, Role, roles_of
from home.panels import fields
from home.permissions import OfficePermissionPolicy, is_master
from home.taken import unless_taken

ACTIONS = ("view", "add", "change", "delete")


def of_own_offices(view_class: type[View]) -> type[View]:
    """The view, blind to what its user has no part in, in lists and under `pk`."""

    class OwnOfficesView(view_class):  # type: ignore[misc, valid-type]
        model: type[Model]

        def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
            if "pk" in kwargs and not self.own(request).filter(pk=kwargs["pk"]).exists():
                raise Http404
            super().setup(request, *args, **kwargs)

        def own(self, request: HttpRequest) -> QuerySet[Any]:
            policy = policy_registry.get_by_type(self.model)
            return policy.instances_user_has_any_permission_for(request.user, ACTIONS)

        def get_base_queryset(self) -> QuerySet[Any]:
            if "pk" in self.kwargs:  # a list of what belongs to one object: its history, its uses
                return super().get_base_queryset()
            return self.own(self.request)

        def form_valid(self, form: Any) -> HttpResponse:
            if saved := unless_taken(form, partial(super().form_valid, form)):
                return saved
            self.is_valid(form)  # the view's own, which notes what to say above the form
            return self.form_invalid(form)

        @cached_property
        def columns(self) -> list[Any]:
            """Whoever works at one office is not told line by line which."""
            columns: list[Any] = super().columns
            one = not is_master(self.request.user) and len(roles_of(self.request.user)) == 1
            return [column for column in columns if not (one and column.name == "office")]

    OwnOfficesView.__name__ = view_class.__name__
    return OwnOfficesView


class OfficeModelViewSet(ModelViewSet):
    """Lists and edits a model that belongs to offices, within the user's own."""

    add_to_reference_index = False

    def construct_view(
        self, view_class: type[View], **kwargs: Any
    ) -> Callable[..., HttpResponseBase]:
        return super().construct_view(of_own_offices(view_class), **kwargs)


class OfficeForm(WagtailAdminModelForm):
    """A form that offers the user's own offices and the communes of their provinces.

    Who works at one office is not asked which: the entry is that office's, whatever is sent.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = list(self.offices)
        if "office" in self.fields:
            self.fields["office"].queryset = self.offices
            if len(offices) == 1:
                del self.fields["office"]
                self.instance.office = offices[0]
        if "commune" in self.fields:
            provinces = {office.province_id for office in offices}
            self.fields["commune"].queryset = Commune.objects.filter(province__in=provinces)

    def _get_validation_exclusions(self) -> set[str]:
        """What is unique within an office is checked even when the office was not asked."""
        return super()._get_validation_exclusions() - {"office"}

    @cached_property
    def offices(self) -> QuerySet[Office]:
        """Those where the user may do what this form is for."""
        if self.for_user is None or is_master(self.for_user):
            return Office.objects.all()
        policy = policy_registry.get_by_type(self._meta.model)
        roles = policy.allowed(["change" if self.instance.pk else "add"])
        held = Office.objects.filter(groups__role__in=roles, groups__group__user=self.for_user.pk)
        return held.distinct()


OFFICE_POLICY = OfficePermissionPolicy(
    Office, {"view": [Role.ADMIN], "change": [Role.ADMIN]}, office="pk"
)


class EditOffice(EditView):
    """Other apps may ask before a change of an office is saved, and act on it in its transaction:
    functions under the hooks `before_change_office` (an answer instead of saving, or None) and
    `after_change_office`, each with request and form."""

    def form_valid(self, form: Any) -> HttpResponse:
        for ask in hooks.get_hooks("before_change_office"):
            answer: HttpResponse | None = ask(self.request, form)
            if answer is not None:
                return answer
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            for act in hooks.get_hooks("after_change_office"):
                act(self.request, form)
        return response


class OfficeViewSet(OfficeModelViewSet):
    """The letterhead and the address of an office; its site and code are the installation's."""

    model = Office
    edit_view_class = EditOffice
    icon = "home"
    menu_name = "offices"
    add_to_settings_menu = True
    copy_view_enabled = False
    list_display = ["short_name", "city", "phone", "email"]
    panels = [
        fields(_("Tên"), "name short_name city"),
        fields(_("Đầu văn bản"), "superior_body issuing_body agency_code"),
        fields(_("Liên hệ"), "address address_historic commune phone email"),
        fields(_("Nhân sự"), "staff_total leaders_total"),
        fields(_("Hồ sơ trực tuyến"), "draft_days morning_ends afternoon_ends"),
        fields(_("Bổ sung hồ sơ"), "supplement_days supplement_reminder returns_expired"),
    ]
