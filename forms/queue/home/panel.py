"""The morning on the home page of the CMS."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from forms.clock.apologising import prepare_for
from forms.queue.home.work import Work


class MorningPanel(Component):
    """What waits for the user, what is late, what came since the last working day."""

    name = "cases"
    template_name = "forms/queue/home.html"
    order = 50

    class Media:
        css = {"all": ["motcua/queue.css"]}

    def __init__(self, work: Work) -> None:
        self.work = work

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        prepare_for(self.work.user)
        return {"work": self.work}
