"""The queue's place in the CMS menu and on its home page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from forms.queue.cases import seen_offices, sees_cases, visible_to
from forms.queue.lists.counting import count, in_words
from forms.queue.lists.tabs import TABS, Desk
from forms.states import User


class CasesMenuItem(MenuItem):
    """Shown only to those who have cases to see."""

    def __init__(self) -> None:
        url = reverse_lazy("cases:list")
        super().__init__(_("Hồ sơ"), url, "cases", icon_name="folder-open-inverse", order=150)

    def is_shown(self, request: HttpRequest) -> bool:
        return sees_cases(request.user)


class WaitingPanel(Component):
    """What waits for the user's role, on the home page of the CMS."""

    name = "cases"
    template_name = "forms/queue/panel.html"
    order = 50

    class Media:
        css = {"all": ["motcua/queue.css"]}

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        desk = Desk.of(self.user, set(seen_offices(self.user)))
        mine = [tab for tab in TABS if tab.roles & desk.roles]
        seen = visible_to(self.user)
        counts = count({tab.code: seen.filter(tab.holds(desk)) for tab in mine}, desk)
        return {
            "tabs": [
                {"tab": tab, "number": counts[tab.code], "count": in_words(counts[tab.code])}
                for tab in mine
            ]
        }
