"""A change of an office's hours: what came in after closing counts from another day then."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from forms.clock import Calendar
from forms.clock.recounting import EVER, foresee, start
from forms.queue.calendar.foreseeing import ask, confirmed, say

HOURS = frozenset({"morning_ends", "afternoon_ends"})


def foresee_hours(request: HttpRequest, form: Any) -> HttpResponse | None:
    """Asks whether to save hours that move due days."""
    if confirmed(request) or HOURS.isdisjoint(form.changed_data):
        return None
    office = form.instance
    foreseen = foresee(office, Calendar.of(office), EVER)
    if not foreseen.moves:
        return None
    steps = [
        (reverse("wagtailadmin_home"), _("Trang chủ")),
        (request.path, str(office)),
        ("", _("Đổi giờ làm việc")),
    ]
    crumbs = [{"url": url, "label": label} for url, label in steps]
    return ask(request, office, foreseen, act=_("Đổi giờ làm việc"), breadcrumbs=crumbs)


def recount_hours(request: HttpRequest, form: Any) -> None:
    """In the transaction that saves them."""
    if not HOURS.isdisjoint(form.changed_data):
        with override("vi"):
            why = _("Đổi giờ làm việc")
        say(request, start(form.instance, EVER, why, request.user))
