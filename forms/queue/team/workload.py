"""The page "Khối lượng việc": what each officer has, with the ways to spread it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from forms.assigning.workload import workload
from forms.queue.cases import works_cases
from forms.queue.lists.tabs import Desk
from forms.queue.screens import show, trail
from forms.queue.team.offices import office_of
from forms.queue.team.rules import list_of, offices_for

TITLE = gettext_lazy("Khối lượng việc")


class WorkloadMenuItem(MenuItem):
    """Among the reports, for those who work on cases."""

    def __init__(self) -> None:
        url = reverse_lazy("cases:workload")
        super().__init__(TITLE, url, "workload", icon_name="group", order=140)

    def is_shown(self, request: HttpRequest) -> bool:
        return works_cases(request.user)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    office_id, offices = office_of(request)
    desk = Desk.of(request.user, {office_id} if office_id else set())
    kept = offices_for(request.user)
    lines = workload(office_id, desk.today, desk.soon(office_id)) if office_id else []
    context = {
        "title": TITLE,
        "office_id": office_id,
        "offices": offices,
        "lines": lines,
        "rules": next((list_of(one) for one in kept if one.pk == office_id), ""),
        "here": f"&don-vi={office_id}" if len(offices) > 1 else "",
        "list": reverse("cases:list"),
        "breadcrumbs": trail((request.path, TITLE)),
    }
    return show(request, "team/workload", context)
