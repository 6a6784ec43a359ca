"""The queue's place in the CMS menu."""

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from forms.queue.cases import sees_cases
from home.models import Role
from home.permissions import offices_of


class CasesMenuItem(MenuItem):
    """Shown only to those who have cases to see."""

    def __init__(self) -> None:
        url = reverse_lazy("cases:list")
        super().__init__(_("Hồ sơ"), url, "cases", icon_name="folder-open-inverse", order=150)

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_cases(request.user)


class CounterMenuItem(MenuItem):
    """Shown to those who stand at a counter."""

    def __init__(self) -> None:
        url, label = reverse_lazy("cases:counter"), _("Tiếp nhận tại quầy")
        super().__init__(label, url, "counter", icon_name="form", order=151)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(offices_of(request.user, {Role.CLERK}))
